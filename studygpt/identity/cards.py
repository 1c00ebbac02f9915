"""The cards that are matched: what a note states now, what is stored, and how a card read when it was learned. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from studygpt.identity.evidence import side_of
from studygpt.identity.judgement import Sides
from studygpt.model import Draft
from studygpt.text import joined

Place = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A note, and the headings and list items above a card."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a card reads, and where it stands."""

    text: str
    part: str
    front: str
    back: str
    holes: tuple[str, ...] = ()
    path: str = ""
    line: int = 0
    headings: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        return self.path, self.headings, self.ancestors


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored card, reduced to what matching needs."""

    id: str
    source_id: str | None
    now: Wording
    """How it read when its note was last read."""
    learned: Wording | None = None
    """How it read when it was last graded, where that is another wording."""
    doubt: str = ""
    """Why it is not sure that this is still the card that was learned, until a person says so."""
    held: bool = False
    """Whether there is something to lose: grades, a flag, tags, a suspension."""

    @property
    def waits_away(self) -> bool:
        """Whether its history waits in another note than the one in which it was learned."""
        return bool(self.doubt) and self.was.path != self.now.path

    @property
    def was(self) -> Wording:
        """What a person learned."""
        return self.learned or self.now

    @property
    def place(self) -> Place:
        """Where the card stands, or stood when it was learned if it is in doubt whether it is still that one."""
        return (self.was if self.doubt else self.now).place


def wording_of(draft: Draft, path: str) -> Wording:
    return Wording(
        draft.text,
        draft.part,
        draft.front,
        draft.back,
        tuple(hole.text for hole in draft.holes),
        path,
        draft.line_start,
        draft.headings,
        draft.ancestors,
    )


def is_cloze(part: str) -> bool:
    return part[:1] == "c" and part[1:].isdigit()


def direction(part: str) -> str:
    """Return what tells the cards of a passage apart if its clozes are renumbered, or a pair becomes a card."""
    return "cloze" if is_cloze(part) else "" if part == "forward" else part


@lru_cache(maxsize=8192)
def sides_of(card: Wording) -> Sides:
    """Return what a card asks and answers. The hint of a cloze is no part of its question."""
    if not is_cloze(card.part):
        return Sides(side_of(card.front), side_of(card.back))
    start = next((at for at, (one, other) in enumerate(zip(card.front, card.back, strict=False)) if one != other), 0)
    question = card.front[:start] + _HOLE.sub("[…]", card.front[start:], count=1)
    return Sides(side_of(question), side_of(" ".join(card.holes)))


_HOLE = re.compile(r"\[[^\[\]]*\]")

Key = tuple[str, str]


def text_key(text: str, part: str) -> Key:
    """Return a key for comparing texts in which differences in white space do not count."""
    return (joined(text), part)


def derive_id(source: str, path: str, text: str, part: str, ordinal: int) -> str:
    """Derive the id of a new card. The id is the same on every device that imports the same vault."""
    words = "\0".join((source, path, *text_key(text, part), str(ordinal)))
    digest = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    number = int.from_bytes(digest, "big") >> _BITS_LEFT
    return "".join([_PAIRS[number >> shift & 0x3FF] for shift in _SHIFTS])


_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""The characters of ids. They exclude l, o, 0 and 1, because people read ids aloud and type them."""
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_SHIFTS = (50, 40, 30, 20, 10, 0)
_BITS_LEFT = 80 - 60
"""The number of bits of the hash that are dropped, because the twelve characters of an id hold 60 bits."""
