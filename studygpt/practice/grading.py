"""Grade an exercise's card by the verdict on the exercise, and find the cards that explain its mistakes."""

from __future__ import annotations

from collections.abc import Callable

from lab import catalog
from lab.catalog import Exercise
from lab.grade.verdict import Verdict
from studygpt.context import StudyContext
from studygpt.library.library import Library
from studygpt.model import Card, Kind, Status
from studygpt.practice.attempts import Attempts
from studygpt.practice.skill import last_round
from studygpt.review.grades import GradeResult
from studygpt.review.review import Review
from studygpt.store import exercise_cards as exercise_store

CARDS_A_MISTAKE = 3
"""The maximum number of cards to show for one mistake."""


class ExerciseCards:
    """Grade the cards of exercises, and find the cards that explain mistakes."""

    def __init__(
        self, context: StudyContext, library: Library, review: Callable[[], Review], attempts: Attempts
    ) -> None:
        self.context, self.library, self.review, self.attempts = context, library, review, attempts

    def grade(self, exercise: Exercise, *, passed: bool) -> GradeResult | None:
        """Grade the exercise's card for the round that the last recorded attempt ended.

        Return None if that round was over before, so that each round is graded once, or if the card is not active.
        """
        attempts = self.attempts.of_exercise(exercise)
        now = attempts[-1].at
        if last_round(attempts[:-1], now).over:
            return None
        lines = sum(bool(line.strip()) for line in exercise.solution.splitlines())
        finished = last_round(attempts, now)
        card = self.put(exercise)
        if card.status is not Status.ACTIVE:
            return None
        rating = finished.grade(passed=passed, lines=lines)
        return self.review().grade(card, rating, finished.worked_ms, by_verdict=True)

    def put(self, exercise: Exercise) -> Card:
        """Return the exercise's card; create it if there is none yet, or give it its place again."""
        signature = ", ".join(f"`{line}`" for line in exercise.signature)
        front = f"**{exercise.title}**\n\nWrite {signature} from the empty file."
        back = f"`studygpt lab {exercise.slug}` checks it, and its verdict is the grade."
        with self.context.database.write() as connection:
            card = exercise_store.put_card(
                connection, exercise.slug, exercise.title, front, back, exercise.concepts, catalog.FOLDER
            )
        (found,) = self.library.cards_by_id([card])
        return found

    def teaching(self, verdict: Verdict) -> list[Card]:
        """Return the active cards that explain the verdict's mistakes, a few for each mistake."""
        queries = [mistake.cards for mistake in verdict.mistakes] or [verdict.cards]
        found: dict[str, Card] = {}
        for named in queries:
            cards = [card for query in named for card in self.library.cards(query)]
            in_play = [card for card in cards if card.status is Status.ACTIVE and card.kind is not Kind.EXERCISE]
            found.update({str(card.id): card for card in in_play[:CARDS_A_MISTAKE]})
        return list(found.values())
