"""Curves in letters: what a learner reads off them is what was measured."""

from __future__ import annotations

from studygpt.charts.line_chart import LineSeries, line_chart

TRAIN = LineSeries("train", ".", ((0, 4.0), (50, 2.0), (100, 1.0)))
VAL = LineSeries("val", "o", ((0, 4.0), (50, 3.0), (100, 2.5)))


def test_a_frame_is_never_wider_than_it_was_asked_to_be() -> None:
    for width in (30, 60, 100):
        assert all(len(line) <= width for line in line_chart([TRAIN, VAL], width, 8))


def test_the_highest_and_lowest_values_stand_beside_the_frame() -> None:
    lines = line_chart([TRAIN, VAL], 60, 7)
    assert lines[0].startswith("4.000")
    assert lines[6].startswith("1.000")


def test_curves_are_told_apart_by_their_marks_and_meet_in_a_third() -> None:
    text = "\n".join(line_chart([TRAIN, VAL], 60, 7))
    assert ". train" in text
    assert "o val" in text
    first = line_chart([TRAIN, VAL], 60, 7)[0]
    assert first[first.index("|") + 1] == "*"  # both begin at 4


def test_a_falling_curve_ends_lower_than_it_began() -> None:
    lines = line_chart([TRAIN], 60, 7)[:7]
    rows = [
        [column for column, letter in enumerate(line) if letter == "." and column > line.index("|")] for line in lines
    ]
    assert min(rows[0]) < min(rows[-1])


def test_a_run_that_is_half_done_fills_half_of_the_frame() -> None:
    lines = line_chart([TRAIN], 60, 7, until=200)[:7]
    assert max(len(line) for line in lines) < 40


def test_a_flat_line_and_a_single_point_are_drawn() -> None:
    assert line_chart([LineSeries("flat", ".", ((0, 1.0), (10, 1.0)))], 40, 5)
    assert line_chart([LineSeries("point", ".", ((0, 1.0),))], 40, 5)
    assert line_chart([LineSeries("none", ".", ())], 40, 5) == []
