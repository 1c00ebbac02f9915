"""`python -m lab check` and what can be had of an exercise: JSON lines, and exit codes."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from lab.__main__ import main
from lab.catalog import exercises, find
from lab.grade.client import Grader
from lab.grade.material import material
from lab.grade.verdict import Verdict
from tests.long_form import LONG


def lines(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> list[dict[str, Any]]:
    assert main(argv) == code
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


def sentence(capsys: pytest.CaptureFixture[str], *argv: str, code: int) -> str:
    assert main(argv) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_the_list_is_in_the_order_of_the_path(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines(capsys, "exercises")
    assert [line["slug"] for line in found] == list(exercises())
    first = found[0]
    assert first["event"] == "exercise"
    assert first["hints"] == 3
    assert first["file_name"] == "softmax.py"
    assert first["slot"] is None


def test_prompt_start_hints_and_solution(capsys: pytest.CaptureFixture[str]) -> None:
    (prompt,) = lines(capsys, "prompt", "attention")
    assert prompt["text"].startswith("# Scaled dot-product attention")
    (start,) = lines(capsys, "start", "causal_attention")
    assert start["exercise"] == "causal-attention"
    assert start["file_name"] == "causal_attention.py"
    assert "raise NotImplementedError" in start["text"]
    (solution,) = lines(capsys, "solution", "attention")
    assert solution["text"] == find("attention").solution
    hints = [lines(capsys, "hint", "attention", str(number))[0] for number in (1, 2, 3)]
    assert [hint["number"] for hint in hints] == [1, 2, 3]
    assert lines(capsys, "hint", "attention")[0] == hints[0]
    assert "there is no hint 4" in sentence(capsys, "hint", "attention", "4", code=2)
    assert "Did you mean attention" in sentence(capsys, "prompt", "atention", code=2)


def test_check_exits_1_for_any_verdict_but_a_pass(
    capsys: pytest.CaptureFixture[str], grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the long form each command starts a grader of its own, as it does for a person."""
    if not LONG:
        monkeypatch.setattr("lab.commands.check.Grader", lambda: nullcontext(grader))
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(next(iter(material("clip").alternatives.values())), encoding="utf-8")
    wrong.write_text(find("clip").starting_file, encoding="utf-8")
    (verdict,) = lines(capsys, "check", "clip", str(right), "--seed", "5")
    assert (verdict["event"], verdict["verdict"], verdict["seed"]) == ("verdict", "pass", 5)
    both = lines(capsys, "check", "clip", str(right), str(wrong), code=1)
    assert [verdict["verdict"] for verdict in both] == ["pass", "fail"]
    keys = "exercise verdict property counterexample mistake convention cards seconds device".split()
    assert set(keys) <= both[1].keys()
    assert "No such file" in sentence(capsys, "check", "clip", str(tmp_path / "none.py"), code=3)


def test_the_documentation_knows_every_field_of_a_verdict() -> None:
    page = (Path(__file__).parents[2] / "docs" / "lab.md").read_text(encoding="utf-8")
    for field in Verdict("attention", "attention.py").as_json():
        assert f"`{field}`" in page or f'"{field}"' in page, field
