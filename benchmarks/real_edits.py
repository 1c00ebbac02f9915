"""Judge labelled edits out of the git histories of public vaults: each commit is a vault before and after.

The data holds how cards were read, not the notes, and only cards that changed. So the cards are handed to
`studygpt.identity.matching.match_notes` as they are, all of them learned: no note is read, no database is written, and
headings and the cards that stayed, which tell where a section went, are missing.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.adversary.cases import Truth
from benchmarks.adversary.tables import print_bar
from studygpt.identity.cards import Stored, wording_of
from studygpt.identity.judgement import Answer
from studygpt.identity.matching import Changed, Match, match_notes
from studygpt.model import Draft, Hole, Kind

DATA = Path(os.environ.get("STUDYGPT_DATA", Path(__file__).parents[2] / "shared" / "data"))
AT_ONCE, HASTY = 0.85, 0.20
"""The least share of the cards to keep that is carried at once, and the most of those to ask about."""


class Side(NamedTuple):
    """A card before or after a commit."""

    note: str
    line: int
    part: str
    front: str
    back: str

    def draft(self) -> Draft:
        if not self.part:
            text = f"{self.front}\n?\n{self.back}"
            return Draft("separators", Kind.BASIC, text, self.front, self.back, self.line, self.line)
        start = next(at for at, (one, other) in enumerate(zip(self.front, self.back, strict=False)) if one != other)
        behind = len(self.front) - start - len("[...]")
        hole = Hole(1, self.back[start : len(self.back) - behind])
        return Draft(
            "cloze", Kind.CLOZE, self.back, self.front, self.back, self.line, self.line, self.part, holes=(hole,)
        )


@dataclass(frozen=True, slots=True)
class Edit:
    """A card before and after a commit, and what a careful reader says of the two."""

    name: str
    old: Side
    new: Side
    label: Truth
    why: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An edit, and where the history of the old card is: at the new card or at another, surely or not, or nowhere."""

    edit: Edit
    match: Match | None
    is_there: bool

    @property
    def is_known(self) -> bool:
        """Whether the history is at the new card, or asked about there."""
        return self.match is not None and self.is_there

    @property
    def is_at_once(self) -> bool:
        return self.match is not None and self.is_there and self.match.answer is Answer.SAME


def read_edits(file: Path) -> list[list[Edit]]:
    """Return the edits of each commit."""
    commits: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        edit = Edit(told["case"], Side(**told["old"]), Side(**told["new"]), Truth(told["label"]), told["why"])
        commits[told["repo"], told["commit"]].append(edit)
    return list(commits.values())


def judge(edits: Sequence[Edit]) -> list[Judged]:
    """Match the vault before a commit with the vault after it."""
    before, after = _by_note(edit.old for edit in edits), _by_note(edit.new for edit in edits)
    changed = []
    for path in sorted(before.keys() | after.keys()):
        stored = [Stored(repr(side), None, wording_of(side.draft(), path), held=True) for side in before.get(path, ())]
        changed.append(Changed(path, [side.draft() for side in after.get(path, ())], stored))
    where: dict[str, tuple[Match, Side]] = {}
    for note, matches in zip(changed, match_notes(changed), strict=True):
        for match in matches:
            if match.card is not None:
                where[match.card.id] = (match, after[note.path][match.draft])
    found = [where.get(repr(edit.old)) for edit in edits]
    return [
        Judged(edit, at[0] if at else None, at is not None and at[1] == edit.new)
        for edit, at in zip(edits, found, strict=True)
    ]


def _by_note(sides: Iterable[Side]) -> Mapping[str, list[Side]]:
    notes: dict[str, list[Side]] = defaultdict(list)
    for side in sorted(set(sides)):
        notes[side.note].append(side)
    return notes


# ---------------------------------------------------------------------- figures


def run(show: int = 0) -> bool:
    """Print what became of the real edits, where they lie beside the checkout; return True if the bars hold."""
    file = DATA / "edits" / "real-edits.jsonl"
    if not file.is_file():
        print("\nReal edits: skipped, as edits/real-edits.jsonl is not in ../shared/data or STUDYGPT_DATA")
        return True
    commits = read_edits(file)
    judged = [each for edits in commits for each in judge(edits)]
    print(f"\nReal edits: {len(judged)} of {len(commits)} commits, matched without their notes")
    print(f"{'':6}{'n':>5}{'once':>6}{'ask':>6}{'else':>6}{'gone':>6}")
    for label in Truth:
        some = [each for each in judged if each.edit.label is label]
        once = sum(each.is_at_once for each in some)
        known = sum(each.is_known for each in some)
        gone = sum(each.match is None for each in some)
        print(f"{label:6}{len(some):>5}{once:>6}{known - once:>6}{len(some) - known - gone:>6}{gone:>6}")
    other, keep, ask = ([each for each in judged if each.edit.label is label] for label in Truth)
    astray, surely, hasty = (sum(each.is_at_once for each in some) for some in (other, keep, ask))
    known = sum(each.is_known for each in keep)
    held = [
        print_bar(astray == 0, "other carried at once", astray, len(other), "bar 0"),
        print_bar(known == len(keep), "keep carried or asked", known, len(keep), "bar 100 %"),
        print_bar(surely >= AT_ONCE * len(keep), "keep carried at once", surely, len(keep), "bar 85 % or more"),
        print_bar(hasty <= HASTY * len(ask), "ask carried at once", hasty, len(ask), "bar 20 % or less"),
    ]
    for each in [each for each in judged if _breaks_a_bar(each)][:show]:
        edit = each.edit
        print(f"\n{edit.name} ({edit.label}): {each.match.why if each.match else 'set aside'}\n  {edit.why}")
        for name, side in (("before", edit.old), ("after", edit.new)):
            print(f"  {name:7} {side.note}:{side.line}  {side.front} -> {side.back}")
    return all(held)


def _breaks_a_bar(judged: Judged) -> bool:
    if judged.edit.label is Truth.OTHER:
        return judged.is_at_once
    return judged.edit.label is Truth.KEEP and not judged.is_known
