"""What the database counts. One row of each kind holds several figures at once, so that few passes suffice."""

from __future__ import annotations

from typing import NamedTuple

MATURE_DAYS = 21
"""A review after an interval of so many days is one of a mature card."""
BINS = 20
"""Of recall, predicted or present: each a twentieth wide."""
DAY_EDGES = (1, 2, 4, 8, 15, 31, 61, 121, 241, 366, 731)
"""Where the classes of intervals and stabilities end, in days; the last class is open."""
KINDS = ("new", "learning", "young", "mature", "brought")
"""What a card was when it was graded. `brought`: a review that came from another program, its interval unknown."""


class Day(NamedTuple):
    """A study day on which something was graded here."""

    day: int
    grades: int
    spent_ms: int


class Graded(NamedTuple):
    """Grades of one kind, value and hour, whose recall had been predicted alike."""

    kind: str
    grade: int
    hour: int | None
    """Of the day, where it was lived; None for what came from another program, which often knows the day only."""
    bin: int | None
    """None: nothing was predicted, as it was the first time, or the second on one day."""
    reviews: int
    predicted: float
    """The sum of the predictions, then that of their squares, then that of -ln(what was held likely of what came)."""
    squares: float
    surprise: float


class CardCount(NamedTuple):
    """Cards in play that are alike: classes of difficulty, recall, stability and interval, None where not begun."""

    state: str
    suspended: bool
    difficulty: int | None
    recall: int | None
    stability: int | None
    interval: int | None
    cards: int
    recalled: float
    """The sum of the chances of recall now, then of the stabilities, then of the lapses."""
    stable_days: float
    lapses: int


class ReviewTotals(NamedTuple):
    """What the log tells of the cards of one concept or deck."""

    grades: int
    reviews: int
    """Grades of cards that were under review, not new or learning."""
    passed: int
    spent_ms: int


class Members(NamedTuple):
    """The cards in play of one concept."""

    concept: str
    new: int
    learning: int
    known: int
    suspended: int
    due: int
    begun: int
    """Of all of these, suspended ones too."""
    recalled: float
    stable_days: float
    lapses: int

    @property
    def cards(self) -> int:
        return self.new + self.learning + self.known + self.suspended


class Leech(NamedTuple):
    """A card that is forgotten again and again."""

    card: str
    front: str
    lapses: int
    suspended: bool
