"""A verdict in words: first what is wrong, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

from lab.grade.verdict import UNREADABLE, Place, TracebackLine, Verdict, VerdictKind, lost
from studygpt.render.verdict import verdict_lines
from tests.practice.practising import AXIS, UNTOUCHED, WRONG


def said(verdict: Verdict, width: int | None = 76) -> list[str]:
    return [line.text.rstrip() for line in verdict_lines(verdict, width)]


def with_example(**changed: str) -> Verdict:
    assert WRONG.counterexample is not None
    return replace(WRONG, counterexample=replace(WRONG.counterexample, **changed))


def differing(words: str, place: str = "") -> Verdict:
    text = f"softmax(x)\n{place or 'the result'} {words}.\ntarget [1]\nyours  None"
    return with_example(difference=words, place=place, text=text)


def test_a_wrong_kind_is_said_before_the_example_and_only_there() -> None:
    lines = said(differing("should be a tensor, and is None (is a `return` missing?)"))
    assert lines[2] == "The result should be a tensor, and is None (is a `return` missing?)."
    assert sum("is a `return` missing" in line for line in lines) == 1
    assert "It is not a mistake that I know." not in lines


def test_values_that_differ_without_a_name_are_honestly_unknown() -> None:
    assert "It is not a mistake that I know." in said(WRONG)
    assert "It is not a mistake that I know." not in said(AXIS)


def test_what_is_not_written_yet_is_no_broken_promise() -> None:
    lines = said(UNTOUCHED)
    assert lines == ["✗ Not written yet", "It is not written yet."]


def test_a_lost_check_does_not_blame_the_file() -> None:
    lines = said(lost("softmax", "softmax.py", "The process that checks was ended."))
    assert lines == ["✗ It could not be checked", "The process that checks was ended."]


def test_a_syntax_error_has_a_line_and_no_function() -> None:
    at = (TracebackLine(5, "", "x = ("), TracebackLine(7, "f", "y"))
    wrong = Verdict("softmax", "softmax.py", kind=VerdictKind.ERROR, failed_property=UNREADABLE, message="It is.")
    lines = said(replace(wrong, traceback=at))
    assert "line 5" in lines
    assert "line 7, in f" in lines


def test_a_long_value_is_read_to_its_end_and_a_table_stays_in_columns() -> None:
    long = f"config = GPTConfig({', '.join(f'field_{number}={number}' for number in range(20))})"
    table = "1.000  " * 30
    text = f"{long}\n{table}"
    lines = said(with_example(text=text), 60)
    assert any("field_19=19)" in line and len(line) <= 60 for line in lines)
    assert f"  {table.rstrip()}" in lines


def test_a_place_is_told_where_no_name_is() -> None:
    place = Place("the scores", 4, "the weights", 5, "w = s.softmax(0)", "Right up to the scores (line 4). Then ...")
    lines = said(replace(WRONG, place=place))
    at = lines.index("Where it goes wrong")
    assert lines[at + 1] == "Right up to the scores (line 4). Then ..."
    assert lines[at + 2].strip() == "5: w = s.softmax(0)"
    assert "Where it goes wrong" not in said(replace(AXIS, place=place)), "the name says it"
