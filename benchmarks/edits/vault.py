"""Notes as values: cards in the forms in which people write them, and how a note reads with them.

A card that stays itself keeps its `key`, and one that is about something else has a new one. Where that is not the
whole truth (a hole that moved to another number, an answer that became another fact) `judged` says what is.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, NamedTuple

from benchmarks.edits.pool import HOLE_IN_POOL, Fact, Pool


class Form(Enum):
    LINE = "Q::A, or a passage as a paragraph"
    ITEM = "- Q::A"
    NUMBERED = "1. Q::A"
    BLOCK = "Q, then a line with ?, then A"
    BULLETS = "- **Question**: Q, with a nested - **Answer**: A"
    LINKED = "Q, then [[SR/memory/ID.md|?]], then A"


LISTS = (Form.ITEM, Form.NUMBERED)


class Was(NamedTuple):
    """The entry that one after the edit continues. Where not `required`, losing it is fine too."""

    key: int
    part: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    key: int
    fact: Fact
    kind: str
    form: Form
    question: str
    answer: str = ""
    mark: str = ""
    """An id that its author wrote."""
    tag: str = ""
    quoted: bool = False
    width: int = 0
    typo: str = ""
    """The side with a slip in it, and how it should read."""
    clean: str = ""
    judged: dict[str, Was | None] = field(default_factory=dict)

    def parts(self) -> list[str]:
        if self.kind == "passage":
            return [f"c{number}" for number in sorted({int(n) for n in re.findall(r"\{\{c(\d+)::", self.question)})]
        return ["forward", "backward"] if self.kind == "term" else [""]

    def was(self, part: str) -> Was | None:
        return self.judged.get(part, Was(self.key, part))

    def lines(self, lead: str) -> list[str]:
        """The card as its note has it; `lead` is the marker of its list item."""
        both = self.kind == "term"
        tail = (f" {self.tag}" if self.tag else "") + (f" {self.mark}" if self.mark.startswith("^") else "")
        question, answer = self._wrapped(self.question), self._wrapped(self.answer + tail)
        if self.form is Form.BULLETS:
            lines = [f"{lead} **Question**: {self.question}", f"  {lead} **Answer**: {self.answer}{tail}"]
        elif self.form is Form.LINKED:
            lines = [*question, f"[[SR/memory/{self.mark}.md|?]]", *answer]
        elif self.form is Form.BLOCK:
            lines = [*question, "??" if both else "?", *answer]
        elif self.kind == "passage":
            lines = self._wrapped(self.question + tail) if self.form is Form.LINE else [f"{lead} {self.question}{tail}"]
        else:
            line = f"{self.question}{':::' if both else '::'}{self.answer}{tail}"
            lines = [f"{lead} {line}" if self.form in LISTS else line]
        return [f"> {line}" for line in lines] if self.quoted else lines

    def _wrapped(self, text: str) -> list[str]:
        if not self.width:
            return [text]
        together = text.replace(" ?", "\u00a0?")  # as the French write; alone it would be a separator
        lines = textwrap.wrap(together, self.width, break_on_hyphens=False, break_long_words=False)
        return [line.replace("\u00a0?", " ?") for line in lines]


Block = Card | str


class Placed(NamedTuple):
    card: Card
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Note:
    path: str
    deck: str
    blocks: tuple[Block, ...]
    """A title, then headings, prose and cards."""
    bullet: str = "-"
    number: str = "{}."
    gap: int = 1
    trailing: bool = False
    tag_line: bool = False

    @property
    def cards(self) -> list[Card]:
        return [block for block in self.blocks if isinstance(block, Card)]

    def render(self) -> tuple[str, list[Placed]]:
        lines = [] if self.tag_line else ["---", f"tags: [{self.deck}]", "---"]
        placed: list[Placed] = []
        run: tuple[Form, bool] | None = None
        count = 0
        for at, block in enumerate(self.blocks):
            own = None
            if isinstance(block, Card) and block.form in (*LISTS, Form.BULLETS) and not block.quoted:
                own = (block.form, block.kind == "passage")
            count = count + 1 if own is not None and own == run else 1
            if own is None or own != run or own[1]:  # passages in a list without blank lines might be read as one
                lines += [""] * (self.gap if at else 1)
            run = own
            if isinstance(block, str):
                lines += [block, "", f"#{self.deck}"] if self.tag_line and not at else [block]
                continue
            lead = self.number.format(count) if block.form is Form.NUMBERED else self.bullet
            written = block.lines(lead)
            placed.append(Placed(block, len(lines) + 1, len(lines) + len(written)))
            lines += written
        end = "  " if self.trailing else ""
        behind_front = 0 if self.tag_line else 3
        lines = [line + end if line and at >= behind_front else line for at, line in enumerate(lines)]
        return "\n".join(lines).lstrip("\n") + "\n", placed if lines[0] else [_up(each) for each in placed]


def _up(placed: Placed) -> Placed:
    return Placed(placed.card, placed.first - 1, placed.last - 1)


@dataclass(frozen=True, slots=True)
class Vault:
    notes: tuple[Note, ...]
    pool: Pool
    spare: tuple[Fact, ...]
    """What no card of it says."""
    next: int
    """The key of the next new card."""
    strict: bool = False
    """Whether of two cards with the same text each must keep its own history."""

    @property
    def cards(self) -> list[Card]:
        return [card for note in self.notes for card in note.cards]

    @property
    def texts(self) -> dict[str, str]:
        """What each note says, by its path."""
        return {note.path: note.render()[0] for note in self.notes}

    def home(self, card: Card) -> Note:
        return next(note for note in self.notes if any(each.key == card.key for each in note.cards))

    def with_blocks(self, path: str, blocks: Iterable[Block]) -> Vault:
        return self.with_note(path, blocks=tuple(blocks))

    def with_note(self, path: str, /, **changes: Any) -> Vault:
        return replace(self, notes=tuple(replace(n, **changes) if n.path == path else n for n in self.notes))

    def put(self, card: Card, *blocks: Block) -> Vault:
        """These blocks in the place of a card; none removes it."""
        note = self.home(card)
        new: list[Block] = []
        for block in note.blocks:
            new += blocks if isinstance(block, Card) and block.key == card.key else (block,)
        return self.with_blocks(note.path, new)

    def change(self, card: Card, changes: dict[str, Any]) -> Vault:
        return self.put(card, replace(card, **changes))

    def new_card(self, fact: Fact, form: Form, **changes: Any) -> tuple[Vault, Card]:
        card = replace(make_card(fact, self.next, form), **changes)
        return replace(self, next=self.next + 1, spare=tuple(f for f in self.spare if f is not fact)), card


HOLE = re.compile(r"\{\{c(\d+)::(.*?)\}\}")


def make_card(fact: Fact, key: int, form: Form, *, long: bool = False) -> Card:
    """A card that says a fact, in a form that such a card can have."""
    question = fact.question
    if fact.kind == "passage":
        numbers = iter(range(1, 100))
        question = HOLE_IN_POOL.sub(lambda hole: f"{{{{c{next(numbers)}::{hole[1]}}}}}", question)
        form = form if form in LISTS else Form.LINE
    elif fact.kind == "term" and form in (Form.BULLETS, Form.LINKED):
        form = Form.ITEM
    mark = f"{key:04}Memo" if form is Form.LINKED else ""
    return Card(key, fact, fact.kind, form, question, fact.long if long else fact.short, mark)


def in_hole(text: str, at: int) -> bool:
    return any(hole.start() <= at < hole.end() for hole in HOLE.finditer(text))


def sections(note: Note) -> list[list[Block]]:
    """What stands before the first heading, and each heading with what is below it."""
    found: list[list[Block]] = [[]]
    for block in note.blocks:
        if isinstance(block, str) and block.startswith("## "):
            found.append([])
        found[-1].append(block)
    return found


def joined(parts: Iterable[Iterable[Block]]) -> tuple[Block, ...]:
    return tuple(block for part in parts for block in part)
