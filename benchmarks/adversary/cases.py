"""Read the cases: notes in several states, a card that was learned in the first, and what is true of it in the last."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.rows import Row

_HERE = Path(__file__).parent
FILES = "ABCDEFGHI"
HONEST = "GI"
"""The files of honest edits; the others mostly mislead."""
SETS = ("first", "second", "third")
"""The odd lines of A to G, which were used while the rules were made; the even ones, which were not looked at before
the rules stood; H and I, which were written when they had been changed."""


class Truth(StrEnum):
    """What the author of a case says of the card that one might take for the learned one."""

    OTHER = "other"
    KEEP = "keep"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Told:
    """A card as an author names it."""

    note: str
    front: str
    """The question; of a cloze, the whole passage with its marks."""
    back: str
    """The answer; of a cloze, the hidden words."""

    def is_card(self, row: Row) -> bool:
        """Tell whether a stored card is the one that is named."""
        if row.orphaned or row.path != self.note:
            return False
        is_cloze = row.part[:1] == "c" and row.part[1:].isdigit()
        if not is_cloze and row.part not in ("", "forward"):
            return False
        front, back = (row.text, row.hidden) if is_cloze else (row.front, row.back)
        return _bare(front) == _bare(self.front) and _bare(back) == _bare(self.back)


def _bare(text: str) -> str:
    """Return a text without what a reader of notes takes off: white space, a list's number, tags."""
    return re.sub(r"^\d+\. | #\w+", "", " ".join(text.split()))


@dataclass(frozen=True, slots=True)
class Case:
    """An edit, in one save or several."""

    id: str
    family: str
    file: str
    set: str
    states: tuple[dict[str, str], ...]
    """All notes at each save, by path."""
    learned: Told
    now: Told
    truth: Truth
    why: str


def read_cases(file: str | None = None, family: str | None = None, of_set: str | None = None) -> list[Case]:
    """Return the cases of a file, a family and a set, or of all."""
    return [
        case
        for name in FILES
        for case in _of_file(name)
        if file in (None, name) and family in (None, case.family) and of_set in (None, case.set)
    ]


def _of_file(name: str) -> Iterator[Case]:
    """Yield the cases of a file. Where it is cut in two, lines are counted on."""
    parts = sorted(_HERE.glob(f"{name}*.jsonl"))
    lines = [line for part in parts for line in part.read_text(encoding="utf-8").split("\n") if line]
    for number, line in enumerate(lines):
        told = json.loads(line)
        yield Case(
            told["id"],
            told["family"],
            name,
            SETS[2 if name in "HI" else number % 2],
            tuple(told["states"]),
            Told(**told["learned"]),
            Told(**told["now"]),
            Truth(told["truth"]),
            told["why"],
        )
