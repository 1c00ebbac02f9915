"""Progress in figures: of all cards, and concept by concept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from studygpt.context import StudyContext
from studygpt.errors import UsageError
from studygpt.library.library import Library
from studygpt.model import Card, Moment
from studygpt.stats.figures import FORECAST, Concept, Overall, Practice, concepts_of, overall
from studygpt.stats.sections import next_steps
from studygpt.store import card_counts, concept_graph, log_counts, parameters
from studygpt.store.counts import Members, ReviewTotals
from studygpt.store.parameters import RecallCurve

_LEECHES = 10
"""So many are named."""


class StudyProgress(NamedTuple):
    concepts: list[Concept]
    overall: Overall


class ConceptProgress(NamedTuple):
    """A concept with all that is known of it."""

    concept: Concept
    overall: Overall
    """Of its cards."""
    cards: list[Card]
    next: list[str]


class Stats:
    def __init__(
        self, context: StudyContext, library: Library, exercises: Callable[[], Mapping[str, Practice]]
    ) -> None:
        """`exercises`: how each that is built stands, by name."""
        self.context = context
        self.library = library
        self.exercises = exercises

    def all(self) -> StudyProgress:
        """Every concept that has cards in play, each below what it needs, and all cards with the whole log."""
        today = self.context.today()
        with self.context.database.read() as connection:
            curve = parameters.curve(connection)
            by_concept, by_deck = log_counts.review_totals(connection)
            return StudyProgress(
                self._concepts(connection, card_counts.members(connection, today, curve.decay), by_concept),
                self._overall(connection, today, by_deck, None, curve),
            )

    def _concepts(
        self, connection: Connection, members: Sequence[Members], lived: Mapping[str, ReviewTotals]
    ) -> list[Concept]:
        requires = concept_graph.requirements(connection)
        slugs: dict[str, dict[str, None]] = {}
        for concept, names in concept_graph.exercises(connection):
            slugs.setdefault(concept, {}).update(dict.fromkeys(json.loads(names)))
        built = self.exercises()
        linked = {name: [slug for slug in each if slug in built] for name, each in slugs.items()}
        return concepts_of(members, lived, requires, linked, built)

    def _overall(
        self, connection: Connection, today: int, decks: Mapping[str, ReviewTotals], key: int | None, curve: RecallCurve
    ) -> Overall:
        adopted = curve.adopted_at
        return overall(
            today,
            log_counts.graded_days(connection, key),
            log_counts.grades(connection, key, *curve),
            decks,
            card_counts.standings(connection, today, key, curve.decay),
            card_counts.due_days(connection, today + FORECAST, key),
            card_counts.leeches(connection, today, _LEECHES, key),
            curve.decay,
            None if adopted is None else self.context.today(Moment(adopted, self.context.clock().utc_offset)),
        )

    def open(self, name: str) -> ConceptProgress:
        """One concept; a name that there is not is refused with the nearest that there is."""
        today = self.context.today()
        with self.context.database.read() as connection:
            curve = parameters.curve(connection)
            members = card_counts.members(connection, today, curve.decay)
            name = find([each.concept for each in members], name)
            key = concept_graph.concept_keys(connection)[name]
            by_concept, by_deck = log_counts.review_totals(connection, key)
            concepts = self._concepts(connection, members, by_concept)
            found = self._overall(connection, today, by_deck, key, curve)
        concept = next(each for each in concepts if each.name == name)
        later = next((at for at, due in enumerate(found.due) if at and due), None)
        steps = next_steps(concept, concepts, None if later is None else today + later)
        return ConceptProgress(concept, found, self.library.cards_in(name), steps)


def find(names: Sequence[str], name: str) -> str:
    """The concept of that name; it may be written in small letters."""
    if name in names:
        return name
    from rapidfuzz import process

    small = {each: each.casefold() for each in names}
    near = process.extractOne(name.casefold(), small, score_cutoff=60)
    if near is not None and near[0] == name.casefold():
        return str(near[2])
    hint = f"is {near[2]!r} meant?" if near is not None else "`studygpt stats` lists them"
    raise UsageError(f"there is no concept {name!r} with cards in play; {hint}")
