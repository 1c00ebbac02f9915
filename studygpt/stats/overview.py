"""The overview that Home shows: today's queue, streak, decks and concepts."""

from __future__ import annotations

from typing import NamedTuple

from studygpt.context import StudyContext
from studygpt.library.cards import DeckCount
from studygpt.library.library import Library
from studygpt.model import Moment
from studygpt.review.options import QueueOptions
from studygpt.review.queue import RemainingCards
from studygpt.review.review import Review
from studygpt.review.session import USUAL_MS
from studygpt.stats.streaks import Mastery, Streak, streak
from studygpt.store import card_counts, log_counts, parameters, suggestions
from studygpt.store.constants import SHIPPED
from studygpt.text import whole_minutes

_LATELY = 30
"""How many days back the time for a card is averaged."""
_BACKLOG_DAYS = 2
"""More waiting reviews than the limits of this many days are a backlog."""


class Overview(NamedTuple):
    """Everything that Home shows."""

    now: Moment
    today: int
    new: int
    learning: int
    due: int
    """How many reviews today's queue holds."""
    minutes: int
    done: int
    """How many grades were given today."""
    streak: Streak
    grades: dict[int, int]
    """The number of grades on each study day."""
    decks: list[DeckCount]
    concepts: list[Mastery]
    waiting: RemainingCards
    suggestions: int
    questions: int
    """How many questions in the notes have no answer."""
    unsure: int
    """How many cards changed so that a person must say whether they are still the same."""
    backlog: int
    """The number of waiting reviews if they exceed the limits of two days, else 0."""
    own_notes: bool
    """Whether there is a source besides the notes that ship."""
    shipped: bool
    """Whether the notes that ship are in play."""

    @property
    def cards(self) -> int:
        """How many cards today's queue holds."""
        return self.new + self.learning + self.due

    @property
    def is_first(self) -> bool:
        """Whether nothing was graded yet."""
        return not self.grades


def overview(context: StudyContext, library: Library, review: Review) -> Overview:
    """Collect what Home shows."""
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
        minutes=whole_minutes(round(cards * each)) if cards else 0,
        done=grades.get(today, 0),
        streak=streak(grades, today),
        grades=grades,
        decks=library.decks(),
        concepts=[Mastery(each.concept, each.cards, each.begun, each.recalled) for each in members],
        waiting=waiting,
        suggestions=waiting_suggestions,
        questions=open_questions,
        unsure=len(review.doubts.ids()),
        backlog=waiting.reviews if waiting.reviews > _BACKLOG_DAYS * context.settings.reviews_per_day else 0,
        own_notes=any(source.name != SHIPPED for source in sources),
        shipped=any(source.name == SHIPPED and source.enabled for source in sources),
    )
