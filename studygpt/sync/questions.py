"""Plan the questions and tasks of notes: they are stored again at each reading, but answers are remembered. Pure.

An answered question is found again through edits of its words, and when it moves to another note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from studygpt.identity.cards import Stored, Wording, derive_id
from studygpt.identity.comparison import changes_of, is_fine, is_one_way
from studygpt.identity.evidence import side_of
from studygpt.identity.judgement import TELLING, Answer
from studygpt.identity.matching import Changed, match_notes
from studygpt.model import Draft, Kind, Note, Question, Task


class AnsweredQuestion(NamedTuple):
    """A stored question that is answered."""

    id: str
    path: str | None
    """The path of the note that held the question; None if none did."""
    kind: str
    text: str


class PlacedQuestion(NamedTuple):
    """A question with its id, in the note that asks it now."""

    id: str
    path: str
    question: Question


class NoteQuestions(NamedTuple):
    """The questions and tasks of one note, as they are to be stored."""

    new: list[PlacedQuestion]
    answered: list[PlacedQuestion]
    """Stored questions that are answered and asked again."""
    tasks: list[tuple[str, Task]]
    """Each task with its id."""


class MovedAnswer(NamedTuple):
    """An answered question that moved to another note, and the new question whose place it takes."""

    replaced: str
    answered: PlacedQuestion


class QuestionPlanner:
    """Plans the questions and tasks of one sync of a source, note by note."""

    def __init__(self, source: str, answered: Iterable[AnsweredQuestion], paths: Iterable[str]) -> None:
        """`paths` are the notes that are on disk now."""
        self.source = source
        there = set(paths)
        self.lost: dict[str, AnsweredQuestion] = {}
        """Answered questions that no note asks, as far as is known yet."""
        self.held: dict[str, list[AnsweredQuestion]] = {}
        """Answered questions of notes that have not been read yet, by note."""
        self.taken: set[str] = set()
        """The ids of answered questions, whatever their notes say now."""
        for each in answered:
            self.taken.add(each.id)
            if each.path in there and each.path is not None:
                self.held.setdefault(each.path, []).append(each)
            else:
                self.lost[each.id] = each
        self.unanswered: dict[tuple[str, str], list[PlacedQuestion]] = {}
        """Questions that are not known to be answered, by kind and text."""

    def plan_note(self, note: Note) -> NoteQuestions:
        """Plan what is stored of a note just read."""
        held = self.held.pop(note.path, [])
        answered = self._still_answered(note, held) if note.questions else {}
        found = {each.id for each in answered.values()}
        self.lost.update((each.id, each) for each in held if each.id not in found)
        new = list(self._new(note, [each for at, each in enumerate(note.questions) if at not in answered]))
        for each in new:
            self.unanswered.setdefault((each.question.kind, each.question.text), []).append(each)
        tasks = list(zip(self._ids(note, "task", (task.text for task in note.tasks)), note.tasks, strict=True))
        return NoteQuestions(new, list(answered.values()), tasks)

    def moved_answers(self) -> Iterator[MovedAnswer]:
        """Yield the answered questions that moved from their note to exactly one other, in the same words."""
        lost: dict[tuple[str, str], list[AnsweredQuestion]] = {}
        for each in self.lost.values():
            lost.setdefault((each.kind, each.text), []).append(each)
        for key, answered in lost.items():
            asked = self.unanswered.get(key, [])
            if len(asked) == len(answered) == 1:
                yield MovedAnswer(asked[0].id, asked[0]._replace(id=answered[0].id))

    def _still_answered(self, note: Note, held: Sequence[AnsweredQuestion]) -> dict[int, PlacedQuestion]:
        """Return, by index, the questions of a note that were answered before, in the same or nearly the same words."""
        if not held:
            return {}
        drafts = [_as_draft(question) for question in note.questions]
        stored = [
            Stored(each.id, None, Wording(each.text, each.kind, each.text, "", path=note.path), held=True)
            for each in held
        ]
        (matches,) = match_notes([Changed(note.path, drafts, stored)])
        return {
            match.draft: PlacedQuestion(match.card.id, note.path, note.questions[match.draft])
            for match in matches
            if match.card is not None
            and (match.answer is Answer.SAME or _is_extended(match.card.was.front, note.questions[match.draft].text))
        }

    def _new(self, note: Note, questions: Sequence[Question]) -> Iterator[PlacedQuestion]:
        for kind in dict.fromkeys(question.kind for question in questions):
            some = [question for question in questions if question.kind == kind]
            for id_, question in zip(self._ids(note, kind, (each.text for each in some)), some, strict=True):
                yield PlacedQuestion(id_, note.path, question)

    def _ids(self, note: Note, part: str, texts: Iterable[str]) -> Iterator[str]:
        counts: Counter[str] = Counter()
        for text in texts:
            while True:
                derived = derive_id(self.source, note.path, text, part, counts[text])
                counts[text] += 1
                if derived not in self.taken:
                    break
            yield derived


def _is_extended(was: str, now: str) -> bool:
    """Whether a question that says what it is about was only extended or cut. It has no answer to tell it by."""
    old, new = side_of(was), side_of(now)
    changes = list(changes_of(old.tokens, new.tokens))
    return min(old.words, new.words) >= TELLING and is_one_way(changes) and not is_fine(changes)


def _as_draft(question: Question) -> Draft:
    return Draft("", Kind.BASIC, question.text, question.text, "", question.line, question.line, part=question.kind)
