"""Where the sections of progress draw their lines: how many days, decks and cards they show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from studygpt.charts.chart_types import BarChart, ColumnChart, Section, Table, YearCalendar
from studygpt.stats.figures import Bucket, ConceptFigures, OverallFigures, overall_figures
from studygpt.stats.listing import concept_object, overall_object
from studygpt.stats.sections import concept_section, next_steps, overall_sections, percent
from studygpt.store.counts import CardCount, Day, GradeCount, Leech, Members, ReviewTotals

TODAY = date(2026, 5, 6).toordinal() - date(1970, 1, 1).toordinal()
"""A Wednesday, as a study day."""
GRADES = [GradeCount("young", 3, 12, None, 40, 0.0, 0.0, 0.0)]
CARDS = [CardCount("review", False, 5, 18, 3, 3, 60, 55.0, 900.0, 4)]


def figures(
    days: dict[int, int] | None = None,
    due: dict[int, int] | None = None,
    decks: int = 0,
    leeches: list[Leech] | None = None,
) -> OverallFigures:
    graded = [Day(day, grades, 60_000 * grades) for day, grades in sorted((days or {TODAY: 1}).items())]
    totals = {f"deck{number:02}": ReviewTotals(9, 9, 8, 60_000) for number in range(decks)}
    return overall_figures(
        TODAY, graded, GRADES, totals, CARDS, due or {}, (len(leeches or []), leeches or []), -0.15, None
    )


def section(found: OverallFigures, title: str) -> Section:
    return next(each for each in overall_sections(found) if each.title == title)


@pytest.mark.parametrize(("ago", "done"), [(29, "6 reviews in 6 min, on 2 days"), (30, "1 review in 1 min, on 1 day")])
def test_lately_is_thirty_days(ago: int, done: str) -> None:
    found = section(figures({TODAY: 1, TODAY - ago: 5}), "Reviews and minutes a day")
    assert found.sentences == (f"The last 30 days: {done}.",)
    for chart in found.charts:
        assert isinstance(chart, ColumnChart)
        assert len(chart.values) == 30
        assert chart.first == "29 days ago"


@pytest.mark.parametrize(("ahead", "soon"), [(29, 5), (30, 1)])
def test_soon_is_thirty_days_from_today(ahead: int, soon: int) -> None:
    found = section(figures(due={TODAY: 1, TODAY + ahead: 4}), "Forecast")
    cards = "1 card" if soon == 1 else f"{soon} cards"
    assert found.sentences[0] == f"{cards} in 30 days, 5 cards in a year."


@pytest.mark.parametrize(("ahead", "in_a_year"), [(364, 5), (365, 1)])
def test_a_year_is_365_days_from_today(ahead: int, in_a_year: int) -> None:
    found = figures(due={TODAY: 1, TODAY + ahead: 4})
    assert len(found.due) == 365
    assert sum(found.due) == in_a_year


def test_overdue_cards_are_due_today() -> None:
    found = figures(due={TODAY - 3: 2, TODAY: 1})
    assert found.due[0] == 3
    assert "2 cards of today's were due before." in section(found, "Forecast").sentences


def test_the_year_is_53_weeks_from_monday_on() -> None:
    (calendar,) = section(figures({TODAY: 2}), "The year").charts
    assert isinstance(calendar, YearCalendar)
    assert len(calendar.weeks) == 53
    assert calendar.first == date(2026, 5, 4) - 52 * (date(2026, 5, 11) - date(2026, 5, 4))
    assert calendar.weeks[-1] == (0, 0, 2, None, None, None, None)


@pytest.mark.parametrize(("decks", "shown"), [(1, None), (2, 2), (12, 12), (13, 12)])
def test_retention_shows_twelve_decks_where_there_are_several(decks: int, shown: int | None) -> None:
    charts = [chart for chart in section(figures(decks=decks), "True retention").charts if isinstance(chart, BarChart)]
    assert (len(charts[1].bars) if len(charts) > 1 else None) == shown


@pytest.mark.parametrize(("letters", "shown"), [(40, 40), (41, 40)])
def test_the_front_of_a_leech_is_cut_to_forty_letters(letters: int, shown: int) -> None:
    (table,) = section(figures(leeches=[Leech("a1", "x" * letters, 9, False)]), "Leeches").charts
    assert isinstance(table, Table)
    assert table.rows[0][0] == "x" * shown


def test_an_hour_without_predictions_is_neither_ahead_nor_behind() -> None:
    hours = figures().hours
    assert hours[12].reviews == 40
    assert {hour.ahead for hour in hours} == {0.0}


@pytest.mark.parametrize("decks", [1, 2])
def test_a_bar_of_retention_fills_its_row_where_all_was_recalled(decks: int) -> None:
    charts = section(figures(decks=decks), "True retention").charts
    assert [chart.full_value for chart in charts if isinstance(chart, BarChart)] == [1.0] * decks


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "-"), (0.0, "0%"), (0.001, "0.1%"), (0.9162, "91.6%"), (0.999, "99.9%"), (1.0, "100%")],
)
def test_a_share_of_none_or_of_all_is_told_without_a_decimal(share: float | None, words: str) -> None:
    assert percent(share) == words


def test_a_thousand_minutes_are_told_to_the_hundredth() -> None:
    found = figures({TODAY: 1_000})
    listed = overall_object(found)
    assert listed["minutes"] == listed["days"][0]["minutes"] == 1_000.0
    assert section(found, "The year").sentences[1] == "1,000 reviews on 1 day in 16 h 40 min."
    minutes = section(found, "Reviews and minutes a day").charts[1]
    assert isinstance(minutes, ColumnChart)
    assert minutes.values[-1] == 1_000.0


def test_a_thousand_minutes_with_a_concept_are_told_to_the_hundredth() -> None:
    found = replace(concept("softmax", 50), lived=ReviewTotals(1_000, 0, 0, 60_000_000))
    assert concept_object(found)["minutes"] == 1_000.0
    assert "1,000 reviews in 16 h 40 min." in concept_section(found, ()).sentences


def test_the_loss_of_a_guess_is_the_entropy_of_what_was_recalled() -> None:
    """Of forty reviews thirty were recalled: whoever always says 75% loses 0.5623 nats each."""
    grades = [GradeCount("young", grade, 12, 15, many, many * 0.75, 0.0, 0.0) for grade, many in ((3, 30), (1, 10))]
    found = overall_figures(TODAY, [Day(TODAY, 40, 0)], grades, {}, CARDS, {}, (0, []), -0.15, None)
    assert found.calibration.base_loss == pytest.approx(0.56234, abs=1e-5)


def concept(name: str, recalled: float, *requires: str) -> ConceptFigures:
    members = Members(name, 0, 0, 100, 0, 0, 100, recalled, 500.0, 0)
    return ConceptFigures(name, 0, requires, members, ReviewTotals(0, 0, 0, 0), ())


@pytest.mark.parametrize(("own", "below", "sent"), [(49, 49, True), (50, 49, False), (49, 50, False)])
def test_a_weak_concept_sends_to_what_it_builds_on_where_both_are_below_a_half(
    own: float, below: float, sent: bool
) -> None:
    steps = next_steps(concept("attention", own, "softmax"), [concept("softmax", below)], None)
    assert ("it builds on softmax" in steps[0]) == sent


def test_bars_of_intervals_name_their_days() -> None:
    buckets = (Bucket(0, 1, 1), Bucket(1, 2, 1), Bucket(2, 4, 1), Bucket(4, None, 1))
    (chart,) = section(replace(figures(), intervals=buckets), "Intervals").charts
    assert isinstance(chart, BarChart)
    assert [bar.label for bar in chart.bars] == ["under a day", "1", "2 to 3", "4 and more"]


@pytest.mark.parametrize(("at", "label"), [(0, "0% to 5%"), (18, "90% to 95%"), (19, "95% to 100%")])
def test_bars_of_recall_name_five_percent_each(at: int, label: str) -> None:
    cards = [CARDS[0]._replace(recall=at)]
    found = overall_figures(TODAY, [], [], {}, cards, {}, (0, []), -0.15, None)
    (chart,) = section(found, "Recall now").charts
    assert isinstance(chart, BarChart)
    assert [bar.label for bar in chart.bars] == [label]
