"""Decide what becomes of each card, given the notes as they are now and the stored cards. Pure.

A sync reads notes, plans, and then carries the plan out (`studygpt.sync.apply`); a dry run only prints the plan. Notes
are planned in batches of any size, with the same outcome: a note that needs no other, as its cards surely stayed in it,
is planned as soon as it is read; the other notes wait until all stored cards that could match theirs are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import count

from studygpt.identity.cards import Key, Stored, Wording, derive_id, text_key
from studygpt.identity.judgement import Answer
from studygpt.identity.matching import NEW, Changed, Match, match_in_place, match_notes
from studygpt.model import SUGGESTION, Draft
from studygpt.sync.plan_types import (
    ChangeKind,
    Losses,
    LostCard,
    MissingNote,
    NoteOnDisk,
    Plan,
    PlannedCard,
    RestOfSource,
    Stop,
)

_MANY_LOST, _SMALL_PART = 10, 20
"""If so many histories and more than one in so many of a source would be set aside, a person must confirm it."""
_LARGE_PART = 5
"""If more than one note in this many vanishes, that is a large part of a source: a person must confirm the loss."""


def plan(
    notes: Sequence[NoteOnDisk], source: str, rest: RestOfSource | None = None, ids_in_use: Set[str] = frozenset()
) -> Plan:
    """Plan what becomes of the cards of these notes, and of the cards that are in none of them.

    Without `rest`, more notes are still to be read, so only notes that need no others are planned; the rest is
    deferred. `source` is the name from which the ids of new cards are derived; `ids_in_use` holds those of these
    ids (`candidate_id`) that stored cards already have.
    """
    changed = [note for note in notes if not _has_same_cards(note)]
    if rest is None:
        settled = {note.path: pairs for note in changed if (pairs := _match_in_place(note)) is not None}
        deferred = tuple(note for note in changed if note.path not in settled)
        waiting = {note.path for note in deferred}
        here = tuple(note for note in notes if note.path not in waiting)
        cards = tuple(_plan_cards(here, settled, frozenset(), _NewIds(source, ids_in_use)))
        return Plan(here, cards, deferred=deferred)
    planned = _plan_all(notes, changed, source, rest, ids_in_use)
    lost = [card.card for card in planned.gone if card.card.held]
    if rest.losses is not Losses.STOP or len(lost) < _MANY_LOST or len(lost) * _SMALL_PART <= rest.histories:
        return planned
    accepted = _plan_all(notes, changed, source, replace(rest, losses=Losses.ACCEPT), ids_in_use)
    let_go = _plan_all(notes, changed, source, replace(rest, losses=Losses.LET_GO), ids_in_use)
    replaced = len(lost) - sum(card.card.held for card in accepted.gone)
    lost = [card.card for card in let_go.gone if card.card.held]  # those of notes that would be withheld, too
    of_notes = Counter(card.now.path for card in lost).most_common()
    return Plan(stopped=Stop(len(lost), rest.histories, tuple(of_notes), replaced, len(let_go.gone)))


def _plan_all(
    notes: Sequence[NoteOnDisk],
    changed: Sequence[NoteOnDisk],
    source: str,
    rest: RestOfSource,
    ids_in_use: Set[str],
) -> Plan:
    matches = dict(zip((note.path for note in changed), _match_changed(changed, rest, source), strict=True))
    orphans = frozenset(card.id for card in rest.orphans)
    cards = tuple(_plan_cards(notes, matches, orphans, _NewIds(source, ids_in_use)))
    return _with_losses(Plan(tuple(notes), cards), changed, rest)


def _has_same_cards(note: NoteOnDisk) -> bool:
    """Tell whether a note states exactly the cards that it held before, in the same places and with the same ids.

    A history that waits here with another card, but stood in another note, may be wanted there again.
    """
    drafts = note.drafts
    if len(drafts) != len(note.stored) or any(card.waits_away for card in note.stored):
        return False
    now = Counter(_signature(draft, draft.source_id) for draft in drafts)
    return now == Counter(_signature(card.now, card.source_id) for card in note.stored)


def _signature(card: Draft | Wording, source_id: str | None) -> tuple[Key, object]:
    return text_key(card.text, card.part), (card.headings, card.ancestors, source_id)


# ---------------------------------------------------------------------- matching

Pairs = list[tuple[Draft, Match]]
"""The drafts of a note, each with the stored card that it matches."""


def _match_same(note: NoteOnDisk) -> Pairs:
    """Match the drafts of an unchanged note with the cards that it held before."""
    if not note.stored:
        return []
    return _match([Changed(note.path, note.drafts, note.stored)], (), frozenset())[0]


def _match_in_place(note: NoteOnDisk) -> Pairs | None:
    """Match a note that changed but needs no other to be matched, and that holds no suggestions; otherwise None."""
    if SUGGESTION in {draft.part for draft in note.drafts} | {card.now.part for card in note.stored}:
        return None
    matches = match_in_place(Changed(note.path, note.drafts, note.stored))
    return None if matches is None else list(zip(note.drafts, matches, strict=True))


def _match_changed(notes: Sequence[NoteOnDisk], rest: RestOfSource, source: str) -> list[Pairs]:
    """Match the drafts of all notes that changed with all stored cards that are left; return the pairs of each note."""
    changed = [
        *(Changed(note.path, note.drafts, note.stored, note.digest) for note in notes),
        *(Changed(note.path, (), note.stored, note.digest) for note in rest.missing),
    ]

    def known_by(wording: Wording) -> str | None:
        return rest.known.get(candidate_id(source, wording.path, wording.text, wording.part, 0)) if rest.known else None

    in_order = rest.losses is Losses.ACCEPT
    return _match(changed, rest.orphans, rest.told_apart, known_by, in_order=in_order)[: len(notes)]


def _match(
    changed: Sequence[Changed],
    orphans: Sequence[Stored],
    told_apart: Set[tuple[str, str]],
    known_by: Callable[[Wording], str | None] = lambda _: None,
    *,
    in_order: bool = False,
) -> list[Pairs]:
    """Match cards with cards and suggestions with suggestions: neither is ever a rival of the other."""
    found: list[Pairs] = [[] for _ in changed]
    for suggested in (False, True):
        apart = [
            Changed(
                each.path,
                [draft for draft in each.drafts if (draft.part == SUGGESTION) is suggested],
                [card for card in each.stored if (card.now.part == SUGGESTION) is suggested],
                each.digest,
            )
            for each in changed
        ]
        lost = [card for card in orphans if (card.now.part == SUGGESTION) is suggested]
        if lost or any(each.stored for each in apart):
            matched = match_notes(apart, lost, told_apart, known_by=known_by, only_sure=suggested, in_order=in_order)
        else:  # no stored card is left that a new card could match
            matched = [[Match(at, None, Answer.ANOTHER, NEW) for at in range(len(each.drafts))] for each in apart]
        for pairs, each, matches in zip(found, apart, matched, strict=True):
            pairs += zip(each.drafts, matches, strict=True)
    return found


# ---------------------------------------------------------------------- cards that notes state


def _plan_cards(
    notes: Sequence[NoteOnDisk], matches: Mapping[str, Pairs], orphans: Set[str], ids: _NewIds
) -> Iterator[PlannedCard]:
    """Plan the cards of notes. The notes in `matches` have changed; the others have the same cards as before."""
    for each in notes:
        note, path = each.note, each.path
        for draft, match in matches[path] if path in matches else _match_same(each):
            if match.card is None:
                yield PlannedCard(ids.give(path, draft), draft, note, ChangeKind.NEW, match.why)
            else:
                what, before = _change(match, draft, path, orphans)
                yield PlannedCard(
                    match.card.id,
                    draft,
                    note,
                    what,
                    match.why,
                    before,
                    match.card,
                    match.reads_as_learned,
                    match.answer is Answer.UNSURE,
                    match.group,
                )


def _change(match: Match, draft: Draft, path: str, orphans: Set[str]) -> tuple[ChangeKind, str]:
    """Tell how a stored card changed, and its text or place before the change."""
    card = match.card
    assert card is not None, "a new card has not changed"
    now = card.now
    is_text_new = text_key(now.text, now.part) != text_key(draft.text, draft.part)
    if match.answer is Answer.UNSURE:
        is_news = is_text_new or match.why != card.doubt
        return (ChangeKind.UNSURE, card.was.text) if is_news else (ChangeKind.KEPT, "")
    if draft.part == SUGGESTION:
        return ChangeKind.KEPT, ""
    if card.id in orphans or now.path != path:
        return ChangeKind.BACK if card.id in orphans else ChangeKind.MOVED, f"{now.path}:{now.line}"
    return (ChangeKind.EDITED, now.text) if is_text_new else (ChangeKind.KEPT, "")


class _NewIds:
    """Gives each new card the first free id among those that are derived from its text.

    The first one may be in use: a card that was edited keeps the id of its old text.
    """

    def __init__(self, source: str, in_use: Set[str]) -> None:
        self.source = source
        self.in_use = in_use
        self.given: set[str] = set()
        self.tried: dict[tuple[str, str, str], int] = {}
        """How many ids of each passage were tried: a note may hold the same one ten thousand times."""

    def give(self, path: str, draft: Draft) -> str:
        """Return an id that no card has, and give it to no other card."""
        passage = (path, draft.text, draft.part)
        for ordinal in count(self.tried.get(passage, 0)):
            found = candidate_id(self.source, path, draft.text, draft.part, ordinal)
            if found not in self.in_use and found not in self.given:
                break
        self.tried[passage] = ordinal + 1
        self.given.add(found)
        return found


# A sync asks first which ids are in use, and then plans with the same ids. The limit keeps the memory flat.
@lru_cache(maxsize=4096)
def candidate_id(source: str, path: str, text: str, part: str, ordinal: int) -> str:
    """Return an id that a new card could get; the next ordinal gives another one."""
    return derive_id(source, path, text, part, ordinal)


# ---------------------------------------------------------------------- cards that no note states


def _with_losses(planned: Plan, changed: Sequence[NoteOnDisk], rest: RestOfSource) -> Plan:
    """Add to a plan what becomes of the stored cards that no note states any more."""
    found = {card.id for card in planned.cards}
    held: list[NoteOnDisk | MissingNote] = [*changed, *rest.missing]
    lost = [card for note in held for card in note.stored if card.id not in found]
    withheld = set() if rest.losses is Losses.LET_GO else _withheld_notes(planned, lost, rest)
    missing = {note.path for note in rest.missing}
    cards: list[LostCard] = []
    dropped: list[str] = []
    orphaned: list[str] = []
    for card in lost:
        path = card.now.path
        if path in withheld:
            if card.now.part != SUGGESTION:
                cards.append(LostCard(card, ChangeKind.WITHHELD, "too many notes are gone at once"))
        elif card.id in rest.open_suggestions:
            dropped.append(card.id)
        elif card.id in rest.rejected_suggestions:
            orphaned.append(card.id)
        else:
            why = "its note is gone" if path in missing else "its note does not hold it any more"
            cards.append(LostCard(card, ChangeKind.GONE, why))
    return replace(
        planned,
        lost=tuple(cards),
        dropped_suggestions=tuple(dropped),
        orphaned_suggestions=tuple(orphaned),
        missing=tuple(note.path for note in rest.missing if note.path not in withheld),
        withheld=tuple(note.path for note in rest.missing if note.path in withheld),
    )


def _withheld_notes(planned: Plan, lost: Sequence[Stored], rest: RestOfSource) -> set[str]:
    """Return the notes that vanished with all their cards, where they are a large part of the notes with cards.

    A note with a card that is now in another note, or may be, was renamed, split or merged: it did not vanish.
    """
    missing = {note.path for note in rest.missing}
    vanished = [card.now for card in lost if card.now.path in missing and card.now.part != SUGGESTION]
    elsewhere = (ChangeKind.MOVED, ChangeKind.BACK, ChangeKind.UNSURE)
    moved_on = {card.path_before for card in planned.cards if card.what in elsewhere}
    new_texts = {text_key(card.draft.text, card.draft.part) for card in planned.new} if vanished else set()
    moved_on |= {card.path for card in vanished if text_key(card.text, card.part) in new_texts}
    notes = {card.path for card in vanished} - moved_on
    # Deleting a single note is common.
    return notes if len(notes) >= 2 and len(notes) * _LARGE_PART > rest.notes_with_cards else set()
