"""A verdict as JSON and back: the pipe between the lab and the app loses nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from lab.grade.verdict import (
    Counterexample,
    NamedMistake,
    Place,
    TracebackLine,
    Verdict,
    VerdictKind,
    lost,
)

PLAIN = Verdict("attention", "/there/attention.py", 7, proved=("Each row adds up to 1",), seconds=0.0512)
FULL = Verdict(
    "attention",
    "/there/attention.py",
    3,
    VerdictKind.FAIL,
    "Each row adds up to 1",
    "After the call v is not what it was.",
    Counterexample("f(x)", {"x": "[1]"}, "output", "", "1", "2", (0, 1), "f(x)\nx = [1]"),
    NamedMistake("a/one+a/two", "two, and one more", "They do.", seen="On 2 fresh inputs."),
    (
        NamedMistake("a/one", "one", "It does.", ("concept:attention",)),
        NamedMistake("a/two", "two", "It does.", ()),
    ),
    NamedMistake("a/three", "another", "It may.", ("concept:attention",), "On 2 fresh inputs."),
    ("concept:attention",),
    (TracebackLine(4, "f", "return x"),),
    "printed\n",
    8,
)


PLACED = replace(FULL, case=(0, 2), place=Place("the scores", 4, "the weights", 5, "w = s", "Right up to them."))


@pytest.mark.parametrize("verdict", [PLAIN, FULL, PLACED, lost("attention", "attention.py", "It ended.")])
def test_a_verdict_comes_back_as_it_was(verdict: Verdict) -> None:
    assert Verdict.from_json(json.loads(json.dumps(verdict.as_json()))) == verdict


def test_the_json_has_its_fields_in_their_order() -> None:
    found = FULL.as_json()
    order = "exercise verdict property message counterexample mistake mistakes convention cards traceback printed"
    assert list(found) == [*order.split(), "printed_bytes", "proved", "seed", "file", "seconds", "device"]
    assert list(found["counterexample"]) == "call inputs place difference target yours first_wrong text".split()
    assert found["counterexample"]["first_wrong"] == [0, 1]
    assert list(found["mistake"]) == "id title why seen".split()
    assert list(found["mistakes"][0]) == "id title why cards".split()
    assert list(found["convention"]) == "id title why cards seen".split()
    assert found["traceback"] == [{"line": 4, "function": "f", "text": "return x"}]


def test_only_a_pass_passes() -> None:
    assert [kind for kind in VerdictKind if Verdict("attention", "a.py", kind=kind).passed] == [VerdictKind.PASS]


def test_a_verdict_loads_no_torch() -> None:
    code = "import sys, lab.grade.verdict\nprint('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
