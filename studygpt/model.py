"""The types that the whole program shares: cards, notes, memories and the review log."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple


class Rating(IntEnum):
    """The four grades that a person can give a card."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Kind(StrEnum):
    """The kinds of cards."""

    BASIC = "basic"
    REVERSED = "reversed"
    CLOZE = "cloze"
    FIELDS = "fields"
    EXERCISE = "exercise"


class State(StrEnum):
    """The states of a card's memory in the FSRS scheduler."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


IN_STEPS = (State.LEARNING, State.RELEARNING)
"""The states of a card that is in learning or relearning steps, which last minutes."""

_FIRST_DAY = date(1970, 1, 1).toordinal()


def date_of_day(day: int) -> date:
    """Return the date of a study day; these are counted from 1970."""
    return date.fromordinal(_FIRST_DAY + day)


def day_of_date(when: date) -> int:
    """Return the study day of a date."""
    return when.toordinal() - _FIRST_DAY


class Status(StrEnum):
    """Whether a card is reviewed, and if not, why."""

    ACTIVE = "active"
    SUGGESTED = "suggested"
    SUSPENDED = "suspended"
    ORPHAN = "orphan"


class Act(StrEnum):
    """The kinds of acts that the rows of the review log record."""

    GRADE = "grade"
    UNDO = "undo"
    RESET = "reset"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    BURY = "bury"
    FLAG = "flag"
    TAG = "tag"
    SET_DUE = "set-due"
    IMPORT = "import"
    DECIDE = "decide"
    """A person said whether a changed card is still the one that was learned."""


class Hole(NamedTuple):
    """A gap in a question: the blank or the cloze with this number, and the text that fills it."""

    number: int
    text: str
    hint: str | None = None


class Problem(NamedTuple):
    """Something in a note that a person should look at. `line` counts from 1; 0 means the whole note."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


SUGGESTION = "suggestion"
"""The `part` of every suggestion. It keeps suggestions from being matched with ordinary cards of the note."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A card as it was read from a note, before it has an id or a memory.

    `text` is the whole passage with its markers, by which the card is recognized when the note is read again. `part`
    tells apart the cards of one passage (the halves of a pair, the numbers of a cloze, a field's value and meaning).
    """

    dialect: str
    kind: Kind
    text: str
    front: str
    back: str
    line_start: int
    line_end: int
    part: str = ""
    holes: tuple[Hole, ...] = ()
    source_id: str | None = None
    deck: str | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    schedule: str = ""
    """The schedule that a plugin wrote beside the card. It becomes the card's first history, not part of its text."""
    suggested: bool = False
    """Whether the text only looks like a card. Such a draft waits in the inbox until a person accepts it."""


class Question(NamedTuple):
    """A question without an answer, or a term without an explanation."""

    kind: str
    """`question` or `term`."""
    text: str
    line: int


class TaskState(StrEnum):
    """The states of a task."""

    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"


class Task(NamedTuple):
    """A task that a note lists."""

    text: str
    line: int
    state: TaskState


class Doctest(NamedTuple):
    """Code with doctests that belongs to a card. The code runs only when a person asks for it."""

    card: int
    """The first line of the card that the code belongs to; 0 if there is no such card."""
    line: int
    """The line of the note where `code` begins."""
    code: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note file: its cards, and the properties that they inherit from the note."""

    path: str
    title: str
    drafts: tuple[Draft, ...] = ()
    suggestions: tuple[Draft, ...] = ()
    questions: tuple[Question, ...] = ()
    tasks: tuple[Task, ...] = ()
    problems: tuple[Problem, ...] = ()
    doctests: tuple[Doctest, ...] = ()
    declared: tuple[str, ...] = ()
    """The concepts that the note's front matter or `#concept/x` tags name."""
    fallback: str = ""
    """The concept of cards that name none: the note's title, or its folder if the title is a date."""
    is_concept: bool = False
    """Whether a card that links to this note takes the note's title as its concept."""
    requires: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    """The exercises that the note's front matter names."""
    not_opted_in: int = 0
    """The number of lines that look like separator cards in a note that did not opt in to such cards."""
    unknown_separators: tuple[tuple[str, int], ...] = ()
    """Separators that the vault's settings do not name, with the number of lines that look like cards with each."""
    is_drawing: bool = False

    def bare(self) -> Note:
        """Return the note without its cards, suggestions, questions, tasks, problems and doctests, to save memory."""
        return replace(self, drafts=(), suggestions=(), questions=(), tasks=(), problems=(), doctests=())


class Moment(NamedTuple):
    """An instant, and the offset of local time from UTC at that instant."""

    at: int
    """Milliseconds since 1970, UTC."""
    utc_offset: int
    """Seconds east of UTC."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The scheduler's estimate of how well a card is remembered, and when the card is due."""

    state: State = State.NEW
    step: int = 0
    due_at: int | None = None
    """The end of a learning step, or the start of a review's study day (ms UTC), as computed at the last grade."""
    due_day: int | None = None
    """The study day on which the card is due."""
    stability: float | None = None
    difficulty: float | None = None
    last_day: int | None = None
    reps: int = 0
    lapses: int = 0


def memory_to_json(memory: Memory) -> str:
    """Return a memory as the JSON text that the log stores."""
    return json.dumps([getattr(memory, name) for name in Memory.__slots__])


def memory_from_json(written: str) -> Memory:
    """Return the memory in a text that `memory_to_json` wrote."""
    state, *rest = json.loads(written)
    return Memory(State(state), *rest)


class ExerciseAction(StrEnum):
    """What a learner did in an exercise."""

    START = "start"
    """The learner began from the empty file."""
    CHECK = "check"
    HINT = "hint"
    SOLUTION = "solution"
    TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One action of the learner in an exercise, as the database stores it."""

    id: int
    device: str
    exercise: str
    at: int
    utc_offset: int
    study_day: int
    action: ExerciseAction
    hint: int = 0
    """The number of the hint that the learner took."""
    verdict: str = ""
    """The result of a check (pass, fail, error, ...) or of a training run (inside, worse, better, ...)."""
    property: str = ""
    """The property that the learner's code does not have, in words."""
    mistakes: tuple[tuple[str, str], ...] = ()
    """The id and the title of each mistake that the check named."""
    cards: tuple[str, ...] = ()
    """The ids of the cards that explain these mistakes. They are added to the day's queue."""
    clock: int = 0
    """The attempt's place in the order of all."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of the review log. Rows are added and never changed."""

    id: int
    """A random number, which no other row on any device has."""
    device: str
    card: str
    at: int
    utc_offset: int
    study_day: int
    duration_ms: int
    act: Act
    value: str
    state_before: str
    due_given: int | None
    memory_before: Memory | None = None
    """The memory before the act, which an undo restores; None if the act did not change the memory."""
    clock: int = 0
    """The row's place in the order of the log, which all devices agree on."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it is shown, listed and scheduled."""

    id: str | None
    source_id: str | None
    source: str
    path: str
    line_start: int
    line_end: int
    dialect: str
    kind: Kind
    status: Status
    front: str
    back: str
    holes: tuple[Hole, ...]
    deck: str
    tags: tuple[str, ...]
    concepts: tuple[str, ...]
    exercises: tuple[str, ...]
    memory: Memory
    title: str
    headings: tuple[str, ...]
    ancestors: tuple[str, ...]
    flag: int = 0
    """The number of the flag that a person set; 0 means none."""

    @property
    def place(self) -> str:
        """The card's note and line, as `path:line`."""
        return f"{self.path}:{self.line_start}"


Json = dict[str, Any]
"""A JSON object. The values are `Any`, because they may be of any JSON type."""
