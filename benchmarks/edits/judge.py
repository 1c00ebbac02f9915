"""Edit and sync a vault in a study of its own, and compare the fate of its cards with a person's judgement."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from benchmarks.edits.vault import Card, Vault
from benchmarks.rows import Row, read_rows
from studygpt.context import StudyContext
from studygpt.model import Moment, Rating
from studygpt.study import Study
from studygpt.sync import Losses

NOW = Moment(1_800_000_000_000, 0)
_JOURNAL = {f"Journal/2024-07-0{day}.md": f"# Day {day}\n\nNothing here is a card.\n" for day in range(1, 8)}
"""Notes without cards, as most notes are."""

Entry = tuple[int, str]
"""A card's key, and which of its siblings."""


class Place(NamedTuple):
    """Where a card stands: its note, its heading, what it says there, and the cards or words above and below it."""

    path: str
    heading: str
    says: Card
    """Without what only edits need to know of it."""
    lines: str
    above: int | str
    below: int | str


@dataclass
class Tally:
    edits: int = 0
    same: int = 0
    """Cards that the edit concerned and that are the same in a person's judgement."""
    kept: int = 0
    """Those of them that have their history at once."""
    asked: int = 0
    """Those about which a person is asked."""
    changed: int = 0
    """Those that say something else now, or say it in another form."""
    changed_kept: int = 0
    changed_asked: int = 0
    reset: int = 0
    wrong: int = 0
    """Cards that have the history of another one at once."""
    wrongly_asked: int = 0
    """Cards of which a person is asked if they are another one."""
    lost: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def percent(self) -> float:
        """The share of the cards to keep that have their history, or of which a person is asked."""
        return 100 * (self.kept + self.asked) / self.same if self.same else 100.0


class Home:
    """A study that holds a vault, every card of it graded once. What an edit did to it is undone after each."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.root, self.file = folder / "vault", folder / "studygpt.db"
        self.texts = _texts(vault)
        for path, text in self.texts.items():
            write(self.root / path, text)
        self.times = {path: (self.root / path).stat().st_mtime_ns for path in self.texts}
        self.study = Study(StudyContext.open(self.file, lambda: NOW))
        self.study.library.import_folder(self.root, "vault", ())
        for card in self.study.library.cards():
            self.study.review.grade(card, Rating.GOOD)
        self.saved = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.file)) as file:
            file.backup(self.saved)
        self.places = _places(vault)
        self.owners = {card: entry for entry, card in _ids(vault, read_rows(self.file)).items()}
        self.twins: dict[tuple[str, str], set[Entry]] = defaultdict(set)
        """Entries that read the same to the letter: whose history is whose, nobody could say."""
        for key, part in self.owners.values():
            self.twins[_text(self.places[key]), part].add((key, part))

    def close(self) -> None:
        self.study.close()
        self.saved.close()

    def judge(self, after: Vault) -> Tally:
        """Sync the vault as it is after an edit, compare, and leave everything as it was before."""
        texts = _texts(after)
        try:
            self._put(self.texts, texts)
            sync(self.study)
            return self._compare(after, {row.id: row for row in read_rows(self.file)})
        finally:
            self._put(texts, self.texts)
            for path in self.texts:
                os.utime(self.root / path, ns=(self.times[path], self.times[path]))
            with closing(sqlite3.connect(self.file)) as file:
                self.saved.backup(file)

    def _put(self, old: dict[str, str], new: dict[str, str]) -> None:
        for path in old.keys() - new.keys():
            (self.root / path).unlink()
        for path, text in new.items():
            if old.get(path) != text:
                write(self.root / path, text)

    def _compare(self, after: Vault, rows: dict[str, Row]) -> Tally:
        ids, places = _ids(after, rows.values()), _places(after)
        tally = Tally(edits=1)
        tally.lost = sum(card not in rows or rows[card].reps < 1 for card in self.owners)
        for card in after.cards:
            for part in card.parts():
                self._compare_entry(after, card, part, rows[ids[card.key, part]], places[card.key], tally)
        return tally

    def _compare_entry(self, after: Vault, card: Card, part: str, row: Row, place: Place, tally: Tally) -> None:
        was, owner, is_asked = card.was(part), self.owners.get(row.id), bool(row.doubt)
        before = self.places.get(was.key) if was else None
        may_be: set[Entry] = set()
        if was is not None and before is not None:
            may_be = {(was.key, was.part)} if after.strict else self.twins[_text(before), was.part]
        required = was is not None and before is not None and was.required
        is_its_own, is_anothers = owner in may_be, owner is not None and owner not in may_be
        kept, asked = is_its_own and not is_asked, is_its_own and is_asked
        wrong = is_anothers and not is_asked
        reset = required and not is_its_own and not wrong
        tally.wrong += wrong
        tally.wrongly_asked += is_anothers and is_asked
        tally.reset += reset
        if required and before is not None and (before != place or not kept):
            changed = before.says != place.says
            tally.same, tally.kept, tally.asked = tally.same + 1, tally.kept + kept, tally.asked + asked
            tally.changed += changed
            tally.changed_kept += changed and kept
            tally.changed_asked += changed and asked
        if wrong or reset:
            given = self.places[owner[0]] if owner else None
            what = "WRONGLY CARRIED" if wrong else "WRONGLY ASKED, AND RESET" if given else "RESET"
            tally.examples.append(self._example(f"{what} {part}", place, before, given, after))

    def _example(self, what: str, place: Place, before: Place | None, given: Place | None, after: Vault) -> str:
        lines = [what, f"  now, in {place.path}:", _indented(place.lines)]
        if before:
            lines += [f"  the same card before, in {before.path}:", _indented(before.lines)]
        if given:
            lines += [f"  has the history of, in {given.path}:", _indented(given.lines)]
        old = self.texts.get((before or given or place).path, "").splitlines()
        new = _texts(after)[place.path].splitlines()
        diff = list(unified_diff(old, new, "note before", "note after", lineterm="", n=1))
        return "\n".join([*lines, *(f"  | {line}" for line in diff[:40])])


def sync(study: Study) -> None:
    """Sync the vault. Where that stops, as much would be set aside at once, say that it was meant."""
    source = study.library.source("vault")
    if study.library.sync_source(source).stopped:
        study.library.sync_source(source, losses=Losses.LET_GO)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _texts(vault: Vault) -> dict[str, str]:
    return {**_JOURNAL, **vault.texts}


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _text(place: Place) -> str:
    return f"{place.says.question}\n{place.says.answer}"


def _places(vault: Vault) -> dict[int, Place]:
    found = {}
    for note in vault.notes:
        text, cards = note.render()
        lines = text.split("\n")
        own = {card.key: "\n".join(lines[first - 1 : last]) for card, first, last in cards}
        names = ["", *(block.key if isinstance(block, Card) else block for block in note.blocks), ""]
        heading = ""
        for at, block in enumerate(note.blocks):
            if isinstance(block, Card):
                says = replace(block, key=0, width=0, typo="", clean="", judged={})
                found[block.key] = Place(note.path, heading, says, own[block.key], names[at], names[at + 2])
            elif block.startswith("#"):
                heading = block
    return found


def _ids(vault: Vault, rows: Iterable[Row]) -> dict[Entry, str]:
    """The id of every entry. Where the reader sees other cards than were written, the benchmark itself is wrong."""
    found: dict[Entry, str] = {}
    at: dict[tuple[str, int], int] = {}
    for note in vault.notes:
        for card, first, last in note.render()[1]:
            at.update(((note.path, line), card.key) for line in range(first, last + 1))
    for row in rows:
        if not row.orphaned:
            found[at[row.path, row.line], row.part] = row.id
    meant = {(card.key, part) for card in vault.cards for part in card.parts()}
    if found.keys() != meant:
        odd = {key for key, _ in found.keys() ^ meant}
        texts = [note.render()[0] for note in vault.notes if any(card.key in odd for card in note.cards)]
        what = f"written {meant - found.keys()}, read {found.keys() - meant} in:"
        raise AssertionError("\n\n".join([what, *texts]))
    return found
