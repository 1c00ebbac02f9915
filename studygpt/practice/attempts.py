"""Record what a learner does in an exercise, and read it back."""

from __future__ import annotations

from lab.catalog import Exercise
from studygpt.context import StudyContext
from studygpt.model import Attempt, ExerciseAction
from studygpt.practice.skill import Round, hints_taken, last_round
from studygpt.store import attempts as store


class Attempts:
    """Store and read the attempts at exercises in the database."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def of_exercise(self, exercise: Exercise) -> list[Attempt]:
        """Return the attempts at one exercise, oldest first."""
        with self.context.database.read() as connection:
            return store.of_exercise(connection, exercise.slug)

    def of_all(self) -> dict[str, list[Attempt]]:
        """Return the attempts at each exercise that was tried, by slug."""
        with self.context.database.read() as connection:
            return store.of_all(connection)

    def record(
        self,
        exercise: Exercise,
        action: ExerciseAction,
        *,
        hint: int = 0,
        verdict: str = "",
        failed_property: str = "",
        mistakes: tuple[tuple[str, str], ...] = (),
        cards: tuple[str, ...] = (),
    ) -> None:
        now = self.context.clock()
        with self.context.database.write() as connection:
            attempt = Attempt(
                id=0,
                device=self.context.device,
                exercise=exercise.slug,
                at=now.at,
                utc_offset=now.utc_offset,
                study_day=self.context.today(now),
                action=action,
                hint=hint,
                verdict=verdict,
                property=failed_property,
                mistakes=mistakes,
                cards=cards,
            )
            store.append(connection, attempt)

    def round(self, exercise: Exercise) -> Round:
        """Return the exercise's present round, or its last one if none is under way."""
        return last_round(self.of_exercise(exercise), self.context.clock().at)

    def hints_taken(self, exercise: Exercise) -> int:
        """Return the number of hints taken since the exercise was last begun from the empty file."""
        return hints_taken(self.of_exercise(exercise))
