"""The types that all rooms share: cards, notes, memories, the log."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple


class Rating(IntEnum):
    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Kind(StrEnum):
    BASIC = "basic"
    REVERSED = "reversed"
    CLOZE = "cloze"
    FIELDS = "fields"
    EXERCISE = "exercise"


class State(StrEnum):
    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


IN_STEPS = (State.LEARNING, State.RELEARNING)
"""The states of a card that goes through steps of minutes."""


class Status(StrEnum):
    ACTIVE = "active"
    SUGGESTED = "suggested"
    SUSPENDED = "suspended"
    ORPHAN = "orphan"


class Act(StrEnum):
    """What a row of the log records."""

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


class Hole(NamedTuple):
    """A gap that a card asks for: the nth blank, or the cloze with that number."""

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
"""The `part` of every suggestion, so that none is taken for a card that its note states."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A card as its note states it, before it has an id or a memory.

    Identity is judged by `text`, the whole passage with its markers. `part` tells siblings of one passage apart (the
    halves of a pair, the numbers of a cloze, a field's value and meaning).
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
    """The schedule that a plugin wrote beside the card: its history to begin with, never part of its text."""
    suggested: bool = False
    """Whether this only looks like a card: then it waits in the inbox."""


class Question(NamedTuple):
    """A question without an answer, or a term without an explanation."""

    kind: str
    """`question` or `term`."""
    text: str
    line: int


class TaskState(StrEnum):
    """Whether a task was begun or done."""

    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"


class Task(NamedTuple):
    """A task that a note lists."""

    text: str
    line: int
    state: TaskState


class Doctest(NamedTuple):
    """Code with doctests that a note gives for a card. It runs only when a person asks for that."""

    card: int
    """The first line of its card; 0 if it has none."""
    line: int
    """The line of the note on which `code` begins."""
    code: str


@dataclass(frozen=True, slots=True)
class Note:
    """One file of notes: its cards, and what they inherit from it."""

    path: str
    title: str
    drafts: tuple[Draft, ...] = ()
    suggestions: tuple[Draft, ...] = ()
    questions: tuple[Question, ...] = ()
    tasks: tuple[Task, ...] = ()
    problems: tuple[Problem, ...] = ()
    doctests: tuple[Doctest, ...] = ()
    declared: tuple[str, ...] = ()
    """The concepts that its front matter or `#concept/x` tags name."""
    fallback: str = ""
    """The concept of cards that name none: the title, or the folder of a note named by a date."""
    is_concept: bool = False
    """Whether a link to this note makes its title the concept of the linking card."""
    requires: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    """The exercises that its front matter names."""
    not_opted_in: int = 0
    """How many lines look like separator cards, if the note did not opt in to such cards."""
    unknown_separators: tuple[tuple[str, int], ...] = ()
    """Separators that the vault's settings do not name, with the number of lines that look like cards with each."""
    is_drawing: bool = False

    def bare(self) -> Note:
        """The note without the contents of its text, which saves memory where many notes are kept."""
        return replace(self, drafts=(), suggestions=(), questions=(), tasks=(), problems=(), doctests=())


class Moment(NamedTuple):
    """An instant, and the offset of local clocks from UTC at it."""

    at: int
    """Milliseconds since 1970, UTC."""
    utc_offset: int
    """Seconds east of UTC."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How well a card is remembered, and when it is due."""

    state: State = State.NEW
    step: int = 0
    due_at: int | None = None
    """When a learning step ends, or when the study day of a review begins, as computed at the grade: ms UTC."""
    due_day: int | None = None
    """The study day on which the card is due."""
    stability: float | None = None
    difficulty: float | None = None
    last_day: int | None = None
    reps: int = 0
    lapses: int = 0


def memory_to_json(memory: Memory) -> str:
    """A memory as the text that the log stores."""
    return json.dumps([getattr(memory, name) for name in Memory.__slots__])


def memory_from_json(written: str) -> Memory:
    """The memory in a text of `memory_to_json`."""
    state, *rest = json.loads(written)
    return Memory(State(state), *rest)


class ExerciseAction(StrEnum):
    """What a learner did at an exercise."""

    START = "start"
    """Began from the empty file."""
    CHECK = "check"
    HINT = "hint"
    SOLUTION = "solution"
    TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One action at an exercise, as it is stored."""

    id: int
    device: str
    exercise: str
    at: int
    utc_offset: int
    study_day: int
    action: ExerciseAction
    hint: int = 0
    """The number of the hint that was taken."""
    verdict: str = ""
    """Of a check: pass, fail, error, ...; of a training: inside, worse, better, ..."""
    property: str = ""
    """What did not hold, in words."""
    mistakes: tuple[tuple[str, str], ...] = ()
    """Id and title of each that was named."""
    cards: tuple[str, ...] = ()
    """The cards that teach it: they join the day's queue."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of the log, which is only appended to."""

    id: int
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
    """The memory before the act, for an undo to restore; None if the act left it alone."""


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
    """The flag that a person set; 0 means none."""

    @property
    def place(self) -> str:
        """Its note and line: `path:line`."""
        return f"{self.path}:{self.line_start}"


Json = dict[str, Any]
"""A JSON object, as scripts read it; `Any`, as its values are of every JSON type."""
