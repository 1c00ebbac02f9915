"""Carry out the plans of one sync, within one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from studygpt.model import SUGGESTION, Moment, Note
from studygpt.notes.concepts import concepts_of_card
from studygpt.notes.plugin_history import History
from studygpt.settings import Settings
from studygpt.store import (
    aliases,
    concepts,
    learned,
    lineage,
    log,
    note_cards,
    notes as note_store,
    parameters,
    suggestions,
)
from studygpt.store.concepts import LinkingCard
from studygpt.store.note_cards import NoteCard
from studygpt.store.notes import NoteRow
from studygpt.store.sources import Source, change_source
from studygpt.sync.new_card_order import NewCard, prerequisites_first
from studygpt.sync.plan_types import CardChange, ChangeKind, NoteOnDisk, Plan, PlannedCard
from studygpt.sync.questions import PlacedQuestion, QuestionPlanner

if TYPE_CHECKING:
    from studygpt.schedule.memory import Scheduler
    from studygpt.sync.imported_histories import HistoryImporter


class PlanWriter:
    """Writes plans one after another, and at the end everything that depends on all of them."""

    def __init__(
        self,
        connection: Connection,
        source: Source,
        note_keys: Mapping[str, int],
        questions: QuestionPlanner,
        now: Moment,
        settings: Settings,
    ) -> None:
        """`note_keys` are the keys of the stored notes by path."""
        self.connection = connection
        self.source = source
        self.stored_keys = note_keys
        self.keys: dict[str, int] = {}
        """The keys of the notes written so far."""
        self.questions = questions
        self.now = now
        self.settings = settings
        self.linked_before = concepts.concepts_by_link(connection, source.pk)
        self.linking: dict[str, LinkingCard] = {}
        """Cards whose links may name a concept: known when all notes are written."""
        self.position = note_cards.last_position(connection)
        self.new: list[NewCard] = []
        self.last_bare: Note | None = None
        self.declaring: dict[str, Note] = {}
        """The notes that declare concepts, by concept."""

    def touch(self, path: str, size: int, mtime_ns: int, digest: str) -> None:
        """Store the new size and time of a note's file whose content has not changed."""
        note_store.touch_note(self.connection, self.stored_keys[path], size, mtime_ns, digest)

    def apply(self, plan: Plan, logged: Set[str] = frozenset(), histories: Mapping[str, History] | None = None) -> None:
        """Write a plan. `logged`: new cards with rows in the log. `histories`: new cards' histories elsewhere."""
        self._write_notes(plan.notes)
        self._update(plan.stored)
        self._insert(plan.new)
        self._replay(logged)
        self._import(histories or {})
        self._lose(plan)
        lineage.append(self.connection, [(change.card, self._step(change)) for change in plan.changes()])

    def finish(self, rules_digest: str, *, first_time: bool) -> None:
        """Write what all notes together decide: the order of new cards, concepts by links, moved answers."""
        if any(note.requires for note in self.declaring.values()) and self.new:
            note_cards.reposition(self.connection, prerequisites_first(self.new, self.declaring))
        for moved in self.questions.moved_answers():
            suggestions.drop_questions(self.connection, [moved.replaced])
            self._place_answered(moved.answered)
        self._follow_links(first_time=first_time)
        change_source(self.connection, self.source.pk, rules=rules_digest)

    # ------------------------------------------------------------------ notes

    def _write_notes(self, notes: Sequence[NoteOnDisk]) -> None:
        stored = self.stored_keys
        rows = [NoteRow(each.note, each.size, each.mtime_ns, each.digest, stored.get(each.path)) for each in notes]
        keys = note_store.store_notes(self.connection, self.source.pk, rows)
        self.keys.update(zip((each.path for each in notes), keys, strict=True))
        suggestions.forget_contents(self.connection, [row.key for row in rows if row.key is not None])
        for each in notes:
            self.declaring.update((concept, self._bare(each.note)) for concept in each.note.declared)
            self._write_questions(each.note)

    def _write_questions(self, note: Note) -> None:
        planned, key = self.questions.plan_note(note), self.keys[note.path]
        for each in planned.answered:
            self._place_answered(each)
        new = [
            (id_, self.source.pk, key, question.kind, question.text, question.line) for id_, _, question in planned.new
        ]
        suggestions.put_questions(self.connection, new)
        tasks = [(id_, key, task.text, task.line, task.state.value) for id_, task in planned.tasks]
        suggestions.put_tasks(self.connection, tasks)

    def _place_answered(self, answered: PlacedQuestion) -> None:
        id_, path, question = answered
        suggestions.place_answered(self.connection, id_, self.keys[path], question.text, question.line)

    # ------------------------------------------------------------------ cards

    def _update(self, cards: Sequence[PlannedCard]) -> None:
        """Update stored cards to what their notes state now, and accept suggestions of a kind that is trusted now."""
        self._remember(cards)
        note_cards.update_cards(self.connection, self.source.name, self._in_notes(cards))
        carried = [card for card in cards if card.what is not ChangeKind.KEPT and card.is_surely_learned]
        named = (
            aliases.Named(card.id, self.source.name, card.note.path, card.draft.text, card.draft.part)
            for card in carried
        )
        aliases.add(self.connection, named)
        trusted = [card.id for card in cards if card.draft.part == SUGGESTION and not card.draft.suggested]
        if trusted:
            suggestions.accept(self.connection, trusted, (suggestions.OPEN,))
        self._name_concepts(cards, new=False)

    def _remember(self, cards: Sequence[PlannedCard]) -> None:
        """Keep how cards with a history read when they were learned, where they read otherwise from now on."""
        changed, as_learned = [], []
        for card in cards:
            stored = card.stored
            if stored is None or not stored.held:
                continue
            doubt = card.why if card.is_unsure else ""
            if doubt or not card.reads_as_learned:
                if stored.learned is None or doubt != stored.doubt or card.what is not ChangeKind.KEPT:
                    changed.append(learned.Unsettled(card.id, doubt, card.common))
            elif stored.learned is not None:
                as_learned.append(card.id)
        learned.remember(self.connection, changed)
        learned.forget(self.connection, as_learned)

    def _insert(self, cards: Sequence[PlannedCard]) -> None:
        rows = self._in_notes(cards)
        note_cards.insert_cards(self.connection, self.source.pk, self.source.name, rows, self.position + 1)
        for card in cards:
            if not card.draft.suggested:
                self.position += 1
                self.new.append(NewCard(self.position, card.id, self._bare(card.note)))
        self._name_concepts(cards, new=True)

    def _bare(self, note: Note) -> Note:
        """Return a note without its text, to be kept in memory until the end; its cards all share the one object."""
        if self.last_bare is None or self.last_bare.path != note.path:
            self.last_bare = note.bare()
        return self.last_bare

    def _in_notes(self, cards: Sequence[PlannedCard]) -> list[NoteCard]:
        return [NoteCard(card.id, card.draft, self.keys[card.note.path], card.note) for card in cards]

    def _lose(self, plan: Plan) -> None:
        """Set aside the cards that lost their notes, and forget the notes that are gone."""
        suggestions.drop_suggestions(self.connection, plan.dropped_suggestions)
        orphaned = [*plan.orphaned_suggestions, *(lost.card.id for lost in plan.gone)]
        learned.put_back(self.connection, [lost.card.id for lost in plan.gone if lost.card.learned is not None])
        note_cards.orphan_cards(self.connection, orphaned, self.now.at)
        missing = [self.stored_keys[path] for path in plan.missing]
        suggestions.forget_contents(self.connection, missing)
        note_store.delete_notes(self.connection, missing)

    def _step(self, change: CardChange) -> lineage.LineageStep:
        what, why, path, line = change.what.value, change.why, change.path, change.line
        return lineage.LineageStep(self.now.at, what, why, path, line, change.before)

    # ------------------------------------------------------------------ histories

    def _replay(self, cards: Set[str]) -> None:
        """Give new cards the memories that follow from the log: cards graded here before their source was removed."""
        if cards:
            suggestions.accept(self.connection, list(cards))
        for card in cards:
            rows = log.rows_of(self.connection, card)
            log.write_memory(self.connection, card, self._scheduler.replay(card, rows), **log.marks(rows))

    def _import(self, histories: Mapping[str, History]) -> None:
        """Give new cards the memories that they had in another program."""
        for card, history in histories.items():
            rows, memory = self._importer.convert(card, history)
            log.append_missing(self.connection, rows)
            log.write_memory(self.connection, card, memory)

    @cached_property
    def _scheduler(self) -> Scheduler:
        from studygpt.schedule.memory import Scheduler  # only when the log knows a card: most syncs need no engine

        return Scheduler(self.settings, parameters.read(self.connection))

    @cached_property
    def _importer(self) -> HistoryImporter:
        from studygpt.sync.imported_histories import (
            HistoryImporter,
        )  # only when there are histories: it loads the engine

        return HistoryImporter(self.now, self.settings, parameters.read(self.connection))

    # ------------------------------------------------------------------ concepts

    def _name_concepts(self, cards: Sequence[PlannedCard], *, new: bool) -> None:
        """Give cards their concepts; those that links may give wait until all notes are written."""
        named = {}
        for card in cards:
            if card.draft.links and not card.note.declared:
                self.linking[card.id] = LinkingCard(self._bare(card.note), card.draft.links)
            else:
                named[card.id] = concepts_of_card(card.note, (), {}, self.source.name)
        concepts.set_concepts(self.connection, named, new=new)

    def _follow_links(self, *, first_time: bool) -> None:
        linked = concepts.concepts_by_link(self.connection, self.source.pk)
        if not first_time and linked != self.linked_before:  # links in unchanged notes now name other concepts
            self.linking = {**concepts.linking_cards(self.connection, self.source.pk), **self.linking}
        named = {
            card: concepts_of_card(note, links, linked, self.source.name)
            for card, (note, links) in self.linking.items()
        }
        concepts.set_concepts(self.connection, named)
