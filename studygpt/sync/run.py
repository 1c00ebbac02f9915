"""Sync one source: read what changed, plan batch by batch, and carry each plan out, all in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from studygpt.model import SUGGESTION, Moment, Problem
from studygpt.notes.read_note import defect_words
from studygpt.notes.vault import NoteFile
from studygpt.progress import Progress, unwatched
from studygpt.settings import Settings
from studygpt.store import aliases, learned, log, note_cards, notes as note_store, suggestions
from studygpt.store.constants import SHIPPED
from studygpt.store.database import Database
from studygpt.store.notes import SeenNote
from studygpt.store.sources import Source
from studygpt.sync.apply import PlanWriter
from studygpt.sync.batches import batches, is_one_batch
from studygpt.sync.failing_notes import NO_FAULT_OF_NOTES, failing_notes
from studygpt.sync.plan import candidate_id, plan
from studygpt.sync.plan_types import Losses, MissingNote, NoteOnDisk, Plan, RestOfSource
from studygpt.sync.plugin_histories import HistoryFiles, may_have_history
from studygpt.sync.questions import AnsweredQuestion, QuestionPlanner
from studygpt.sync.read_file import ReadFile, read_file
from studygpt.sync.report import Summary
from studygpt.sync.scan import FolderChanges, ScannedFolder, find_changes, scan_folder


def sync_source(
    database: Database,
    source: Source,
    now: Moment,
    settings: Settings,
    progress: Progress,
    *,
    losses: Losses = Losses.STOP,
    dry_run: bool = False,
) -> Summary:
    """Bring the stored cards of a source in line with its notes, or do nothing at all.

    `losses` says what to do where many cards would lose their histories at once. `dry_run` only plans and writes
    nothing.
    """
    folder = scan_folder(source)
    with database.read() as connection:
        seen = note_store.seen_notes(connection, source.pk)
    changes = find_changes(folder, seen, source)
    if not changes:
        return Summary(source.name, notes=len(folder.files), problems=folder.problems, left_out=folder.left_out)
    ahead: dict[NoteFile, ReadFile] = {}
    if is_one_batch(changes.changed):  # an ordinary sync reads before it locks the database
        ahead = {file: _read(folder, file, seen, stale=changes.stale) for file in changes.changed}
    losses = Losses.LET_GO if source.name == SHIPPED else losses

    def sync(
        progress: Progress, passed_over: Mapping[NoteFile, str], only: Collection[NoteFile] | None = None
    ) -> Summary:
        """Sync all changed notes, or to try it out, only some of them."""
        with database.read() if dry_run else database.write() as connection:
            seen = note_store.seen_notes(connection, source.pk)
            changes = find_changes(folder, seen, source)  # another program may have been faster
            if only is not None:
                changes = FolderChanges([file for file in changes.changed if file in only], [], changes.stale)
            sync = _Sync(connection, source, folder, seen, changes, ahead, passed_over)
            if changes:
                sync.run(None if dry_run else sync.writer(now, settings), progress, losses)
                if sync.summary.stopped or only is not None:
                    connection.rollback()
            return sync.summary

    try:
        return sync(progress, {})
    except NO_FAULT_OF_NOTES:
        raise
    except Exception:
        found = failing_notes(lambda files: sync(unwatched, {}, frozenset(files)), changes.changed)
        passed_over = {file: defect_words(error) for file, error in found}
        if not passed_over:
            raise
        return sync(progress, passed_over)


def _read(folder: ScannedFolder, file: NoteFile, seen: Mapping[str, SeenNote], *, stale: bool) -> ReadFile:
    known = seen.get(file.path)
    return read_file(folder.place(file.path), file.path, folder.rules, None if stale or known is None else known.digest)


class _Sync:
    """One sync of one source, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        source: Source,
        folder: ScannedFolder,
        seen: Mapping[str, SeenNote],
        changes: FolderChanges,
        ahead: Mapping[NoteFile, ReadFile],
        passed_over: Mapping[NoteFile, str],
    ) -> None:
        """`ahead`: the files that were read already; `passed_over`: those that must not be read, with the reason."""
        self.connection = connection
        self.source = source
        self.folder = folder
        self.seen = seen
        self.changes = changes
        self.ahead = ahead
        self.passed_over = passed_over
        self.summary = Summary(
            source.name, notes=len(folder.files), problems=[*folder.problems], left_out=folder.left_out
        )
        self.histories = HistoryFiles(source.path)
        self.history_problems: list[Problem] = []
        self.again: set[str] = set()
        """Unchanged notes that are read again."""

    def writer(self, now: Moment, settings: Settings) -> PlanWriter:
        """Return the writer for the plans of this sync."""
        paths: dict[int | None, str] = {note.key: path for path, note in self.seen.items()}
        answered = (
            AnsweredQuestion(each.id, paths.get(each.note), each.kind, each.text)
            for each in suggestions.answered_in(self.connection, self.source.pk)
        )
        questions = QuestionPlanner(self.source.name, answered, (file.path for file in self.folder.files))
        keys = {path: note.key for path, note in self.seen.items()}
        return PlanWriter(self.connection, self.source, keys, questions, now, settings)

    def run(self, writer: PlanWriter | None, progress: Progress, losses: Losses) -> None:
        """Read, plan and write; without a writer, read and plan only."""
        rest = self._rest_of_source(losses)
        nothing_stored = not self.seen and not rest.orphans
        changed = [*self.changes.changed, *self._wanted_back()]
        deferred: list[NoteOnDisk] = []
        progress(0, len(changed))
        done = 0
        for batch in batches(changed):
            notes = list(self._notes(batch, writer))
            # In a first import no note waits for others, so a large vault needs no more memory than a small one.
            planned = self._plan(notes, rest if nothing_stored else None)
            deferred += planned.deferred
            self._carry_out(planned, writer)
            done += len(batch)
            progress(done, len(changed))
        if not nothing_stored:
            planned = self._plan(deferred, self._with_suggestion_states(rest, deferred))
            if planned.stopped is not None:
                self.summary = Summary(self.source.name, notes=self.summary.notes, stopped=planned.stopped)
                return
            self._carry_out(planned, writer)
        if writer is not None:
            writer.finish(self.folder.rules_digest, first_time=nothing_stored)
        self.summary.problems += self.history_problems

    # ------------------------------------------------------------------ the input of a plan

    def _rest_of_source(self, losses: Losses) -> RestOfSource:
        gone = self.changes.gone
        missing = (
            MissingNote(note.path, tuple(note_cards.cards_of_note(self.connection, note.key)), note.digest)
            for note in gone
        )
        return RestOfSource(
            missing=tuple(missing),
            orphans=tuple(note_cards.orphans_of(self.connection, self.source.pk)),
            notes_with_cards=note_cards.count_notes_with_cards(self.connection, self.source.pk) if gone else 0,
            told_apart=frozenset(learned.told_apart_in(self.connection, self.source.pk)),
            histories=note_cards.count_histories(self.connection, self.source.pk),
            losses=losses,
        )

    def _with_suggestion_states(self, rest: RestOfSource, notes: Sequence[NoteOnDisk]) -> RestOfSource:
        """Add which stored suggestions, of these notes and of missing ones, are open and which are rejected."""
        held: list[NoteOnDisk | MissingNote] = [*notes, *rest.missing]
        ids = [card.id for note in held for card in note.stored if card.now.part == SUGGESTION]
        states = suggestions.states_of(self.connection, ids)
        of_state = {state: frozenset(card for card in states if states[card] == state) for state in states.values()}
        return replace(
            rest,
            open_suggestions=of_state.get(suggestions.OPEN, frozenset()),
            rejected_suggestions=of_state.get(suggestions.REJECTED, frozenset()),
        )

    def _notes(self, files: Sequence[NoteFile], writer: PlanWriter | None) -> Iterator[NoteOnDisk]:
        """Read files, and yield those that hold a note whose text changed."""
        for file in files:
            known = self.seen.get(file.path)
            opened = self._opened(file, known)
            if opened.reason:
                kept = "; the cards it had stay as they are" if known else ""
                self.summary.problems.append(Problem(file.path, 0, f"not read: {opened.reason}{kept}"))
            elif opened.note is not None:
                self.summary.count_note(opened.note)
                stored = note_cards.cards_of_note(self.connection, known.key) if known else ()
                yield NoteOnDisk(opened.note, tuple(stored), file.size, file.mtime_ns, opened.digest)
            elif writer is not None:
                writer.touch(file.path, file.size, file.mtime_ns, opened.digest)

    def _wanted_back(self) -> list[NoteFile]:
        """Return the unchanged notes in which a history waits that may go home, to a note that is read now."""
        read = {file.path for file in self.changes.changed}
        waiting = learned.waiting_away(self.connection, self.source.pk)
        self.again = {note for home, note in waiting if home in read and note not in read}
        return [file for file in self.folder.files if file.path in self.again]

    def _opened(self, file: NoteFile, known: SeenNote | None) -> ReadFile:
        if file in self.passed_over:
            return ReadFile(reason=self.passed_over[file])
        opened = self.ahead.get(file)
        if opened is None or (opened.note is None and not (known and known.digest == opened.digest)):
            return _read(self.folder, file, self.seen, stale=self.changes.stale or file.path in self.again)
        return opened

    def _plan(self, notes: Sequence[NoteOnDisk], rest: RestOfSource | None) -> Plan:
        if rest is None:
            return plan(notes, self.source.name)
        rest = replace(rest, known=self._known_wordings(notes))
        return plan(notes, self.source.name, rest, self._ids_in_use(notes))

    def _known_wordings(self, notes: Sequence[NoteOnDisk]) -> dict[str, str]:
        """Return the stored cards that had a wording of these notes before, by the ids that follow from it."""
        texts = {(note.path, draft.text, draft.part) for note in notes if note.stored for draft in note.drafts}
        return aliases.known(self.connection, [candidate_id(self.source.name, *text, 0) for text in texts])

    def _ids_in_use(self, notes: Sequence[NoteOnDisk]) -> set[str]:
        """Return the ids that new cards of these notes could get, but that stored cards already have.

        Each passage needs as many free ids as it has cards, so for each id that is in use the next one is checked.
        """
        name, in_use = self.source.name, set[str]()
        passages: dict[str, tuple[str, str, str]] = {}
        wanted: Counter[str] = Counter()
        for note in notes:
            for draft in note.drafts:
                first = candidate_id(name, note.path, draft.text, draft.part, 0)
                passages[first] = (note.path, draft.text, draft.part)
                wanted[first] += 1
        looked_at: Counter[str] = Counter()
        while wanted:
            ids = {
                candidate_id(name, *passages[first], ordinal): first
                for first, number in wanted.items()
                for ordinal in range(looked_at[first], looked_at[first] + number)
            }
            looked_at.update(wanted)
            found = note_cards.known_ids(self.connection, ids)
            in_use |= found
            wanted = Counter(ids[each] for each in found)
        return in_use

    # ------------------------------------------------------------------ what a plan does

    def _carry_out(self, planned: Plan, writer: PlanWriter | None) -> None:
        """Count a plan, and write it where there is a writer."""
        new = planned.new
        logged = frozenset(log.known_cards(self.connection, [card.id for card in new]))
        unknown = (card for card in new if card.id not in logged and may_have_history(card.draft))
        histories = self.histories.read_all(unknown, self.history_problems)
        self.summary.count_plan(planned, list_new=writer is None)
        self.summary.histories += len(histories)
        if writer is not None:
            writer.apply(planned, logged, histories)
