"""Notes whose cards change, move, go and come back at random, and what becomes of each history."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from studygpt.model import Card, Rating
from studygpt.study import Study
from studygpt.sync import Losses, Summary
from tests.conftest import Vault

FACTS = [
    [
        "What is the capital of France?::Paris",
        "What is the capital of France?::Paris, on the Seine",
        "What is the capital city of France?::Paris",
        "What is the capital of Spain?::Madrid",
    ],
    [
        "Which organ makes insulin?::The pancreas of a mammal, a gland behind its stomach, and nothing else in it",
        "Which organ produces insulin?::The pancreas of a mammal, a gland behind its stomach, and nothing else in it",
        "Which organ makes bile?::The liver of a mammal, a gland under its ribs, and nothing else in it",
        "Which organ makes insulin?::The pancreas",
    ],
    ["Kyiv?::In Ukraine", "Kyiv?::On the Dnieper", "Kyiv?::In Ukraine, on the Dnieper", "Lviv?::In Ukraine"],
    ["Who wrote Faust?::Goethe", "Who wrote the Faust?::Goethe", "Who wrote Faust?::Not Schiller", "A b?::C"],
    ["What is merged by BPE?::A pair", "What is **merged** by BPE?::A pair.", "Is it merged?::A pair", "D e?::F"],
]
LINES = st.builds(lambda fact, form: FACTS[fact][form], st.integers(0, 4), st.integers(0, 3))
PATHS = ["a.md", "b.md", "c.md"]
HEADINGS = ["", "One", "Two"]


class Line(NamedTuple):
    """A card in a note."""

    path: str
    heading: str
    text: str


class Edit(NamedTuple):
    """One change of a vault; the numbers say which card, and to what."""

    kind: str
    which: int
    to: int
    form: int


LINE = st.builds(Line, st.sampled_from(PATHS), st.sampled_from(HEADINGS), LINES)
VAULT = st.lists(LINE, min_size=1, max_size=7)
EDIT = st.builds(
    Edit,
    st.sampled_from(["change", "change", "change", "delete", "insert", "move", "swap", "rename", "heading", "copy"]),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 19),
)


def edited(lines: list[Line], edit: Edit) -> list[Line]:
    """The cards of a vault after an edit."""
    lines = [*lines]
    new = FACTS[edit.form // 4][edit.form % 4]
    if edit.kind == "insert" or not lines:
        lines.insert(edit.which % (len(lines) + 1), Line(PATHS[edit.to % 3], HEADINGS[edit.form % 3], new))
        return lines
    at, other = edit.which % len(lines), edit.to % len(lines)
    line = lines[at]
    match edit.kind:
        case "change":
            fact = next(fact for fact in FACTS if line.text in fact)
            lines[at] = line._replace(text=fact[edit.form % 4] if edit.to % 3 else new)
        case "delete":
            del lines[at]
        case "move":
            lines.append(lines.pop(at)._replace(path=PATHS[edit.to % 3], heading=HEADINGS[edit.form % 3]))
        case "swap":
            lines[at], lines[other] = line._replace(text=lines[other].text), lines[other]._replace(text=line.text)
        case "rename":
            lines = [each._replace(path=PATHS[edit.to % 3]) if each.path == line.path else each for each in lines]
        case "heading":
            lines = [
                each._replace(heading=HEADINGS[edit.to % 3])
                if (each.path, each.heading) == (line.path, line.heading)
                else each
                for each in lines
            ]
        case "copy":
            lines.append(line._replace(path=PATHS[edit.to % 3]))
    return lines


_NUMBERS = itertools.count()


class LearnedVault:
    """A source of its own, of which every second card was graded."""

    def __init__(self, study: Study, folder: Path, lines: list[Line]) -> None:
        self.study = study
        self.name = f"v{next(_NUMBERS)}"
        self.vault = Vault(folder / self.name)
        self.readings = 0
        self.write(lines)
        study.library.import_folder(self.vault.path, self.name, ())
        self.histories: dict[str, str] = {}
        """What tells each card with a history, by id: its text and which of equal ones it is."""
        seen: Counter[str] = Counter()
        for at, card in enumerate(self.cards()):
            told = f"{card.path} {card.headings} {card.front}::{card.back}"
            seen[told] += 1
            if at % 2 == 0:
                study.review.grade(card, Rating.EASY)
                self.histories[str(card.id)] = f"{told} {seen[told]}"

    def write(self, lines: list[Line]) -> None:
        """Write the notes; each is another one than before, so that all are read."""
        self.readings += 1
        for path in PATHS:
            held = [line for line in lines if line.path == path]
            if held:
                text = "#flashcards\n"
                for heading in HEADINGS:
                    cards = [line.text for line in held if line.heading == heading]
                    text += "".join(
                        [f"\n# {heading}\n" if heading and cards else "", *(f"\n{card}\n" for card in cards)]
                    )
                self.vault.write(path, f"{text}\nRead {self.readings}.\n")
            elif (self.vault.path / path).exists():
                self.vault.delete(path)

    def sync(self, lines: list[Line]) -> Summary:
        self.write(lines)
        return self.study.library.sync_source(self.study.library.source(self.name), losses=Losses.LET_GO)

    def cards(self, query: str = "") -> list[Card]:
        return self.study.library.cards(f"source:{self.name} {query}".strip())

    def fates(self) -> dict[str, tuple[str, str]]:
        """For each history what its card says now, and whether that is sure, in doubt, or set aside."""
        in_doubt = {each.card.id for each in self.study.review.doubts.all()}
        found = {}
        for card in self.cards():
            found[str(card.id)] = (f"{card.front}::{card.back}", "unsure" if card.id in in_doubt else "sure")
        for card in self.cards("is:orphan"):
            found[str(card.id)] = (f"{card.front}::{card.back}", "orphan")
        return {told: found[card] for card, told in self.histories.items()}

    def remove(self) -> None:
        self.study.library.remove(self.name)
