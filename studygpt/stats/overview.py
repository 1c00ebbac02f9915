"""How far one has come, and what today asks: what Home shows."""

from __future__ import annotations

from typing import NamedTuple

from studygpt.context import StudyContext
from studygpt.library.library import DeckCount, Library
from studygpt.model import Moment
from studygpt.review.options import QueueOptions
from studygpt.review.review import Review, Waiting
from studygpt.review.session import USUAL_MS
from studygpt.stats.streaks import Mastery, Streak, streak
from studygpt.store import card_counts, log_counts, parameters, suggestions
from studygpt.store.constants import SHIPPED

_LATELY = 30
"""Days from which it is told how long a card takes."""
_LARGE = 2
"""So many days' reviews at once are a backlog."""


class Overview(NamedTuple):
    now: Moment
    today: int
    new: int
    learning: int
    due: int
    """Reviews of today's queue."""
    minutes: int
    done: int
    """Grades given today."""
    streak: Streak
    grades: dict[int, int]
    """How many each study day saw."""
    decks: list[DeckCount]
    concepts: list[Mastery]
    waiting: Waiting
    suggestions: int
    questions: int
    """What the notes ask and leave open."""
    backlog: int
    """Reviews that wait, today's among them, where they are more than two days can hold; else 0."""
    own_notes: bool
    """Whether there are other notes than those that ship."""
    shipped: bool
    """Whether those that ship are in play."""

    @property
    def cards(self) -> int:
        return self.new + self.learning + self.due

    @property
    def is_first(self) -> bool:
        """Whether nothing was ever graded."""
        return not self.grades


def overview(context: StudyContext, library: Library, review: Review) -> Overview:
    now = context.clock()
    today = context.today(now)
    queue = review.today(QueueOptions())
    with context.database.read() as connection:
        days = log_counts.graded_days(connection)
        members = card_counts.members(connection, today, parameters.curve(connection).decay)
        waiting_suggestions, open_questions = (
            suggestions.count_open(connection),
            suggestions.count_questions(connection),
        )
    lately = [day for day in days if day.day > today - _LATELY]
    seen = sum(day.grades for day in lately)
    each = sum(day.spent_ms for day in lately) / seen if seen else USUAL_MS
    cards = len(queue.new) + len(queue.learning) + len(queue.reviews)
    grades = {day.day: day.grades for day in days}
    sources = library.sources()
    waiting = review.waiting()
    return Overview(
        now=now,
        today=today,
        new=len(queue.new),
        learning=len(queue.learning),
        due=len(queue.reviews),
        minutes=max(1, round(cards * each / 60_000)) if cards else 0,
        done=grades.get(today, 0),
        streak=streak(grades, today),
        grades=grades,
        decks=library.decks(),
        concepts=[Mastery(each.concept, each.cards, each.begun, each.recalled) for each in members],
        waiting=waiting,
        suggestions=waiting_suggestions,
        questions=open_questions,
        backlog=waiting.reviews if waiting.reviews > _LARGE * context.settings.reviews_per_day else 0,
        own_notes=any(source.name != SHIPPED for source in sources),
        shipped=any(source.name == SHIPPED and source.enabled for source in sources),
    )
