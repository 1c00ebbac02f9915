"""The input from which a sync is planned, and the plan itself, as plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from studygpt.identity.cards import Stored
from studygpt.model import Draft, Note

# ---------------------------------------------------------------------- the input of a plan


@dataclass(frozen=True, slots=True)
class NoteOnDisk:
    """A note as its file states it now, and the cards that it held when it was last read."""

    note: Note
    stored: tuple[Stored, ...] = ()
    size: int = 0
    mtime_ns: int = 0
    digest: str = ""

    @property
    def path(self) -> str:
        """The path of the note in its source."""
        return self.note.path

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The cards and suggestions of the note."""
        return (*self.note.drafts, *self.note.suggestions)


@dataclass(frozen=True, slots=True)
class MissingNote:
    """A stored note whose file is gone, and the cards that it held."""

    path: str
    stored: tuple[Stored, ...] = ()
    digest: str = ""


class Losses(StrEnum):
    """What a sync does where many cards would lose their histories, or many notes are gone, at once."""

    STOP = "stop"
    """Change nothing, and say what happened."""
    ACCEPT = "accept"
    """Let each history wait with the new card in its place, where a section has as many new cards as it lost."""
    LET_GO = "let go"
    """Set the cards aside, however many they are."""


@dataclass(frozen=True, slots=True)
class RestOfSource:
    """The stored cards that are in no note on disk, and what decides whether they may be set aside."""

    missing: tuple[MissingNote, ...] = ()
    orphans: tuple[Stored, ...] = ()
    """Cards that no note held before this sync."""
    open_suggestions: frozenset[str] = frozenset()
    rejected_suggestions: frozenset[str] = frozenset()
    notes_with_cards: int = 0
    """How many notes of the source held cards before this sync."""
    told_apart: frozenset[tuple[str, str]] = frozenset()
    """Pairs of a history and a card of which a person said that they are not the same."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Cards by the ids that would follow from the wordings they had, and were still the same cards with."""
    histories: int = 0
    """How many cards of the source, in notes, have something to lose."""
    losses: Losses = Losses.STOP


# ---------------------------------------------------------------------- the plan


class ChangeKind(StrEnum):
    """The ways in which a card can change in a sync, or by hand (restored)."""

    NEW = "new"
    KEPT = "kept"
    EDITED = "edited"
    UNSURE = "unsure"
    """It may still be the card that was learned, or another one: a person is asked."""
    MOVED = "moved"
    BACK = "back"
    """No note held the card before, and now a note holds it again."""
    GONE = "gone"
    WITHHELD = "withheld"
    """The card's note is missing, with too many others at once: the card stays as it is until a person confirms."""
    RESTORED = "restored"


class CardChange(NamedTuple):
    """One card's change, and the reason for it."""

    card: str
    what: ChangeKind
    why: str
    path: str
    line: int
    front: str
    before: str = ""
    """The card's text before an edit, or its place before a move."""
    now: str = ""
    """The card's text after an edit."""


@dataclass(frozen=True, slots=True)
class PlannedCard:
    """A card that a note states, with the id that it keeps or gets."""

    id: str
    draft: Draft
    note: Note
    what: ChangeKind
    why: str
    before: str = ""
    """The card's text before an edit, or its place before a move."""
    stored: Stored | None = None
    """The stored card; None if it is new."""
    reads_as_learned: bool = True
    """Whether it says what was learned; of a new card, True."""
    is_unsure: bool = False
    """Whether it waits for a person to say whether it is still the card that was learned."""
    common: str = ""
    """What an unsure card has in common with others, which are decided together."""

    @property
    def is_surely_learned(self) -> bool:
        """Whether it is surely a card with a history; what was never learned may be any card."""
        return self.stored is not None and self.stored.held and not self.is_unsure

    @property
    def path_before(self) -> str:
        """The path of the note that held the card last."""
        return self.stored.now.path if self.stored is not None else ""

    @property
    def change(self) -> CardChange:
        """The change as reports and the lineage tell it."""
        draft, path = self.draft, self.note.path
        now = draft.text if self.what in (ChangeKind.EDITED, ChangeKind.UNSURE) else ""
        return CardChange(self.id, self.what, self.why, path, draft.line_start, draft.front, self.before, now)


@dataclass(frozen=True, slots=True)
class LostCard:
    """A stored card that no note states any more: set aside (gone), or left as it is (withheld)."""

    card: Stored
    what: ChangeKind
    why: str

    @property
    def change(self) -> CardChange:
        """The change as reports and the lineage tell it."""
        was = self.card.was
        return CardChange(self.card.id, self.what, self.why, was.path, was.line, was.front)


class Stop(NamedTuple):
    """Too many histories at once that would be set aside."""

    lost: int
    histories: int
    """How many the source has."""
    notes: tuple[tuple[str, int], ...]
    """The notes that held these cards, those with most first, and how many each."""
    replaced: int
    """How many of them could wait with a new card in their place."""
    cards: int
    """How many cards would be set aside in all: those never learned are among them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a sync, or one batch of it, will change."""

    notes: tuple[NoteOnDisk, ...] = ()
    """Notes to store as they are now."""
    cards: tuple[PlannedCard, ...] = ()
    """The cards of these notes, suggestions among them."""
    lost: tuple[LostCard, ...] = ()
    dropped_suggestions: tuple[str, ...] = ()
    """Open suggestions that no note states any more: they are forgotten."""
    orphaned_suggestions: tuple[str, ...] = ()
    """Rejected suggestions that no note states any more: they are kept, in case a note states them again."""
    missing: tuple[str, ...] = ()
    """Notes to forget."""
    withheld: tuple[str, ...] = ()
    """Missing notes that stay as they are, with their cards."""
    stopped: Stop | None = None
    """Why nothing of the plan is to be carried out."""
    deferred: tuple[NoteOnDisk, ...] = ()
    """Notes of this batch that can only be planned when all notes are read."""

    @property
    def new(self) -> list[PlannedCard]:
        """Cards and suggestions that are not stored yet."""
        return [card for card in self.cards if card.what is ChangeKind.NEW]

    @property
    def stored(self) -> list[PlannedCard]:
        """Stored cards and suggestions that a note still states, or states again."""
        return [card for card in self.cards if card.what is not ChangeKind.NEW]

    @property
    def gone(self) -> list[LostCard]:
        """Cards that lose their note."""
        return [lost for lost in self.lost if lost.what is ChangeKind.GONE]

    def changes(self, *, with_new: bool = False) -> Iterator[CardChange]:
        """Yield the change of each card that changed in any way; `with_new` includes new cards."""
        yield from (card.change for card in self.cards if card.what in _TOLD)
        if with_new:
            yield from (card.change for card in self.new if not card.draft.suggested)
        yield from (lost.change for lost in self.gone)


_TOLD = (ChangeKind.EDITED, ChangeKind.UNSURE, ChangeKind.MOVED, ChangeKind.BACK)
