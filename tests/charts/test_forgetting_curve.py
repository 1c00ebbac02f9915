"""The forgetting curve in braille."""

from __future__ import annotations

from hypothesis import given, strategies as st

from studygpt.charts.forgetting_curve import forgetting_curve_lines
from studygpt.schedule.recall import recall_after


@given(st.floats(0.1, 5_000), st.integers(0, 4_000), st.integers(0, 4_000), st.integers(20, 120), st.integers(4, 20))
def test_it_never_rises_and_stays_in_its_frame(stability: float, days: int, now: int, width: int, height: int) -> None:
    span = max(days, now, 1)
    lines = forgetting_curve_lines(lambda day: recall_after(day, stability), span, now, width, height)
    assert len(lines) == height
    assert max(map(len, lines)) <= width
    rows = lines[:-2]
    columns = [[y for y, row in enumerate(rows) if x < len(row) and row[x] != " "] for x in range(5, width)]
    heights = [column[0] for column in columns if column]
    assert len(heights) == width - 5, "the curve has no gap"
    assert heights == sorted(heights)
    assert rows[0].startswith("100%│")
    assert lines[-2].count("┴") == 1
    assert "now" in lines[-1]


def test_now_stands_under_the_axis_where_it_is() -> None:
    lines = forgetting_curve_lines(lambda day: recall_after(day, 10), 20, 10, 65, 8)
    assert lines[-2].index("┴") == lines[-1].index("now") + 1
    assert abs(lines[-2].index("┴") - (5 + 30)) <= 1
    assert lines[-1].endswith("20 days")
    assert lines[-1].strip().startswith("0")
