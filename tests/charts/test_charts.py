"""Charts in letters, and as a page."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len

from studygpt.charts.bars import fine_bar
from studygpt.charts.chart_types import (
    Bar,
    BarChart,
    Branch,
    CalibrationBin,
    CalibrationChart,
    Chart,
    ColumnChart,
    Section,
    Table,
    TreeChart,
    YearCalendar,
)
from studygpt.charts.html_page import html_page
from studygpt.charts.text_charts import in_columns, section_lines

NAMES = st.text(max_size=60) | st.sampled_from(
    ["注意力机制" * 6, "a\x1b[31mb", "<script>", "‮evil", "👩‍👩‍👧‍👦 family", "a\nb"]
)
NUMBERS = st.floats(0, 1e7) | st.integers(0, 10**9)
SHARES = st.floats(0, 1)
WEEKS = tuple(tuple(range(week, week + 7)) for week in range(53))
FIGURES = st.one_of(
    st.builds(
        lambda bars: BarChart(tuple(bars)), st.lists(st.builds(Bar, NAMES, NUMBERS, st.just("12,345")), max_size=5)
    ),
    st.builds(
        lambda values: ColumnChart(tuple(values), "today", "in a year", "cards"),
        st.lists(NUMBERS, min_size=1, max_size=400),
    ),
    st.just(YearCalendar(WEEKS, date(2025, 5, 5))),
    st.builds(
        lambda pairs: CalibrationChart(tuple(pairs)),
        st.lists(st.builds(CalibrationBin, st.just("85% to 90%"), SHARES, SHARES, st.integers(1, 10**6)), max_size=5),
    ),
    st.builds(
        lambda names: Table(("card", "lapses"), tuple((name, "8") for name in names)), st.lists(NAMES, max_size=4)
    ),
    st.builds(
        lambda names: TreeChart(
            ("cards", "known", "stability"),
            "mastery",
            tuple(Branch(name, at * 3, 0.5, ("1,000", "12", "14 d")) for at, name in enumerate(names)),
        ),
        st.lists(NAMES, max_size=4),
    ),
)


def lines(figure: Chart, width: int) -> list[str]:
    return [line.text for line in section_lines(Section("title", (), (figure,)), width)][1:]


@given(NAMES, FIGURES, st.sampled_from([40, 57, 60, 80, 200]))
def test_no_line_is_wider_than_the_screen_and_none_says_what_a_terminal_would_do(
    name: str, figure: Chart, width: int
) -> None:
    for line in section_lines(Section(name, (name,), (figure,)), width):
        assert line.width <= width, line.text
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", line.text)


@given(NAMES, FIGURES)
def test_a_page_is_well_formed_and_loads_nothing(name: str, figure: Chart) -> None:
    made = html_page(name, [Section(name, (name,), (figure,))])
    root = ElementTree.fromstring(
        made.removeprefix("<!doctype html>")
        .replace('<meta charset="utf-8">', "")
        .replace('<meta name="viewport" content="width=device-width, initial-scale=1">', "")
    )
    for element in root.iter():
        assert element.tag not in ("script", "link", "img", "iframe")
        assert not {"src", "href"} & element.attrib.keys()
        if element.tag == "svg":
            assert element[0].tag == "title", "it can be read aloud"
            assert element.attrib["role"] == "img"
    assert "url(" not in made
    assert "@import" not in made


def test_bars_are_as_long_as_their_values() -> None:
    assert [fine_bar(share, 4) for share in (0, 0.001, 0.25, 0.5, 0.53, 1)] == ["", "▏", "█", "██", "██▏", "████"]
    assert lines(BarChart((Bar("all", 1, "50%"), Bar("some", 2, "100%"))), 30) == [
        "  all  ████████          50%",
        "  some ████████████████ 100%",
    ]


def test_columns_stand_side_by_side_with_what_is_under_their_ends() -> None:
    assert lines(ColumnChart((0, 1, 2, 5), "today", "then", "cards"), 20) == [
        "    5┤         ███",
        "     ┤         ███",
        "     ┤         ███",
        "     ┤      ██████",
        "    0┤   █████████",
        "     └────────────",
        "      today   then",
        "      cards a day",
    ]


def test_more_columns_than_there_is_room_for_become_fewer() -> None:
    drawn = lines(ColumnChart(tuple(range(365)), "today", "in a year", "cards"), 60)
    assert drawn[-1].endswith("a column the mean of 7 days")
    assert max(map(len, drawn)) <= 60


def test_what_was_expected_is_marked_in_the_bar_of_what_was_seen() -> None:
    (_, drawn) = lines(CalibrationChart((CalibrationBin("90% to 95%", 0.5, 0.75, 12),)), 60)
    bar = drawn.split()[3]
    assert bar[len(bar) // 2] == "│"
    assert bar.index("░") == pytest.approx(0.75 * len(bar), abs=1)
    assert drawn.endswith("50%   75%  of 12")


@given(NAMES, st.integers(1, 30))
def test_a_name_takes_exactly_the_columns_that_it_is_given(name: str, width: int) -> None:
    assert cell_len(in_columns(name, width)) == width


def test_in_a_narrow_tree_what_matters_less_is_left_out() -> None:
    tree = TreeChart(
        ("cards", "known", "stability"),
        "mastery",
        (Branch("a", 0, 0.5, ("7", "5", "14 d")), Branch("b", 1, 0, ("1", "0", "-"))),
    )
    assert lines(tree, 80)[0].split() == ["cards", "known", "stability", "mastery"]
    assert lines(tree, 40) == [
        "            cards  mastery",
        "  a             7  █████░░░░░  50%",
        "    b           1  ░░░░░░░░░░   0%",
    ]
