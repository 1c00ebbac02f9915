"""The progress of a study: figures of all cards, and of each concept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from studygpt.context import StudyContext
from studygpt.errors import UsageError
from studygpt.library.library import Library
from studygpt.model import Card, Moment
from studygpt.stats.figures import (
    FORECAST,
    ConceptFigures,
    ExerciseProgress,
    OverallFigures,
    concept_figures,
    overall_figures,
)
from studygpt.stats.sections import next_steps
from studygpt.store import card_counts, concept_graph, log_counts, parameters
from studygpt.store.counts import Members, ReviewTotals
from studygpt.store.parameters import RecallCurve

_LEECHES = 10
"""How many leeches are listed."""


class StudyProgress(NamedTuple):
    """The figures of a whole study."""

    concepts: list[ConceptFigures]
    overall: OverallFigures


class ConceptProgress(NamedTuple):
    """The figures of one concept, its cards, and what to do next."""

    concept: ConceptFigures
    overall: OverallFigures
    """The figures of the concept's cards."""
    cards: list[Card]
    next: list[str]


class Stats:
    """Computes figures from the database."""

    def __init__(
        self, context: StudyContext, library: Library, exercises: Callable[[], Mapping[str, ExerciseProgress]]
    ) -> None:
        """`exercises`: returns the progress in each exercise that is built, by slug."""
        self.context = context
        self.library = library
        self.exercises = exercises

    def all(self) -> StudyProgress:
        """The figures of every concept with cards in play, and of all cards."""
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
    ) -> list[ConceptFigures]:
        requires = concept_graph.requirements(connection)
        slugs: dict[str, dict[str, None]] = {}
        for concept, names in concept_graph.exercises(connection):
            slugs.setdefault(concept, {}).update(dict.fromkeys(json.loads(names)))
        built = self.exercises()
        linked = {name: [slug for slug in each if slug in built] for name, each in slugs.items()}
        return concept_figures(members, lived, requires, linked, built)

    def _overall(
        self, connection: Connection, today: int, decks: Mapping[str, ReviewTotals], key: int | None, curve: RecallCurve
    ) -> OverallFigures:
        adopted = curve.adopted_at
        return overall_figures(
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
        """The figures of one concept. An unknown name is an error that names the nearest concept."""
        today = self.context.today()
        with self.context.database.read() as connection:
            curve = parameters.curve(connection)
            members = card_counts.members(connection, today, curve.decay)
            name = match_concept([each.concept for each in members], name)
            key = concept_graph.concept_keys(connection)[name]
            by_concept, by_deck = log_counts.review_totals(connection, key)
            concepts = self._concepts(connection, members, by_concept)
            found = self._overall(connection, today, by_deck, key, curve)
        concept = next(each for each in concepts if each.name == name)
        later = next((at for at, due in enumerate(found.due) if at and due), None)
        steps = next_steps(concept, concepts, None if later is None else today + later)
        return ConceptProgress(concept, found, self.library.cards_in(name), steps)


def match_concept(names: Sequence[str], name: str) -> str:
    """The concept with this name, in upper or lower case."""
    if name in names:
        return name
    from rapidfuzz import process  # only when the name is not exact: 25 ms

    small = {each: each.casefold() for each in names}
    near = process.extractOne(name.casefold(), small, score_cutoff=60)
    if near is not None and near[0] == name.casefold():
        return str(near[2])
    hint = f"did you mean {near[2]!r}?" if near is not None else "`studygpt stats` lists them"
    raise UsageError(f"there is no concept {name!r} with cards in play; {hint}")
