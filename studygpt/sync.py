"""Bringing what is stored in line with the notes of one source: what changed is read, the rest is not even opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from sqlalchemy import Connection

from studygpt.errors import StudyError
from studygpt.guesses import Guesses, match_apart
from studygpt.identity import Stored, derive_id, match_elsewhere
from studygpt.model import Note, Problem
from studygpt.notes.reading import read_note
from studygpt.notes.rules import Rules, read_rules
from studygpt.notes.vault import File, Unreadable, decode, is_text, nameless, walk
from studygpt.settings import Settings
from studygpt.store import log
from studygpt.store import notes as store
from studygpt.store.database import Database
from studygpt.store.guesses import accept
from studygpt.store.notes import Placed, Reading, Seen
from studygpt.store.sources import Source, change_source

READER = 2
"""Raised when notes must be read anew though they did not change, as a reader of cards became better."""
_BATCH = 200

Progress = Callable[[int, int], None]


@dataclass
class Summary:
    """What a sync found and did, in numbers that a person can check."""

    source: str
    notes: int = 0
    read: int = 0
    gone: int = 0
    new: int = 0
    kept: int = 0
    moved: int = 0
    orphaned: int = 0
    by_dialect: dict[str, int] = field(default_factory=dict)
    """Cards in the notes that were read."""
    suggested: dict[str, int] = field(default_factory=dict)
    """What only looks like a card in the notes that were read, by kind; and what they ask and leave to do."""
    questions: int = 0
    tasks: int = 0
    unclaimed: int = 0
    """Lines like separator cards in notes that never opted in."""
    problems: list[Problem] = field(default_factory=list)


def sync_source(database: Database, source: Source, at: int, settings: Settings, progress: Progress) -> Summary:
    """Read what changed below the source's folder and store it, in one transaction: all of it happens, or nothing."""
    if not source.path.is_dir():
        raise StudyError(
            f"{source.path}: the folder of the source {source.name!r} is not there (moved, or not mounted?); "
            "its cards stay as they are"
        )
    rules = read_rules(source.path).with_opt_in(source.opt_in, source.path).with_trust(source.trusted)
    try:
        files = list(walk(source.path, rules))
    except OSError as error:
        raise StudyError(
            f"{error.filename}: cannot be listed ({error.strerror}); its cards stay as they are"
        ) from error
    storable = [file for file in files if is_text(file.path)]
    with database.write() as connection:
        return _Sync(connection, source, rules, at, settings).run(
            storable, [file.path for file in files if not is_text(file.path)], progress
        )


class _Sync:
    """One run over one source, inside one transaction."""

    def __init__(self, connection: Connection, source: Source, rules: Rules, at: int, settings: Settings) -> None:
        self.connection = connection
        self.source = source
        self.rules = rules
        self.at = at
        self.settings = settings
        self.summary = Summary(source.name)
        self.summary.problems += [Problem(source.name, 0, sentence) for sentence in rules.problems]
        self.given: set[str] = set()
        """Ids given out in this run."""
        self.linking: dict[str, tuple[Note, tuple[str, ...]]] = {}
        """Cards put into a note whose links may name a concept: known when all notes are read."""
        self.homeless: list[Placed] = []
        """Cards that their note did not hold before."""
        self.loose: dict[str, Stored] = {}
        """Stored cards that no note holds any more."""
        self.position = 0
        self.teaching: dict[str, Note] = {}
        """The notes that declare concepts, by concept."""
        self.guesses = Guesses(connection, source.pk, source.name)
        """What notes suggest, ask and leave to do."""
        self.begun: list[tuple[int, str, Note]] = []
        """Position, id and note of the cards that are new, while some note requires others."""

    def run(self, files: Sequence[File], no_names: Sequence[str], progress: Progress) -> Summary:
        """`no_names` are paths whose bytes are no text."""
        connection, source, summary = self.connection, self.source, self.summary
        summary.problems += [nameless(path) for path in no_names]
        summary.notes = len(files)
        seen = store.seen_notes(connection, source.pk)
        rules_digest = _digest(f"{READER} {self.rules}".encode())
        stale = rules_digest != source.rules
        changed = files if stale else [file for file in files if not _looks_unchanged(file, seen.get(file.path))]
        there = {file.path for file in files}
        gone = [note.pk for path, note in seen.items() if path not in there]
        if not changed and not gone:
            return summary
        linked = store.concept_notes(connection, source.pk)
        self.position = store.last_position(connection)
        orphans = store.orphans_of(connection, source.pk)
        self.loose = {card.id: card for card in (*orphans, *store.cards_of_notes(connection, gone))}
        first_time = not seen and not orphans
        self.guesses.begin(gone)

        progress(0, len(changed))
        for first in range(0, len(changed), _BATCH):
            self._take(list(self._read(changed[first : first + _BATCH], seen, stale)))
            if first_time:  # nothing is stored that a new card could be
                self._settle_homeless()
            progress(min(first + _BATCH, len(changed)), len(changed))
        self._settle_homeless()
        self._prerequisites_first()

        known_orphans = {card.id for card in orphans}
        lost = self.guesses.settle([card for card in self.loose if card not in known_orphans], self.at)
        store.orphan_cards(connection, lost, self.at)
        store.drop_notes(connection, gone)
        self._follow_links(None if first_time else linked)
        change_source(connection, source.pk, rules=rules_digest)
        summary.gone, summary.orphaned = len(gone), len(lost)
        return summary

    def _name_concepts(self, placed: list[Placed], *, fresh: bool) -> None:
        """Give cards just put into a note their concepts; those that links may give wait until all notes are read."""
        named = {}
        for each in placed:
            if each.draft.links and not each.note.declared:
                self.linking[each.id] = (each.note.bare(), each.draft.links)
            else:
                named[each.id] = store.concepts_of(each.note, (), {}, self.source.name)
        store.put_concepts(self.connection, named, [] if fresh else list(named))

    def _follow_links(self, linked_before: dict[str, tuple[str, ...]] | None) -> None:
        linked = store.concept_notes(self.connection, self.source.pk)
        if (
            linked_before is not None and linked != linked_before
        ):  # links in notes that did not change now name something else
            self.linking = {**store.linking_cards(self.connection, self.source.pk), **self.linking}
        name = self.source.name
        named = {card: store.concepts_of(note, links, linked, name) for card, (note, links) in self.linking.items()}
        store.put_concepts(self.connection, named, list(named))

    def _read(self, files: Sequence[File], seen: dict[str, Seen], stale: bool) -> Iterator[Reading]:
        root = str(self.source.path)
        for file in files:
            known = seen.get(file.path)
            try:
                with open(f"{root}/{file.path}", "rb") as opened:  # noqa: PTH123 - Path costs as much as the reading
                    data = opened.read()
                digest = _digest(data)
                if known is not None and known.digest == digest and not stale:
                    store.touch_note(self.connection, known.pk, file.size, file.mtime_ns, digest)
                    continue
                note = read_note(decode(data), file.path, self.rules)
            except Unreadable as error:
                self._report(file, str(error), known)
                continue
            except OSError as error:
                self._report(file, f"it cannot be read ({error.strerror})", known)
                continue
            self.summary.read += 1
            self.summary.unclaimed += note.unclaimed
            self.summary.problems += note.problems
            yield Reading(note, file.size, file.mtime_ns, digest, known.pk if known else None)

    def _report(self, file: File, reason: str, known: Seen | None) -> None:
        kept = "; the cards it had stay as they are" if known else ""
        self.summary.problems.append(Problem(file.path, 0, f"not read: {reason}{kept}"))

    def _take(self, readings: list[Reading]) -> None:
        """Store notes just read; match their cards with those that they held."""
        updates = []
        for pk, reading in zip(store.put_notes(self.connection, self.source.pk, readings), readings, strict=True):
            note = reading.note
            self.teaching.update((concept, note.bare()) for concept in note.declared)
            for draft in note.drafts:
                self.summary.by_dialect[draft.dialect] = self.summary.by_dialect.get(draft.dialect, 0) + 1
            for draft in note.suggestions:
                self.summary.suggested[draft.dialect] = self.summary.suggested.get(draft.dialect, 0) + 1
            self.guesses.take(pk, note, known=reading.pk is not None)
            if reading.pk is None:
                self.homeless += [Placed("", draft, pk, note) for draft in (*note.drafts, *note.suggestions)]
                continue
            stored = store.cards_of_note(self.connection, pk)
            left = {card.id: card for card in stored}
            for draft, match in match_apart((*note.drafts, *note.suggestions), stored):
                if match.card is None:
                    self.homeless.append(Placed("", draft, pk, note))
                else:
                    del left[match.card.id]
                    updates.append(Placed(match.card.id, draft, pk, note))
            self.loose.update(left)
        self.summary.kept += sum(not each.draft.suggested for each in updates)
        self.summary.questions, self.summary.tasks = self.guesses.questions, self.guesses.tasks
        self._update(updates)

    def _settle_homeless(self) -> None:
        """Find the cards that only changed their note; the others are new."""
        if not self.loose:
            self._insert(self.homeless)
            self.homeless = []
            return
        matches = match_elsewhere([placed.draft for placed in self.homeless], list(self.loose.values()))
        found = [(placed, match.card) for placed, match in zip(self.homeless, matches, strict=True)]
        moved = [replace(placed, id=card.id) for placed, card in found if card is not None]
        for placed in moved:
            del self.loose[placed.id]
        self._update(moved)
        self._insert([placed for placed, card in found if card is None])
        self.summary.moved += sum(not each.draft.suggested for each in moved)
        self.homeless = []

    def _update(self, cards: list[Placed]) -> None:
        store.update_cards(self.connection, self.source.name, cards)
        self.guesses.accept_trusted(cards)
        self._name_concepts(cards, fresh=False)

    def _insert(self, cards: list[Placed]) -> None:
        fresh = self._with_ids(cards)
        store.insert_cards(self.connection, self.source.pk, self.source.name, fresh, self.position + 1)
        begun = [each for each in fresh if not each.draft.suggested]
        notes = {each.pk: each.note for each in begun}
        bare = {pk: note.bare() for pk, note in notes.items()}
        self.begun += [(self.position + 1 + at, each.id, bare[each.pk]) for at, each in enumerate(begun)]
        self.position += len(begun)
        self._remember([each.id for each in fresh])
        self._name_concepts(fresh, fresh=True)
        self.summary.new += len(begun)

    def _remember(self, ids: list[str]) -> None:
        """Cards that come anew, but were lived with before (their source was removed): what the log says of them."""
        known = log.known_cards(self.connection, ids)
        if not known:
            return
        accept(self.connection, known)
        from studygpt.schedule.memory import Scheduler

        scheduler = Scheduler(self.settings)
        for card in known:
            rows = log.rows_of(self.connection, card)
            log.write_memory(self.connection, card, scheduler.replay(card, rows), **log.marks(rows))

    def _prerequisites_first(self) -> None:
        """Let new cards be begun after those of the notes that theirs require."""
        depths: dict[str, int] = {}

        def depth(note: Note) -> int:
            if note.path not in depths:
                depths[note.path] = 0  # a circle of requirements has no beginning; this is one
                needed = [self.teaching[concept] for concept in note.requires if concept in self.teaching]
                depths[note.path] = max((depth(other) + 1 for other in needed), default=0)
            return depths[note.path]

        if any(note.requires for note in self.teaching.values()) and self.begun:
            ordered = sorted(self.begun, key=lambda card: (depth(card[2]), card[0]))
            positions = sorted(position for position, _, _ in self.begun)
            store.reposition(self.connection, [(card, at) for (_, card, _), at in zip(ordered, positions, strict=True)])

    def _with_ids(self, cards: list[Placed]) -> list[Placed]:
        """New cards with the first derived id that is free: an edited card still holds that of its old text."""
        ordinals = [0] * len(cards)
        ids = [self._derive(placed, 0) for placed in cards]
        taken = store.known_ids(self.connection, ids)
        for index, placed in enumerate(cards):
            while ids[index] in taken or ids[index] in self.given:
                ordinals[index] += 1
                ids[index] = self._derive(placed, ordinals[index])
                taken |= store.known_ids(self.connection, [ids[index]])
            self.given.add(ids[index])
        return [Placed(card, each.draft, each.pk, each.note) for each, card in zip(cards, ids, strict=True)]

    def _derive(self, placed: Placed, ordinal: int) -> str:
        draft = placed.draft
        return derive_id(self.source.name, placed.note.path, draft.text, draft.part, ordinal)


def _looks_unchanged(file: File, seen: Seen | None) -> bool:
    return seen is not None and seen.mtime_ns == file.mtime_ns and seen.size == file.size


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
