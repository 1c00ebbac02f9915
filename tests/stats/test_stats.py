"""Figures of progress against a recount: the log read row by row, each card by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from math import log as ln
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, insert, select, update

from studygpt.errors import UsageError
from studygpt.model import Act, Memory, Rating, State, memory_to_json
from studygpt.schedule.fitting import DEFAULTS
from studygpt.schedule.recall import recall_after
from studygpt.stats.figures import OverallFigures
from studygpt.stats.listing import concept_object, overall_object
from studygpt.stats.overview import overview
from studygpt.store import parameters
from studygpt.store.log import OTHER_PROGRAM
from studygpt.store.tables import cards, log, memory
from studygpt.study import Study
from tests.conftest import HandClock, Vault
from tests.long_form import in_long_form

pytestmark = pytest.mark.both_databases

ONE = """---
concepts: [one]
---
#flashcards/first

What is a?::The answer 1

What is b?::The answer 2

What is c?::The answer 3
"""
TWO = """---
concepts: [two, both]
requires: [one, nowhere]
---
#flashcards/second

What is d?::The answer 4

What is e?::The answer 5

- **Term**: a suggestion, and no card
"""
CARDS = 6


@pytest.fixture
def filled(study: Study, vault: Vault, tmp_path: Any) -> Study:
    vault.write("one.md", ONE)
    vault.write("two.md", TWO)
    study.library.import_folder(vault.path, None, ())
    other = Vault(tmp_path / "other")
    other.write("off.md", "---\nconcepts: [off]\n---\n#flashcards/off\n\nWhat is f?::The answer 6\n")
    study.library.import_folder(other.path, None, ())
    study.library.set_enabled("other", False)
    return study


# ---------------------------------------------------------------------- logs as they may be

TODAY = 20_577
"""The study day of the clock's noon."""


@st.composite
def memories(draw: st.DrawFn, day: int) -> Memory:
    state = draw(st.sampled_from(State))
    if state is State.NEW:
        return Memory()
    last = day - draw(st.sampled_from([-1, 0, 0, 1, 2, 20, 21, 300]))
    return Memory(
        state,
        0,
        0,
        last + draw(st.sampled_from([0, 1, 3, 20, 21, 22, 60])),
        draw(st.floats(0.01, 900)),
        draw(st.floats(1, 10)),
        last,
        draw(st.integers(1, 20)),
        draw(st.integers(0, 9)),
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[tuple[Memory, bool]]]:
    """Rows of a log, about cards by their number (some are gone), and how the cards stand now."""
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 25))):
        day = TODAY - draw(st.sampled_from([0, 0, 1, 2, 5, 400]))
        card = draw(st.integers(0, CARDS))
        before = draw(memories(day))
        row = {
            "id": 1000 + number,
            "device": draw(st.sampled_from(["here", "there", OTHER_PROGRAM])),
            "card": card,
            "at": day * 86_400_000 + draw(st.integers(0, 86_399_999)),
            "utc_offset": draw(st.sampled_from([0, 3600, -18_000, 20_700, 50_400])),
            "study_day": day,
            "duration_ms": draw(st.integers(0, 100_000)),
            "act": Act.GRADE.value,
            "value": str(draw(st.integers(1, 4))),
            "state_before": before.state.value,
            "due_given": None,
            "memory_before": memory_to_json(before) if draw(st.booleans()) else None,
        }
        if rows and draw(st.integers(0, 4)) == 0:
            undone = draw(st.sampled_from(rows))
            row |= {"act": Act.UNDO.value, "value": str(undone["id"]), "card": undone["card"], "memory_before": None}
        elif draw(st.integers(0, 9)) == 0:
            row |= {"act": Act.SUSPEND.value, "value": ""}
        rows.append(row)
    return rows, [(draw(memories(TODAY)), draw(st.booleans())) for _ in range(CARDS)]


def live(study: Study, rows: list[dict[str, Any]], standing: list[tuple[Memory, bool]]) -> list[dict[str, Any]]:
    """Put all of it into the database; the log's rows with the ids of their cards."""
    with study.context.database.write() as connection:
        ids = [
            *connection.execute(select(memory.c.card).order_by(memory.c.source, memory.c.position)).scalars(),
            "gone",
        ]
        written = [{**row, "card": ids[row["card"]]} for row in rows]
        connection.execute(delete(log))
        if written:
            connection.execute(insert(log), written)
        for card, (now, suspended) in zip(ids, standing, strict=False):
            values = {name: getattr(now, name) for name in Memory.__slots__} | {"state": now.state.value}
            connection.execute(update(memory).where(memory.c.card == card).values(suspended=suspended, **values))
    return written


# ---------------------------------------------------------------------- the recount


def held(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    undone = {int(row["value"]) for row in rows if row["act"] == Act.UNDO.value}
    return (row for row in rows if row["act"] == Act.GRADE.value and row["id"] not in undone)


def kind_of(row: dict[str, Any]) -> str:
    if row["state_before"] != "review":
        return "new" if row["state_before"] == "new" else "learning"
    if row["memory_before"] is None:
        return "brought"
    before = json.loads(row["memory_before"])
    return "mature" if before[3] - before[6] >= 21 else "young"


def predicted(row: dict[str, Any]) -> float | None:
    before = json.loads(row["memory_before"]) if row["memory_before"] else [None] * 9
    if before[4] is None or row["study_day"] <= before[6]:
        return None
    return recall_after(row["study_day"] - before[6], before[4])


def check_log(found: OverallFigures, rows: list[dict[str, Any]]) -> None:
    """What is said of the log is what a person with a pencil would have counted."""
    here = [row for row in rows if row["device"] != OTHER_PROGRAM]
    assert (found.reviews, found.brought) == (len(rows), len(rows) - len(here))
    assert {day.day: day.grades for day in found.days} == Counter(row["study_day"] for row in here)
    spent = Counter[int]()
    for row in here:
        spent[row["study_day"]] += min(row["duration_ms"], 60_000)
    assert {day.day: day.spent_ms for day in found.days} == dict(spent)
    for kind in ("all", "young", "mature", "brought"):
        kinds = ("young", "mature", "brought") if kind == "all" else (kind,)
        of_kind = [row for row in rows if kind_of(row) in kinds]
        assert found.retention[kind] == (len(of_kind), sum(row["value"] != "1" for row in of_kind))
    for kind, pressed in found.buttons.items():
        assert pressed == {
            rating: sum(row["value"] == str(int(rating)) and kind in ("all", kind_of(row)) for row in rows)
            for rating in Rating
        }
    hours = Counter(int((row["at"] + 1000 * row["utc_offset"]) / 3_600_000) % 24 for row in here)
    assert [hour.reviews for hour in found.hours] == [hours[hour] for hour in range(24)]
    check_calibration(found, rows)


def check_calibration(found: OverallFigures, rows: list[dict[str, Any]]) -> None:
    judged = [(predicted(row), row["value"] != "1") for row in rows]
    pairs = [(chance, came) for chance, came in judged if chance is not None]
    assert found.calibration.reviews == len(pairs)
    if not pairs:
        assert found.calibration.log_loss is None
        return
    loss = sum(-ln(chance if came else 1 - chance) for chance, came in pairs) / len(pairs)
    assert found.calibration.log_loss == pytest.approx(loss)
    assert found.calibration.predicted == pytest.approx(sum(chance for chance, _ in pairs) / len(pairs))
    assert found.calibration.observed == pytest.approx(sum(came for _, came in pairs) / len(pairs))
    for each in found.calibration.bins:
        inside = [(chance, came) for chance, came in pairs if each.low <= chance < each.high]
        assert each.reviews == len(inside)
        assert each.predicted == pytest.approx(sum(chance for chance, _ in inside) / len(inside))
        assert each.observed == pytest.approx(sum(came for _, came in inside) / len(inside))
    assert sum(each.reviews for each in found.calibration.bins) == len(pairs)


def status_of(now: Memory, suspended: bool) -> str:
    if suspended:
        return "suspended"
    return {"new": "new", "review": "known"}.get(now.state.value, "learning")


def check_cards(found: OverallFigures, standing: list[tuple[Memory, bool]]) -> None:
    counts = Counter(status_of(*each) for each in standing)
    assert (found.new, found.learning, found.known, found.suspended) == tuple(
        counts[name] for name in ("new", "learning", "known", "suspended")
    )
    begun = [now for now, _ in standing if now.state is not State.NEW]
    recalls = [recall_after(TODAY - (now.last_day or 0), now.stability or 0.0) for now in begun]
    assert found.recall == (pytest.approx(sum(recalls) / len(recalls)) if begun else None)
    assert [each.cards for each in found.recalls] == [
        sum(min(19, int(recall * 20)) == at for recall in recalls) for at in range(20)
    ]
    for each in found.stabilities:
        assert each.cards == sum(each.low <= (now.stability or 0) < (each.high or 1e9) for now in begun)
    for each in found.intervals:
        days = [(now.due_day or 0) - (now.last_day or 0) for now in begun]
        assert each.cards == sum(each.low <= day < (each.high or 1e9) for day in days)
    assert [each.cards for each in found.difficulties] == [
        sum(int(now.difficulty or 0) == at for now in begun) for at in range(1, 11)
    ]
    due = Counter(max(TODAY, now.due_day or 0) for now, out in standing if now.state is not State.NEW and not out)
    assert found.due == tuple(due[day] for day in range(TODAY, TODAY + 365))
    assert found.leeches_in_all == sum(now.lapses >= 8 for now, _ in standing)


@given(lives())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=in_long_form(8, 800))
def test_every_figure_is_what_a_recount_gives(
    filled: Study, life: tuple[list[dict[str, Any]], list[tuple[Memory, bool]]]
) -> None:
    rows = list(held(live(filled, *life)))
    concepts, found = filled.stats.all()
    in_play = life[1][:5]
    check_log(found, rows)
    check_cards(found, in_play)
    by_card = {card.front[8]: str(card.id) for card in filled.library.cards()}
    decks = {"flashcards/first": "abc", "flashcards/second": "de"}
    for deck, fronts in decks.items():
        of_deck = [
            row for row in rows if row["card"] in {by_card[front] for front in fronts} and kind_of(row) in REVIEWED
        ]
        assert found.decks.get(deck, (0, 0)) == (len(of_deck), sum(row["value"] != "1" for row in of_deck))
    assert [each.name for each in concepts] == ["one", "both", "two"]
    for concept, fronts, standing in zip(
        concepts, ("abc", "de", "de"), (in_play[:3], in_play[3:], in_play[3:]), strict=True
    ):
        check_concept(
            concept_object(concept),
            [row for row in rows if row["card"] in {by_card[each] for each in fronts}],
            standing,
        )
        opened = filled.stats.open(concept.name)
        check_log(opened.overall, [row for row in rows if row["card"] in {by_card[each] for each in fronts}])
        check_cards(opened.overall, standing)
        assert [card.front[8] for card in opened.cards] == list(fronts)
        assert concept_object(opened.concept) == concept_object(concept)
    shown = {each.name: each.share for each in overview(filled.context, filled.library, filled.review).concepts}
    assert shown == {each.name: each.mastery for each in concepts}, "Home and the figures agree"


REVIEWED = ("young", "mature", "brought")


def check_concept(said: dict[str, Any], rows: list[dict[str, Any]], standing: list[tuple[Memory, bool]]) -> None:
    counts = Counter(status_of(*each) for each in standing)
    assert {name: said[name] for name in ("new", "learning", "known", "suspended")} == {
        name: counts[name] for name in ("new", "learning", "known", "suspended")
    }
    begun = [now for now, _ in standing if now.state is not State.NEW]
    recalled = sum(recall_after(TODAY - (now.last_day or 0), now.stability or 0.0) for now in begun)
    assert said["mastery"] == pytest.approx(recalled / len(standing), abs=1e-6)
    assert said["retrievability"] == (pytest.approx(recalled / len(begun), abs=1e-6) if begun else None)
    assert said["lapses"] == sum(now.lapses for now, _ in standing)
    reviewed = [row for row in rows if kind_of(row) in REVIEWED]
    passed = sum(row["value"] != "1" for row in reviewed)
    assert said["true_retention"] == (pytest.approx(passed / len(reviewed), abs=1e-6) if reviewed else None)
    assert said["reviews"] == len(rows)
    assert said["minutes"] == pytest.approx(sum(min(row["duration_ms"], 60_000) for row in rows) / 60_000, abs=0.006)


# ---------------------------------------------------------------------- what is lived through the program itself


def test_an_undone_grade_was_never_given(filled: Study, clock: HandClock) -> None:
    before = overall_object(filled.stats.all().overall)
    filled.review.grade(filled.review.due()[0], Rating.GOOD, 9_000)
    assert filled.stats.all().overall.reviews == 1
    filled.review.undo()
    assert overall_object(filled.stats.all().overall) == before
    assert clock


def test_predictions_count_from_the_next_day_on_and_since_their_parameters_are_in_use(
    filled: Study, clock: HandClock
) -> None:
    def judged_after(rating: Rating) -> int:
        filled.review.grade(filled.library.card(card), rating)
        return filled.stats.all().overall.calibration.reviews

    card = str(filled.review.due()[0].id)
    assert judged_after(Rating.EASY) == 0, "nothing was known of a new card"
    assert judged_after(Rating.GOOD) == 0, "on the same day nothing is predicted"
    clock.move(days=1)
    assert judged_after(Rating.GOOD) == 1
    with filled.context.database.write() as connection:
        parameters.write(connection, DEFAULTS, clock().at)
    assert filled.stats.all().overall.calibration.reviews == 0, "other parameters predicted what came before"
    assert judged_after(Rating.GOOD) == 0
    clock.move(days=1)
    assert judged_after(Rating.GOOD) == 1


def test_an_orphan_is_no_card_and_its_reviews_were_lived(filled: Study, vault: Vault) -> None:
    card = next(card for card in filled.library.cards() if card.front == "What is a?")
    filled.review.grade(card, Rating.GOOD, 9_000)
    vault.write("one.md", ONE.replace("What is a?::The answer 1\n\n", ""))
    filled.library.sync_source(filled.library.source("vault"))
    concepts, found = filled.stats.all()
    assert (concepts[0].name, concepts[0].of.cards, concepts[0].lived.grades) == ("one", 2, 0)
    assert (found.cards, found.reviews) == (4, 1)


def test_a_concept_whose_source_is_off_is_not_there(filled: Study) -> None:
    with pytest.raises(UsageError, match="there is no concept 'off' with cards in play"):
        filled.stats.open("off")
    filled.library.set_enabled("other", True)
    assert filled.stats.open("off").concept.of.cards == 1


def test_a_mistyped_concept_is_told_with_the_nearest(filled: Study) -> None:
    assert filled.stats.open("ONE").concept.name == "one"
    with pytest.raises(UsageError, match="did you mean 'both'"):
        filled.stats.open("boths")
    with pytest.raises(UsageError, match="`studygpt stats` lists them"):
        filled.stats.open("xyzzy")


def test_what_to_do_next_follows_from_what_is_missing(filled: Study, clock: HandClock) -> None:
    assert filled.stats.open("two").next == [
        "it builds on one, of which you would recall 0%: begin there.",
        '2 new cards to begin: studygpt review concept:"two"'.replace('concept:"two"', "'concept:\"two\"'"),
    ]
    for card in filled.library.cards():
        if card.source == "vault":
            filled.review.grade(card, Rating.EASY, 1_000)
    steps = filled.stats.open("two").next
    assert len(steps) == 1
    assert steps[0].startswith("nothing until 2026-05-")
    filled.review.suspend(*filled.stats.open("two").cards)
    assert filled.stats.open("two").next == ["all its cards are suspended; `studygpt cards is:suspended` lists them."]
    clock.move(days=400)
    assert filled.stats.open("one").next == ["3 cards due: studygpt review 'concept:\"one\"'"]


def test_the_rows_of_suggestions_are_no_cards(filled: Study) -> None:
    with filled.context.database.read() as connection:
        assert connection.execute(select(cards.c.id).where(cards.c.suggestion.is_not(None))).first() is not None
    assert filled.stats.all().overall.cards == 5
