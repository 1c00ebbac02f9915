"""A verdict is the same while other programs use the machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.grade.client import Grader
from tests.lab.test_grade import HOSTILE, RIGHT, SPIN, WRONG
from tests.long_form import LONG

# Four busy programs slow all tests that run beside these.
pytestmark = pytest.mark.skipif(not LONG, reason="of the long form")

BLIND = Path(__file__).parent / "blind"
BUSY = "import time\nuntil = time.monotonic() + 300\nwhile time.monotonic() < until: pass"


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """A grader beside four programs that compute all the time, for five minutes at most."""
    others = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(4)]
    try:
        with Grader() as grader:
            yield grader
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.mark.parametrize(
    ("text", "kind", "mistakes"),
    [
        (RIGHT, "pass", 0),
        (WRONG, "fail", 1),
        (WRONG.replace("dim=-1", "dim=-2"), "fail", 2),
        (HOSTILE["closed descriptors"][0], "crashed", 0),
        (HOSTILE["os._exit"][0], "crashed", 0),
        (HOSTILE["memory bomb of torch"][0], "memory", 0),
    ],
    ids=["right", "wrong", "two at once", "closed descriptors", "exit", "memory"],
)
def test_attention_has_its_verdict(grader: Grader, tmp_path: Path, text: str, kind: str, mistakes: int) -> None:
    file = tmp_path / "attention.py"
    file.write_text(text, encoding="utf-8")
    verdict = grader.check("attention", file, seed=5)
    assert verdict.kind == kind, verdict.message
    assert len(verdict.mistakes) == mistakes


@pytest.mark.parametrize("file", ["right/generate/rank_space.py", "right/generate/row_lists.py"])
def test_what_computes_a_while_passes(grader: Grader, file: str) -> None:
    assert grader.check("generate", BLIND / file, seed=5).passed


def test_a_name_is_found_by_a_slow_first_call(grader: Grader) -> None:
    """`roll` on the meta device imports much of torch at its first call."""
    verdict = grader.check("get-batch", BLIND / "wrong/get-batch/rolled_targets.py", seed=5)
    assert verdict.mistake is not None
    assert "rolled" in verdict.mistake.title


def test_a_loop_without_end_is_stopped_and_located(grader: Grader, tmp_path: Path) -> None:
    file = tmp_path / "attention.py"
    file.write_text(SPIN, encoding="utf-8")
    verdict = grader.check("attention", file)
    assert verdict.kind == "timeout"
    assert "line 4" in verdict.message or "line 5" in verdict.message
