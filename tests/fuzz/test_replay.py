"""What fuzzing kept and what it found holds: the short form of `make fuzz`, without atheris."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import corpus, targets
from tests.long_form import in_long_form

KEPT = in_long_form(12, 100_000)
OF_EXPORTS = in_long_form(2, 100_000)
"""How many inputs of each corpus are looked at; a whole export takes a quarter of a second."""


@pytest.mark.parametrize("name", targets.SHARES)
def test_what_must_hold_of_any_input_holds_of_what_was_kept(name: str) -> None:
    """Some of the corpus, short ones and long ones, and everything that once broke something."""
    target = targets.load(name)
    kept = corpus.kept(name)
    assert kept, "run `make fuzz`, then `python -m tests.fuzz --keep`"
    most = OF_EXPORTS if name == "export" else KEPT
    for data in [*corpus.finds(name), *kept[:: -(-len(kept) // most)]]:
        target.check(data)


def test_each_target_has_a_share_and_each_file_a_target() -> None:
    modules = {file.stem for file in (corpus.HERE / "targets").glob("*.py")} - {"__init__"}
    assert modules == set(targets.SHARES)
    assert sum(targets.SHARES.values()) == 10_000
    kept = {file.stem for folder in ("corpus", "finds") for file in (corpus.HERE / folder).glob("*.jsonl")}
    assert kept <= modules


def test_an_input_is_kept_byte_by_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "HERE", tmp_path)
    inputs = [b"", b"\xff\x80a", "é\u2028\n\r\x00😀".encode(), b'"\\']
    corpus.keep("words", inputs)
    assert sorted(corpus.kept("words")) == sorted(inputs)
    assert corpus.finds("words") == []
