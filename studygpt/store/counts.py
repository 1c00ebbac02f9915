"""The rows that counting queries return. Each holds several figures at once, so that few passes suffice."""

from __future__ import annotations

from typing import NamedTuple

MATURE_DAYS = 21
"""The interval in days from which a card counts as mature."""
BINS = 20
"""The number of classes of recall, predicted or present: each a twentieth wide."""
DAY_EDGES = (1, 2, 4, 8, 15, 31, 61, 121, 241, 366, 731)
"""The ends of the classes of intervals and stabilities, in days; the last class is open."""
KINDS = ("new", "learning", "young", "mature", "brought")
"""The state of a card when it was graded. `brought`: a review of unknown interval that another program had kept."""


class Day(NamedTuple):
    """A study day on which something was graded here."""

    day: int
    grades: int
    spent_ms: int


class GradeCount(NamedTuple):
    """A number of grades with the same kind of card, grade, hour and class of predicted recall."""

    kind: str
    grade: int
    hour: int | None
    """The local hour of the day; None for reviews of another program, which often knows only the day."""
    bin: int | None
    """The class of predicted recall; None for the first grade of a card and for a second one on the same day."""
    reviews: int
    predicted: float
    """The sum of the predicted chances of recall."""
    squares: float
    """The sum of the squares of the predicted chances."""
    surprise: float
    """The sum of -ln of the predicted chance of what happened."""


class CardCount(NamedTuple):
    """A number of cards in play with the same state and the same classes of difficulty, recall, stability and interval.

    The classes are None for cards that were not begun.
    """

    state: str
    suspended: bool
    difficulty: int | None
    recall: int | None
    stability: int | None
    interval: int | None
    cards: int
    recalled: float
    """The sum of the present chances of recall."""
    stable_days: float
    """The sum of the stabilities."""
    lapses: int


class ReviewTotals(NamedTuple):
    """Totals from the log for the cards of one concept or deck."""

    grades: int
    reviews: int
    """The number of grades of cards that were under review, not new or learning."""
    passed: int
    spent_ms: int


class Members(NamedTuple):
    """Counts of the cards in play of one concept. Suspended cards count as `suspended` alone, but also as `begun`."""

    concept: str
    new: int
    learning: int
    known: int
    suspended: int
    due: int
    begun: int
    """How many of the cards were begun, suspended ones included."""
    recalled: float
    stable_days: float
    lapses: int

    @property
    def cards(self) -> int:
        """Return the number of all cards."""
        return self.new + self.learning + self.known + self.suspended


class Leech(NamedTuple):
    """A card that is forgotten again and again (`is:leech`)."""

    card: str
    front: str
    lapses: int
    suspended: bool
