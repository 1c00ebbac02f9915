"""Keeping what notes suggest, ask and leave to do in line with them: the part of a sync that is not about cards.

Questions and tasks are stored anew with each reading of their note. That a question was answered is kept: through
edits of its words, and when it moves to another note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection

from studygpt.identity.matching import Stored, derive_id, match_within
from studygpt.model import SUGGESTION, Draft, Kind, Note, Question
from studygpt.store import suggestions as store
from studygpt.store.note_cards import NoteCard as Placed, orphan_cards
from studygpt.store.suggestions import Answered


class SuggestionSync:
    """One run over one source."""

    def __init__(self, connection: Connection, source: int, source_name: str) -> None:
        self.connection = connection
        self.source = source
        self.source_name = source_name
        self.questions = 0
        self.tasks = 0
        self.answered: dict[str, Answered] = {}
        """Answered questions that no note holds, as far as is known yet."""
        self.of_note: dict[int, list[Answered]] = {}
        self.taken: set[str] = set()
        """Ids that are given out, whatever their notes now say."""
        self.unanswered: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
        """Questions of this run that were not known to be answered: id, note and line, by kind and text."""

    def begin(self, gone: Collection[int]) -> None:
        """Before any note is read; `gone` are the notes that are no longer there."""
        for each in store.answered_in(self.connection, self.source):
            self.taken.add(each.id)
            if each.note is None or each.note in gone:
                self.answered[each.id] = each
            else:
                self.of_note.setdefault(each.note, []).append(each)

    def take(self, pk: int, note: Note, *, known: bool) -> None:
        """Store what a note asks and leaves to do. `known`: it was read before."""
        if known:
            store.forget_contents(self.connection, [pk])
        self.questions += len(note.questions)
        self.tasks += len(note.tasks)
        held = self.of_note.pop(pk, [])
        if held:
            self.answered.update((each.id, each) for each in held)
        if note.questions:
            self._put_questions(pk, note, self._still_answered(pk, note, held))
        if note.tasks:
            ids = self._ids(note, "task", (task.text for task in note.tasks))
            rows = [
                (id_, pk, task.text, task.line, task.state.value) for id_, task in zip(ids, note.tasks, strict=True)
            ]
            store.put_tasks(self.connection, rows)

    def _still_answered(self, pk: int, note: Note, held: Sequence[Answered]) -> set[int]:
        """The questions of a note that it held before, answered, in these words or much the same."""
        if not held:
            return set()
        drafts = [_as_draft(question) for question in note.questions]
        stored = [Stored(each.id, each.text, each.kind, None, each.text) for each in held]
        found = set()
        for place, match in enumerate(match_within(drafts, stored)):
            if match.card is not None:
                found.add(place)
                question = note.questions[place]
                store.place_answered(self.connection, match.card.id, pk, question.text, question.line)
                del self.answered[match.card.id]
        return found

    def _put_questions(self, pk: int, note: Note, answered: set[int]) -> None:
        fresh = [question for place, question in enumerate(note.questions) if place not in answered]
        rows = []
        for kind in dict.fromkeys(question.kind for question in fresh):
            some = [question for question in fresh if question.kind == kind]
            for id_, question in zip(self._ids(note, kind, (each.text for each in some)), some, strict=True):
                rows.append((id_, self.source, pk, kind, question.text, question.line))
                self.unanswered.setdefault((kind, question.text), []).append((id_, pk, question.line))
        store.put_questions(self.connection, rows)

    def _ids(self, note: Note, part: str, texts: Iterator[str]) -> Iterator[str]:
        counts: Counter[str] = Counter()
        for text in texts:
            while True:
                derived = derive_id(self.source_name, note.path, text, part, counts[text])
                counts[text] += 1
                if derived not in self.taken:
                    break
            yield derived

    def accept_trusted(self, placed: Sequence[Placed]) -> None:
        """What waited until its kind was trusted."""
        trusted = [each.id for each in placed if each.draft.part == SUGGESTION and not each.draft.suggested]
        if trusted:
            store.accept(self.connection, trusted, (store.OPEN,))

    def settle(self, lost: Sequence[str], gone: Sequence[int], at: int) -> list[str]:
        """When all notes are read and `gone` are to go: of what no note holds any more, return the cards.

        A suggestion is forgotten; that one was rejected is remembered, in case it comes back.
        """
        self._follow_answered()
        store.forget_contents(self.connection, gone)
        states = store.states_of(self.connection, lost)
        store.drop_suggestions(self.connection, [card for card, state in states.items() if state == store.OPEN])
        orphan_cards(self.connection, [card for card, state in states.items() if state == store.REJECTED], at)
        return [card for card in lost if card not in states]

    def _follow_answered(self) -> None:
        """A question in the same words, in one other note and no more, is the answered one that left its note."""
        lost: dict[tuple[str, str], list[Answered]] = {}
        for each in self.answered.values():
            lost.setdefault((each.kind, each.text), []).append(each)
        for key, answered in lost.items():
            asked = self.unanswered.get(key, [])
            if len(asked) == len(answered) == 1:
                id_, note, line = asked[0]
                store.drop_questions(self.connection, [id_])
                store.place_answered(self.connection, answered[0].id, note, key[1], line)


def _as_draft(question: Question) -> Draft:
    return Draft("", Kind.BASIC, question.text, question.text, "", question.line, question.line, part=question.kind)
