"""Whatever becomes of notes, no history is lost, none is given twice, and the way there does not matter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st

from studygpt.identity.evidence import side_of
from studygpt.model import Rating
from studygpt.study import Study
from tests.conftest import HandClock
from tests.long_form import in_long_form
from tests.review.test_doubts import DECISIONS, stored
from tests.sync.random_notes import EDIT, VAULT, Edit, LearnedVault, Line, edited

often = settings(max_examples=in_long_form(8, 400), suppress_health_check=[HealthCheck.function_scoped_fixture])
EDITS = st.lists(st.lists(EDIT, min_size=1, max_size=3), min_size=1, max_size=4)


def after(lines: list[Line], edits: list[Edit]) -> list[Line]:
    for edit in edits:
        lines = edited(lines, edit)
    return lines


def says(fate: tuple[str, str]) -> tuple[object, ...]:
    """What a card says without what does not count, and what became of it."""
    front, _, back = fate[0].partition("::")
    return side_of(front).says, side_of(back).says, fate[1]


@often
@given(VAULT, EDITS)
def test_every_history_is_in_a_note_or_set_aside_and_every_text_is_a_card(
    study: Study, tmp_path: Path, lines: list[Line], steps: list[list[Edit]]
) -> None:
    vault = LearnedVault(study, tmp_path, lines)
    for edits in steps:
        lines = after(lines, edits)
        summary = vault.sync(lines)
        assert summary.stopped is None
        cards = vault.cards()
        assert Counter(line.text.replace("::", " ") for line in lines) == Counter(
            f"{card.front} {card.back}" for card in cards
        )
        fates = vault.fates()
        assert set(fates) == set(vault.histories.values()), "nothing is deleted"
        held = {card.id: card for card in [*cards, *vault.cards("is:orphan")]}
        assert all(held[card].memory.reps == 1 for card in vault.histories), "nor forgotten"
        assert sum(card.memory.reps for card in held.values()) == len(vault.histories), "nor given twice"
        for told, (text, fate) in fates.items():
            assert fate != "orphan" or text in told, "what is set aside reads as it was learned"
    vault.remove()


@often
@given(VAULT, EDITS)
def test_to_read_again_changes_nothing(
    study: Study, tmp_path: Path, lines: list[Line], steps: list[list[Edit]]
) -> None:
    vault = LearnedVault(study, tmp_path, lines)
    for edits in steps:
        lines = after(lines, edits)
        vault.sync(lines)
        before = vault.fates()
        for _ in range(2):
            summary = vault.sync(lines)
            assert (summary.new, summary.unsure, summary.moved, summary.orphaned) == (0, 0, 0, 0)
            assert summary.changes == []
            assert vault.fates() == before
    vault.remove()


@often
@given(VAULT, EDITS, st.lists(st.tuples(st.sampled_from([*DECISIONS]), st.integers(1, 3), st.booleans()), max_size=4))
def test_undoing_every_decision_gives_the_database_back(
    study: Study,
    tmp_path: Path,
    home: Path,
    clock: HandClock,
    lines: list[Line],
    steps: list[list[Edit]],
    decisions: list[tuple[str, int, bool]],
) -> None:
    vault = LearnedVault(study, tmp_path, lines)
    for edits in steps:
        lines = after(lines, edits)
        vault.sync(lines)
    before, done = stored(home), 0
    for kind, many, graded_too in decisions:
        clock.move(minutes=1)
        waiting = [each.card for each in study.review.doubts.all()]
        if waiting:
            DECISIONS[kind](study, waiting[:many])
            done += 1
        sure = [card for card in vault.cards() if card not in waiting]
        if graded_too and sure:
            study.review.grade(sure[0], Rating.GOOD)
            done += 1
    if done:
        study.review.take_back(done)
    assert stored(home) == before
    vault.remove()


@often
@given(VAULT, EDIT, EDIT)
def test_a_sync_between_two_edits_leads_nowhere_else_unasked(
    study: Study, tmp_path: Path, lines: list[Line], first: Edit, second: Edit
) -> None:
    at_once, one_by_one = (LearnedVault(study, tmp_path, lines) for _ in range(2))
    between = edited(lines, first)
    at_once.sync(edited(between, second))
    one_by_one.sync(between)
    one_by_one.sync(edited(between, second))
    there, here = at_once.fates(), one_by_one.fates()
    for told in there:
        if "unsure" not in (there[told][1], here[told][1]):
            assert says(there[told]) == says(here[told])
    at_once.remove()
    one_by_one.remove()
