"""What is known while cards are matched: drafts and stored cards, where they stand, and the matches so far. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from studygpt.identity.cards import Place, Stored, Wording, direction, sides_of, text_key, wording_of
from studygpt.identity.evidence import side_of
from studygpt.identity.judgement import TELLING, Answer
from studygpt.model import Draft

STAYED, ID = "the same words in the same place", "the same id is written in the note"
_UNCHANGED = (STAYED, ID)


class Changed(NamedTuple):
    """A note to match: its drafts now, and its stored cards, both in note order. Either may be empty."""

    path: str
    drafts: Sequence[Draft]
    stored: Sequence[Stored]
    digest: str = ""
    """Of the note's file: as it is now, or as it was where the note is gone."""


class Match(NamedTuple):
    """What becomes of a draft."""

    draft: int
    """Its index in its note."""
    card: Stored | None
    """The stored card that it is; None if it is a new one."""
    answer: Answer
    why: str
    reads_as_learned: bool = True
    """Whether it says what was learned, in its other wording too."""
    group: str = ""
    """What it has in common with other unsure cards, which are decided together."""


@dataclass(frozen=True, slots=True)
class Now:
    """A draft: the number of its note, its index there, and how it reads."""

    note: int
    index: int
    source_id: str | None
    wording: Wording


class Marks(NamedTuple):
    """What tells where a card stands and what it says. Texts are kept as their hashes: a large vault has many."""

    place: Place
    asks: int
    tells: int
    says: int


def marks_of(card: Wording, place: Place) -> Marks:
    sides, way = sides_of(card), direction(card.part)
    asks, tells = hash((way, sides.question.says)), hash((way, sides.answer.says))
    return Marks(place, asks, tells, hash((asks, tells)))


class State:
    """The drafts and stored cards of all notes that changed, and the matches found so far."""

    def __init__(
        self,
        changed: Sequence[Changed],
        orphans: Sequence[Stored],
        known_by: Callable[[Wording], str | None] = lambda _: None,
    ) -> None:
        """`known_by` tells which card had some wording before."""
        self.known_by = known_by
        self.drafts = [
            Now(at, index, draft.source_id, wording_of(draft, note.path))
            for at, note in enumerate(changed)
            for index, draft in enumerate(note.drafts)
        ]
        self.living = [card for note in changed for card in note.stored]
        self.present = {card.id for card in self.living}
        """The ids of the cards that a note held when it was last read."""
        self.lost = [card for card in orphans if card.held]
        """Cards without a note that have something to lose."""
        self.forgotten = [card for card in orphans if not card.held]
        """Cards without a note, and with nothing to lose."""
        self.of_draft: list[Marks] = []
        self.of_card: dict[str, Marks] = {}
        """The marks of the cards: what they said when they were learned, and where they stand."""
        drafts = iter(self.drafts)
        for note in changed:  # its drafts and its cards together, as most of their sides are the same
            here = [draft.wording for draft in islice(drafts, len(note.drafts))]
            self.of_draft += [marks_of(wording, wording.place) for wording in here]
            self.of_card.update((card.id, marks_of(card.was, card.place)) for card in note.stored)
        self.of_card.update((card.id, marks_of(card.was, card.place)) for card in orphans)
        self.found: dict[int, Match] = {}
        """The matches, by the number of the draft."""
        self.holder: dict[str, int] = {}
        """The draft that each matched card is."""
        self.before = Census(self.of_card[card.id] for card in self.living)
        self.now = Census(self.of_draft)
        self.renamed = _renamed(changed)
        """Notes that are gone, and the new ones that are the same: to the letter, prose and all, or by a long name."""
        self.became: dict[Place, Place] = {}
        """Sections that are gone, each with the one in which most of what it said stands now."""

    @property
    def all(self) -> list[Stored]:
        """All stored cards, those without a note last."""
        return [*self.living, *self.lost, *self.forgotten]

    def is_free(self, card: Stored) -> bool:
        """Whether a stored card is not matched yet."""
        return card.id not in self.holder

    def home_of(self, card: Stored) -> Place:
        """Return the section in which a card stood, or what that became."""
        place = self.of_card[card.id].place
        return self.became.get(place, place)

    def is_at_home(self, card: Stored, at: int) -> bool:
        """Whether a draft stands where a card stood, or in what that became."""
        return self.of_draft[at].place in (self.of_card[card.id].place, self.home_of(card), card.was.place)

    def ids_agree(self, card: Stored, at: int) -> bool:
        """Return False if the author gave the two different ids: they are then different cards, whatever they say."""
        written = self.drafts[at].source_id
        return written is None or card.source_id is None or written == card.source_id

    def match(self, card: Stored, at: int, answer: Answer, why: str) -> None:
        """Match a card and a draft. A card that has nothing to lose is never unsure, and gives way to one that has."""
        displaced = self.found.get(at)
        if displaced is not None and displaced.card is not None:
            del self.holder[displaced.card.id]
        if card.doubt and why in _UNCHANGED:
            answer, why = Answer.UNSURE, card.doubt  # nobody has answered yet
        answer = Answer.UNSURE if answer is Answer.UNSURE and card.held else Answer.SAME
        is_as_learned = self.of_card[card.id].says == self.of_draft[at].says
        self.found[at] = Match(self.drafts[at].index, card, answer, why, is_as_learned)
        self.holder[card.id] = at


def _renamed(changed: Sequence[Changed]) -> dict[str, str]:
    """Find the notes that are gone and stand elsewhere, to the letter or under the same long name."""
    gone: dict[str, list[str]] = defaultdict(list)
    come: dict[str, list[str]] = defaultdict(list)
    for note in changed:
        if bool(note.drafts) is not bool(note.stored):
            for mark in (note.digest, _telling_name(note.path)):
                if mark:
                    (come if note.drafts else gone)[mark].append(note.path)
    return {gone[each][0]: come[each][0] for each in reversed(gone) if len(gone[each]) == 1 == len(come[each])}


def _telling_name(path: str) -> str:
    """Return the name of a note if it says what the note is about, and no other note is likely to have it."""
    name = PurePosixPath(path).stem
    return name if side_of(name).words >= TELLING else ""


class Census:
    """How often each question and each answer stands somewhere, and which places there are."""

    def __init__(self, cards: Iterable[Marks]) -> None:
        cards = list(cards)
        self.places = {card.place for card in cards}
        self.paths = {card.place[0] for card in cards}
        self.asked = Counter((card.place, card.asks) for card in cards)
        self.told = Counter((card.place[0], card.tells) for card in cards)


def text_of(card: Wording) -> Hashable:
    return text_key(card.text, card.part)
