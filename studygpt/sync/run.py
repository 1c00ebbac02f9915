"""One run over one source, in one transaction: all of it happens, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from studygpt.identity.matching import Changed, How, Key, Match, Stored, derive_id, match_notes, match_within, text_key
from studygpt.model import SUGGESTION, Draft, Moment, Note, Problem
from studygpt.notes.concepts import concepts_of_card
from studygpt.notes.vault import File
from studygpt.progress import Progress
from studygpt.settings import Settings
from studygpt.store import concepts, lineage, log, note_cards, notes as store, parameters
from studygpt.store.concepts import LinkingCard
from studygpt.store.constants import SHIPPED
from studygpt.store.database import Database
from studygpt.store.note_cards import NoteCard as Placed
from studygpt.store.notes import NoteRow as Reading, SeenNote as Seen
from studygpt.store.sources import Source, change_source
from studygpt.store.suggestions import accept
from studygpt.sync.new_card_order import Begun, prerequisites_first
from studygpt.sync.read_file import ReadFile, open_note
from studygpt.sync.report import CardChange, Summary, What
from studygpt.sync.scan import Difference, Folder, difference, look
from studygpt.sync.suggestions import SuggestionSync

if TYPE_CHECKING:
    from studygpt.sync.imported_histories import Histories

_BATCH = 200
_LARGE_PART = 5
"""More than one note in so many that vanish at once is asked about."""


def sync_source(
    database: Database,
    source: Source,
    now: Moment,
    settings: Settings,
    progress: Progress,
    *,
    let_go: bool = False,
    dry_run: bool = False,
) -> Summary:
    """Read what changed below the source's folder and store it.

    `let_go`: also when a large part of the notes vanished at once. `dry_run`: the same run, taken back at its end, so
    that what it tells is what would happen.
    """
    folder = look(source)
    with database.read() as connection:
        seen = store.seen_notes(connection, source.pk)
    found = difference(folder, seen, source)
    if not found:
        return Summary(source.name, notes=len(folder.files), problems=folder.problems, left_out=folder.left_out)
    ahead: dict[File, ReadFile] = {}
    if len(found.changed) <= _BATCH:  # an ordinary sync reads before anybody has to wait for its lock
        ahead = {file: _open(folder, file, seen, stale=found.stale) for file in found.changed}
    with database.rehearse() if dry_run else database.write() as connection:
        run = _Run(connection, source, folder, now, settings, ahead)
        return run.go(progress, let_go=let_go or source.name == SHIPPED, tell_new=dry_run)


def _open(folder: Folder, file: File, seen: Mapping[str, Seen], *, stale: bool) -> ReadFile:
    known = seen.get(file.path)
    return open_note(folder.place(file.path), file.path, folder.rules, None if stale or known is None else known.digest)


class Waiting(NamedTuple):
    """A note just read, and the cards that it held."""

    pk: int
    note: Note
    stored: list[Stored]


class _Run:
    """One run, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        source: Source,
        folder: Folder,
        now: Moment,
        settings: Settings,
        ahead: Mapping[File, ReadFile],
    ) -> None:
        self.connection = connection
        self.source = source
        self.folder = folder
        self.now = now
        self.settings = settings
        self.ahead = ahead
        self.summary = Summary(
            source.name, notes=len(folder.files), problems=[*folder.problems], left_out=folder.left_out
        )
        self.given: set[str] = set()
        """Ids given out in this run."""
        self.linking: dict[str, LinkingCard] = {}
        """Cards put into a note whose links may name a concept: known when all notes are read."""
        self.waiting: list[Waiting] = []
        """Notes whose cards are not what they were."""
        self.loose: dict[str, Stored] = {}
        """Stored cards that no note holds any more."""
        self.orphans: set[str] = set()
        """Those that no note held before this run."""
        self.left: set[str] = set()
        """Notes of which a card moved to another one."""
        self.fresh: set[Key] = set()
        """Texts that are new, though cards were lost."""
        self.position = 0
        self.teaching: dict[str, Note] = {}
        """The notes that declare concepts, by concept."""
        self.begun: list[Begun] = []
        self.guesses = SuggestionSync(connection, source.pk, source.name)
        """What notes suggest, ask and leave to do."""
        self.tell_new = False

    def go(self, progress: Progress, *, let_go: bool, tell_new: bool) -> Summary:
        connection, source, summary = self.connection, self.source, self.summary
        seen = store.seen_notes(connection, source.pk)
        found = difference(self.folder, seen, source)  # once more: another program may have been faster
        if not found:
            return summary
        self.tell_new = tell_new
        gone = [note.key for note in found.gone]
        linked = concepts.concepts_by_link(connection, source.pk)
        held = note_cards.count_notes_with_cards(connection, source.pk) if gone else 0
        self.position = note_cards.last_position(connection)
        orphans = note_cards.orphans_of(connection, source.pk)
        self.orphans = {card.id for card in orphans}
        vanished = [Changed(("gone", pk), (), note_cards.cards_of_note(connection, pk)) for pk in gone]
        first_time = not seen and not orphans
        self.guesses.begin(set(gone))

        changed = found.changed
        progress(0, len(changed))
        for first in range(0, len(changed), _BATCH):
            self._take(list(self._read(changed[first : first + _BATCH], seen, stale=found.stale)))
            if first_time:  # what is read is done: a large vault needs no more memory than a small one
                self._settle()
            progress(min(first + _BATCH, len(changed)), len(changed))
        self._settle([*vanished, Changed(None, (), orphans)])
        if any(note.requires for note in self.teaching.values()) and self.begun:
            note_cards.reposition(connection, prerequisites_first(self.begun, self.teaching))

        withheld = set() if let_go else self._too_many(found, held)
        going = [note.key for note in found.gone if note.path not in withheld]
        self._orphan([card for card in self.loose.values() if card.path not in withheld], going)
        store.delete_notes(connection, going)
        self._follow_links(None if first_time else linked)
        change_source(connection, source.pk, rules=self.folder.digest)
        lineage.append(connection, list(self._steps()))
        if "histories" in self.__dict__:
            summary.problems += self.histories.problems
        summary.gone = len(gone) - len(withheld)
        return summary

    # ------------------------------------------------------------------ notes

    def _read(self, files: Sequence[File], seen: dict[str, Seen], *, stale: bool) -> Iterator[Reading]:
        for file in files:
            known = seen.get(file.path)
            opened = self.ahead.get(file)
            if opened is None or (opened.note is None and not (known and known.digest == opened.digest)):
                opened = _open(self.folder, file, seen, stale=stale)
            if opened.reason:
                kept = "; the cards it had stay as they are" if known else ""
                self.summary.problems.append(Problem(file.path, 0, f"not read: {opened.reason}{kept}"))
            elif opened.note is None and known is not None:
                store.touch_note(self.connection, known.key, file.size, file.mtime_ns, opened.digest)
            elif opened.note is not None:
                note = opened.note
                self.summary.read += 1
                self.summary.unclaimed += note.unclaimed
                self.summary.foreign.update(dict(note.foreign))
                self.summary.drawings += note.drawing
                self.summary.problems += note.problems
                yield Reading(note, file.size, file.mtime_ns, opened.digest, known.key if known else None)

    def _take(self, readings: list[Reading]) -> None:
        """Store notes just read. Those with the cards that they had are done; the others wait for all that changed."""
        updates: list[Placed] = []
        for pk, reading in zip(store.store_notes(self.connection, self.source.pk, readings), readings, strict=True):
            note = reading.note
            self.teaching.update((concept, note.bare()) for concept in note.declared)
            for draft in note.drafts:
                self.summary.by_dialect[draft.dialect] = self.summary.by_dialect.get(draft.dialect, 0) + 1
            for draft in note.suggestions:
                self.summary.suggested[draft.dialect] = self.summary.suggested.get(draft.dialect, 0) + 1
            self.guesses.take(pk, note, known=reading.key is not None)
            drafts = (*note.drafts, *note.suggestions)
            stored = note_cards.cards_of_note(self.connection, pk) if reading.key is not None else []
            if stored and _signatures(drafts) == _signatures(stored):
                for draft, match in zip(drafts, match_within(drafts, stored), strict=True):
                    assert match.card is not None, "the same texts with the same ids are the same cards"
                    updates.append(Placed(match.card.id, draft, pk, note))
            else:
                self.waiting.append(Waiting(pk, note, stored))
        self.summary.questions, self.summary.tasks = self.guesses.questions, self.guesses.tasks
        self.summary.kept += _count_cards(updates)
        self._update(updates)

    # ------------------------------------------------------------------ cards

    def _settle(self, vanished: Sequence[Changed] = ()) -> None:
        """Find out which stored cards the notes that changed hold now, over all of them at once; the others are new."""
        changed = [
            *(Changed(pk, (*note.drafts, *note.suggestions), stored, note.path) for pk, note, stored in self.waiting),
            *vanished,
        ]
        loose = {card.id: card for each in changed for card in each.stored}
        updates: list[Placed] = []
        fresh: list[Placed] = []
        for (pk, note, _), matches in zip(self.waiting, _matches(changed, len(self.waiting)), strict=True):
            for draft, match in matches:
                if match.card is None:
                    fresh.append(Placed("", draft, pk, note))
                    continue
                placed = Placed(match.card.id, draft, pk, note)
                del loose[placed.id]
                updates.append(placed)
                self._tell(placed, match)
        self.loose = loose
        self.waiting = []
        self.summary.kept += _count_cards(updates)
        self._update(updates)
        if loose:
            self.fresh.update(text_key(placed.draft.text, placed.draft.part) for placed in fresh)
        self._insert(fresh)

    def _tell(self, placed: Placed, match: Match) -> None:
        """Note what became of a stored card, where it is not simply what it was."""
        card, draft, path = match.card, placed.draft, placed.note.path
        assert card is not None, "only stored cards have a past"
        if draft.part == SUGGESTION:
            return
        if card.id in self.orphans or card.path != path:
            what = What.BACK if card.id in self.orphans else What.MOVED
            before = f"{card.path}:{card.line}"
            self.left.add(card.path)
            self.summary.moved += 1
            self.summary.back += what is What.BACK
            self.summary.kept -= 1
        elif text_key(card.text, card.part) != text_key(draft.text, draft.part):
            what, before = What.EDITED, card.text
        else:
            return
        why = match.how.value
        self.summary.changes.append(CardChange(card.id, what, why, path, draft.line_start, draft.front, before))

    def _too_many(self, found: Difference, held: int) -> set[str]:
        """The notes that vanished with all their cards, where they are too large a part of those that have cards.

        A note of which something stands elsewhere now was renamed, split or merged.
        """
        gone = {note.path for note in found.gone}
        lost = [
            card
            for card in self.loose.values()
            if card.path in gone and card.id not in self.orphans and card.part != SUGGESTION
        ]
        live_on = self.left | {card.path for card in lost if text_key(card.text, card.part) in self.fresh}
        vanished = {card.path for card in lost} - live_on
        lost = [card for card in lost if card.path in vanished]
        if len(vanished) < 2 or len(vanished) * _LARGE_PART <= held:  # to delete one note is an everyday thing
            return set()
        self.summary.withheld, self.summary.withheld_cards = len(vanished), len(lost)
        return vanished

    def _orphan(self, cards: Sequence[Stored], gone: Sequence[int]) -> None:
        by_id = {card.id: card for card in cards if card.id not in self.orphans}
        lost = [by_id[card] for card in self.guesses.settle(list(by_id), gone, self.now.at)]
        note_cards.orphan_cards(self.connection, [card.id for card in lost], self.now.at)
        there = {file.path for file in self.folder.files}
        for card in lost:
            why = "its note does not hold it any more" if card.path in there else "its note is gone"
            self.summary.changes.append(CardChange(card.id, What.GONE, why, card.path, card.line, card.front))
        self.summary.orphaned = len(lost)

    def _steps(self) -> Iterator[tuple[str, lineage.LineageStep]]:
        for card, what, why, path, line, _, before in self.summary.changes:
            if what is not What.NEW:
                yield card, lineage.LineageStep(self.now.at, what.value, why, path, line, before)

    def _update(self, cards: list[Placed]) -> None:
        note_cards.update_cards(self.connection, self.source.name, cards)
        self.guesses.accept_trusted(cards)
        self._name_concepts(cards, fresh=False)

    def _insert(self, cards: list[Placed]) -> None:
        fresh = self._with_ids(cards)
        note_cards.insert_cards(self.connection, self.source.pk, self.source.name, fresh, self.position + 1)
        begun = [each for each in fresh if not each.draft.suggested]
        bare = {pk: note.bare() for pk, note in {each.note_key: each.note for each in begun}.items()}
        self.begun += [Begun(self.position + 1 + at, each.id, bare[each.note_key]) for at, each in enumerate(begun)]
        self.position += len(begun)
        self._remember(fresh)
        self._name_concepts(fresh, fresh=True)
        self.summary.new += len(begun)
        if self.tell_new:
            self.summary.changes += [
                CardChange(each.id, What.NEW, "no stored card is like it", each.note.path, each.draft.line_start, front)
                for each in begun
                for front in (each.draft.front,)
            ]

    def _remember(self, cards: list[Placed]) -> None:
        """Cards that come anew, but were lived with before: here (their source was removed), or in another program."""
        known = set(log.known_cards(self.connection, [placed.id for placed in cards]))
        elsewhere = [placed for placed in cards if placed.id not in known and _may_have_history(placed.draft)]
        if known:
            accept(self.connection, list(known))
            from studygpt.schedule.memory import Scheduler

            scheduler = Scheduler(self.settings, parameters.read(self.connection))
            for card in known:
                rows = log.rows_of(self.connection, card)
                log.write_memory(self.connection, card, scheduler.replay(card, rows), **log.marks(rows))
        if elsewhere:
            self.summary.histories += self.histories.bring(self.connection, elsewhere)

    @cached_property
    def histories(self) -> Histories:
        """Made when a card may have one: the engine is not needed for most imports."""
        from studygpt.sync.imported_histories import Histories

        return Histories(self.source.path, self.now, self.settings, parameters.read(self.connection))

    def _with_ids(self, cards: list[Placed]) -> list[Placed]:
        """New cards with the first derived id that is free: an edited card still holds that of its old text."""
        ordinals = [0] * len(cards)
        ids = [self._derive(placed, 0) for placed in cards]
        taken = note_cards.known_ids(self.connection, ids)
        for index, placed in enumerate(cards):
            while ids[index] in taken or ids[index] in self.given:
                ordinals[index] += 1
                ids[index] = self._derive(placed, ordinals[index])
                taken |= note_cards.known_ids(self.connection, [ids[index]])
            self.given.add(ids[index])
        return [Placed(card, each.draft, each.note_key, each.note) for each, card in zip(cards, ids, strict=True)]

    def _derive(self, placed: Placed, ordinal: int) -> str:
        draft = placed.draft
        return derive_id(self.source.name, placed.note.path, draft.text, draft.part, ordinal)

    # ------------------------------------------------------------------ concepts

    def _name_concepts(self, placed: list[Placed], *, fresh: bool) -> None:
        """Give cards just put into a note their concepts; those that links may give wait until all notes are read."""
        named = {}
        for each in placed:
            if each.draft.links and not each.note.declared:
                self.linking[each.id] = LinkingCard(each.note.bare(), each.draft.links)
            else:
                named[each.id] = concepts_of_card(each.note, (), {}, self.source.name)
        concepts.set_concepts(self.connection, named, new=fresh)

    def _follow_links(self, linked_before: dict[str, tuple[str, ...]] | None) -> None:
        linked = concepts.concepts_by_link(self.connection, self.source.pk)
        if (
            linked_before is not None and linked != linked_before
        ):  # links in notes that did not change now name something else
            self.linking = {**concepts.linking_cards(self.connection, self.source.pk), **self.linking}
        name = self.source.name
        named = {card: concepts_of_card(note, links, linked, name) for card, (note, links) in self.linking.items()}
        concepts.set_concepts(self.connection, named)


def _may_have_history(draft: Draft) -> bool:
    return bool(draft.schedule) or (draft.dialect == "srai" and draft.source_id is not None)


def _signatures(cards: Sequence[Draft] | Sequence[Stored]) -> Counter[tuple[Key, str | None]]:
    return Counter((text_key(card.text, card.part), card.source_id) for card in cards)


def _count_cards(placed: Sequence[Placed]) -> int:
    return sum(not each.draft.suggested for each in placed)


def _matches(changed: Sequence[Changed], notes: int) -> list[list[tuple[Draft, Match]]]:
    """For each of the first `notes` notes its drafts, with the stored cards that they are.

    Cards against cards, suggestions against suggestions: neither is ever a rival of the other.
    """
    found: list[list[tuple[Draft, Match]]] = [[] for _ in range(notes)]
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
