"""Write a large vault from a seed: prose, code, formulas and tables, and cards in every dialect."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

WORDS = (
    "attention gradient tensor the of a loss training model learns from each token layer weight batch softmax logits "
    "value query key matrix product sum mean norm residual stream position embedding vocabulary merge pair byte text "
    "sample temperature probability entropy optimizer step decay schedule warmup block head mask causal future past "
    "Kanzlei Straße cœur año мысль 注意力 模型"
).split()


class Writer:
    """Draws the text of notes; the same seed gives the same vault to the byte."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def words(self, low: int, high: int) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(low, high)))

    def sentence(self) -> str:
        return self.words(6, 18).capitalize() + "."

    def prose(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(3, 8)))

    def block(self) -> str:
        """Return a piece of a note without cards, though some of it looks like one."""
        match self.random.randrange(12):
            case 0:
                return "```python\n" + "\n".join(f"x_{n} = f::{self.words(1, 3)}" for n in range(6)) + "\n```"
            case 1:
                return "\n".join(f"- {self.words(4, 12)}" for _ in range(5))
            case 2:
                rows = "\n".join(f"| {self.words(1, 2)} | {self.words(2, 5)} |" for _ in range(4))
                return f"| term | meaning |\n|---|---|\n{rows}"
            case 3:
                return f"$$\n\\frac{{{self.words(1, 1)}}}{{\\sqrt{{d_k}}}} = \\sum_i x_i\n$$"
            case 4:
                return f"Inline $x_i$ and `std::move` in [[{self.words(1, 2)}|a link]], see https://example.org/a."
            case 5:
                return f"> [!note] {self.words(2, 4)}\n> {self.sentence()}"
            case _:
                return self.prose()

    def card(self, tagged: bool) -> tuple[str, int]:
        """Return a card, and how many entries it makes."""
        question = f"{self.words(3, 8).capitalize()} {self.random.randrange(10**9)}"
        answer = self.words(2, 10)
        match self.random.randrange(7 if tagged else 4):
            case 0:
                name = "".join(self.random.choices("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789", k=8))
                return f"{question}?\n[[SR/memory/{name}.md|?]]\n{answer}", 1
            case 1:
                return f"{question} is {{{{c1::{answer}}}}} and {{{{c2::{self.words(1, 3)}}}}}.", 2
            case 2:
                return f"- **Question**: {question}?\n  - **Answer**: {answer}", 1
            case 3:
                return f"{question}: $$ x = {{{{c1::\\frac{{1}}{{{self.random.randrange(9)}}}}}}} $$", 1
            case 4:
                return f"{question}::{answer}", 1
            case 5:
                return f"{question}:::{answer}", 2
            case _:
                return f"{question}?\n?\n{answer}", 1


def write_vault(folder: Path, *, notes: int, megabytes: float, cards: int, seed: int = 1) -> int:
    """Write a vault; return how many entries its cards make.

    One note in five holds cards, some seven of them: who makes cards makes several, and most notes of a vault are
    journals, sources and drafts.
    """
    writer = Writer(seed)
    size = int(megabytes * 1_000_000 / notes)
    made = 0
    for number in range(notes):
        path = folder / f"area {number % 40:02}" / f"note {number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        due_by_now = cards * (number + 1) // notes
        wanted = due_by_now - made if number % 5 == 4 or number == notes - 1 else 0
        text, entries = _note(writer, number, size, wanted)
        made += entries
        path.write_text(text, encoding="utf-8")
    return made


def _note(writer: Writer, number: int, size: int, wanted: int) -> tuple[str, int]:
    tagged = wanted > 0 and number % 10 == 9
    tags = "[flashcards/bench]" if tagged else "[reading]"
    parts = [f"---\ntitle: Note {number}\ntags: {tags}\ncreated: 2024-07-18\n---", f"# {writer.words(2, 4)}"]
    entries, written = 0, 0
    cards = _cards(writer, wanted, tagged)
    for card, makes in cards:
        while writer.random.random() < 0.6 and written < size:
            block = writer.block()
            parts.append(block)
            written += len(block.encode())
        parts.append(card)
        written += len(card.encode())
        entries += makes
    while written < size:
        block = writer.block() if writer.random.random() < 0.9 else f"## {writer.words(1, 4)}"
        parts.append(block)
        written += len(block.encode())
    return "\n\n".join(parts) + "\n", entries


def _cards(writer: Writer, wanted: int, tagged: bool) -> Iterator[tuple[str, int]]:
    made = 0
    while made < wanted:
        card, makes = writer.card(tagged)
        if made + makes <= wanted:
            made += makes
            yield card, makes
