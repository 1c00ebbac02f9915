"""Decide what becomes of each card, given the notes as they are now and the stored cards. Pure.

A sync reads notes, plans, and then carries the plan out (`studygpt.sync.apply`); a dry run only prints the plan. Notes
may be planned batch by batch, with the same outcome as all at once: those with the cards that they had are planned as
they are read, and only the others wait until everything that their cards could be is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from typing import NamedTuple

from studygpt.identity.matching import (
    Changed,
    How,
    Key,
    Match,
    Stored,
    derive_id,
    match_notes,
    match_within,
    text_key,
)
from studygpt.model import SUGGESTION, Draft, Note

_LARGE_PART = 5
"""More than one note in so many is a large part of a source: their cards are not set aside unasked."""


# ---------------------------------------------------------------------- what a plan follows from


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
        """Where it lies in its source."""
        return self.note.path

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Its cards and suggestions."""
        return (*self.note.drafts, *self.note.suggestions)


@dataclass(frozen=True, slots=True)
class MissingNote:
    """A stored note whose file is gone, and the cards that it held."""

    path: str
    stored: tuple[Stored, ...] = ()


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
    allow_large_loss: bool = False
    """Set cards aside however many notes are missing at once."""


# ---------------------------------------------------------------------- the plan


class ChangeKind(StrEnum):
    """The ways in which a card can change in a sync, or by hand (restored)."""

    NEW = "new"
    KEPT = "kept"
    EDITED = "edited"
    MOVED = "moved"
    BACK = "back"
    """No note held it, and one holds it again."""
    GONE = "gone"
    WITHHELD = "withheld"
    """Its note is missing, together with too many others: it stays as it is until a person confirms."""
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
    """Its text before an edit, or its place before a move."""


@dataclass(frozen=True, slots=True)
class PlannedCard:
    """A card that a note states, with the id that it keeps or gets."""

    id: str
    draft: Draft
    note: Note
    what: ChangeKind
    why: str
    before: str = ""
    """Its text before an edit, or its place before a move."""
    path_before: str = ""
    """The note that held it last."""

    @property
    def change(self) -> CardChange:
        """The change as reports and the lineage tell it."""
        draft = self.draft
        return CardChange(self.id, self.what, self.why, self.note.path, draft.line_start, draft.front, self.before)


@dataclass(frozen=True, slots=True)
class LostCard:
    """A stored card that no note states any more: set aside (gone), or left as it is (withheld)."""

    card: Stored
    what: ChangeKind
    why: str

    @property
    def change(self) -> CardChange:
        """The change as reports and the lineage tell it."""
        return CardChange(self.card.id, self.what, self.why, self.card.path, self.card.line, self.card.front)


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
    """Rejected ones: they are remembered, in case their notes state them again."""
    missing: tuple[str, ...] = ()
    """Notes to forget."""
    withheld: tuple[str, ...] = ()
    """Missing notes that stay as they are, with their cards."""
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
        """Yield the change of each card that is not simply what it was; of new cards only where asked."""
        yield from (card.change for card in self.cards if card.what in _TOLD)
        if with_new:
            yield from (card.change for card in self.new if not card.draft.suggested)
        yield from (lost.change for lost in self.gone)


_TOLD = (ChangeKind.EDITED, ChangeKind.MOVED, ChangeKind.BACK)


# ---------------------------------------------------------------------- planning


def plan(
    notes: Sequence[NoteOnDisk], source: str, rest: RestOfSource | None = None, ids_in_use: Set[str] = frozenset()
) -> Plan:
    """Plan what becomes of the cards of these notes, and of the cards that are in none of them.

    Without `rest`, when more notes are still to be read, only the notes with the cards that they had are planned; the
    others are deferred. `source` is the name from which the ids of new cards are derived; `ids_in_use` holds those
    among these ids that stored cards have already.
    """
    changed = [note for note in notes if not _has_same_cards(note)]
    if rest is None:
        deferred = {note.path for note in changed}
        planned = [note for note in notes if note.path not in deferred]
        return Plan(
            tuple(planned),
            tuple(_plan_cards(planned, {}, frozenset(), _NewIds(source, ids_in_use))),
            deferred=tuple(changed),
        )
    matches = dict(zip((note.path for note in changed), _match_changed(changed, rest), strict=True))
    orphans = frozenset(card.id for card in rest.orphans)
    cards = tuple(_plan_cards(notes, matches, orphans, _NewIds(source, ids_in_use)))
    return _with_losses(Plan(tuple(notes), cards), changed, rest)


def _has_same_cards(note: NoteOnDisk) -> bool:
    """Tell whether a note states just the cards that it held: the same texts, with the same ids beside them."""
    drafts = note.drafts
    return len(drafts) == len(note.stored) and _signatures(drafts) == _signatures(note.stored)


def _signatures(cards: Sequence[Draft] | Sequence[Stored]) -> Counter[tuple[Key, str | None]]:
    return Counter((text_key(card.text, card.part), card.source_id) for card in cards)


# ---------------------------------------------------------------------- matching

Pairs = list[tuple[Draft, Match]]
"""The drafts of a note, each with the stored card that it is."""


def _match_same(note: NoteOnDisk) -> Pairs:
    """Match a note with the cards that it had."""
    pairs = list(zip(note.drafts, match_within(note.drafts, note.stored), strict=True))
    assert all(match.card is not None for _, match in pairs), "the same texts with the same ids are the same cards"
    return pairs


def _match_changed(notes: Sequence[NoteOnDisk], rest: RestOfSource) -> list[Pairs]:
    """Match the drafts of all notes that changed with all stored cards that they could be; return those of each note.

    Cards are matched with cards and suggestions with suggestions: neither is ever a rival of the other.
    """
    changed = [
        *(Changed(note.path, note.drafts, note.stored, note.path) for note in notes),
        *(Changed(("missing", note.path), (), note.stored) for note in rest.missing),
        Changed(None, (), rest.orphans),
    ]
    found: list[Pairs] = [[] for _ in notes]
    for suggested in (False, True):
        apart = [
            Changed(
                each.note,
                [draft for draft in each.drafts if (draft.part == SUGGESTION) is suggested],
                [card for card in each.stored if (card.part == SUGGESTION) is suggested],
                each.path,
            )
            for each in changed
        ]
        if any(each.stored for each in apart):
            matched = match_notes(apart)
        else:  # nothing is stored that a new card could be
            matched = [[Match(at, None, How.NEW) for at in range(len(each.drafts))] for each in apart]
        for pairs, each, matches in zip(found, apart, matched, strict=False):
            pairs += zip(each.drafts, matches, strict=True)
    return found


# ---------------------------------------------------------------------- cards that notes state


def _plan_cards(
    notes: Sequence[NoteOnDisk], matches: Mapping[str, Pairs], orphans: Set[str], ids: _NewIds
) -> Iterator[PlannedCard]:
    """Plan the cards of notes: those with `matches` changed, the others have the cards that they had."""
    for note in notes:
        pairs = matches[note.path] if note.path in matches else _match_same(note)
        for draft, match in pairs:
            if match.card is None:
                yield PlannedCard(ids.give(note.path, draft), draft, note.note, ChangeKind.NEW, match.how.value)
            else:
                what, before = _change(match.card, draft, note.path, orphans)
                yield PlannedCard(match.card.id, draft, note.note, what, match.how.value, before, match.card.path)


def _change(card: Stored, draft: Draft, path: str, orphans: Set[str]) -> tuple[ChangeKind, str]:
    """Tell how a stored card changed, and what it said or where it stood before."""
    if draft.part == SUGGESTION:
        return ChangeKind.KEPT, ""
    if card.id in orphans or card.path != path:
        return ChangeKind.BACK if card.id in orphans else ChangeKind.MOVED, f"{card.path}:{card.line}"
    if text_key(card.text, card.part) != text_key(draft.text, draft.part):
        return ChangeKind.EDITED, card.text
    return ChangeKind.KEPT, ""


class _NewIds:
    """Gives each new card the first id that is derived from its text and free.

    The first one may be in use: a card that was edited keeps the id of its old text.
    """

    def __init__(self, source: str, in_use: Set[str]) -> None:
        self.source = source
        self.in_use = in_use
        self.given: set[str] = set()

    def give(self, path: str, draft: Draft) -> str:
        """Return an id that no card has, and give it to no other card."""
        candidates = (derive_id(self.source, path, draft.text, draft.part, ordinal) for ordinal in count())
        found = next(each for each in candidates if each not in self.in_use and each not in self.given)
        self.given.add(found)
        return found


# ---------------------------------------------------------------------- cards that no note states


def _with_losses(plan: Plan, changed: Sequence[NoteOnDisk], rest: RestOfSource) -> Plan:
    """Add to a plan what becomes of the stored cards that no note states any more."""
    found = {card.id for card in plan.cards}
    held: list[NoteOnDisk | MissingNote] = [*changed, *rest.missing]
    lost = [card for note in held for card in note.stored if card.id not in found]
    withheld = set() if rest.allow_large_loss else _withheld_notes(plan, lost, rest)
    missing = {note.path for note in rest.missing}
    cards: list[LostCard] = []
    dropped: list[str] = []
    orphaned: list[str] = []
    for card in lost:
        if card.path in withheld:
            if card.part != SUGGESTION:
                cards.append(LostCard(card, ChangeKind.WITHHELD, "too many notes are gone at once"))
        elif card.id in rest.open_suggestions:
            dropped.append(card.id)
        elif card.id in rest.rejected_suggestions:
            orphaned.append(card.id)
        else:
            why = "its note is gone" if card.path in missing else "its note does not hold it any more"
            cards.append(LostCard(card, ChangeKind.GONE, why))
    return replace(
        plan,
        lost=tuple(cards),
        dropped_suggestions=tuple(dropped),
        orphaned_suggestions=tuple(orphaned),
        missing=tuple(note.path for note in rest.missing if note.path not in withheld),
        withheld=tuple(note.path for note in rest.missing if note.path in withheld),
    )


def _withheld_notes(plan: Plan, lost: Sequence[Stored], rest: RestOfSource) -> set[str]:
    """Return the notes that vanished with all their cards, where they are a large part of the notes with cards.

    A note of which anything stands elsewhere now was renamed, split or merged: that one did not vanish.
    """
    missing = {note.path for note in rest.missing}
    vanished = [card for card in lost if card.path in missing and card.part != SUGGESTION]
    moved_on = {card.path_before for card in plan.cards if card.what in (ChangeKind.MOVED, ChangeKind.BACK)}
    new_texts = {text_key(card.draft.text, card.draft.part) for card in plan.new} if vanished else set()
    moved_on |= {card.path for card in vanished if text_key(card.text, card.part) in new_texts}
    notes = {card.path for card in vanished} - moved_on
    # To delete one note is an everyday thing.
    return notes if len(notes) >= 2 and len(notes) * _LARGE_PART > rest.notes_with_cards else set()
