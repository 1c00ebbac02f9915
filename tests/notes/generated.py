"""Cards of every dialect as many different people might write them, with what must be read of each.

Seeded: the same number gives the same notes. The sides hold what confuses readers (code with colons, formulas, links,
other alphabets), and around the cards stands what else notes hold.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

WORDS = (
    "attention gradient tensor model learns from each token layer weight cœur Straße año мысль модель 注意力 模型 "
    "κλίση نموذج deux trois naïve e\u0301tat 日本語 über"
).split()
ODD = (
    *(
        "`std::vector`",
        "$a::b$",
        r"$\frac{1}{2}$",
        "[[Note]]",
        "[[Note|alias]]",
        "[page](https://example.org/a)",
        "**bold**",
    ),
    *(
        "_x_",
        "`a == b`",
        "https://example.org/a",
        "3.5",
        "x = 1",
        "(see below)",
        "“quoted”",
        "100 %",
        "[^1]",
        "![[x.png|300]]",
    ),
)
FILLER = (
    "Some prose about nothing at all.\nIt goes on for a second line.",
    "```python\nx = {'a': 1}\nfor y in x:\n\n    print(y)\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "* a list\n* of things",
    "$$\nx^2 + y^2\n$$",
    "> [!note] A callout\n> with words.",
    "1. first\n2. second",
    "![[picture.png]]",
    "Ein Absatz auf Deutsch, 中文段落, и русский.",
)


@dataclass
class Card:
    lines: list[str]
    kind: str
    sides: list[tuple[str, str]]
    """Front and back of each entry that it makes."""
    last: int | None = None
    """Its last line, where that is not the last one written."""


@dataclass
class Note:
    text: str
    expected: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    """First line, last line, kind, front and back of each entry."""


class Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def words(self, low: int = 1, high: int = 6, *, odd: float = 0.15) -> str:
        pick = self.random
        chosen = [pick.choice(WORDS) for _ in range(pick.randint(low, high))]
        if pick.random() < odd * 3:
            chosen.insert(pick.randint(0, len(chosen)), pick.choice(ODD))
        return " ".join(["So", *chosen] if not chosen[0][0].isalpha() else chosen)

    def question(self) -> str:
        return f"{self.words(2, 7)}{self.random.choice(['?', '', '.'])}"

    def block(self) -> list[str]:
        """An answer of one line or several."""
        match self.random.randrange(6):
            case 0:
                return [self.words(), self.words()]
            case 1:
                return ["```python", f"x = {self.random.randrange(99)}", "", "print('::')", "```"]
            case 2:
                return [f"- {self.words()}", f"- {self.words()}"]
            case 3:
                return ["$$", r"\sum_i x_i", "$$"]
            case _:
                return [self.words()]

    def note(self, make: Callable[[Writer], Card], cards: int, *, head: str, wrap: bool) -> Note:
        """A note with so many cards among other things."""
        note = Note(head)
        lines = head.split("\n") if head else []
        for _ in range(cards):
            if self.random.random() < 0.7:
                lines += ["", *self.random.choice(FILLER).split("\n"), ""]
            elif self.random.random() < 0.5:
                lines += ["", f"## {self.words(1, 3, odd=0)}", ""]
            else:
                lines += [""]
            card = make(self)
            before, prefix = self.random.choice(WRAPS) if wrap else ([], "")
            lines += before
            first = len(lines) + 1
            last = first + (len(card.lines) if card.last is None else card.last) - 1
            lines += [(prefix + line).rstrip() for line in card.lines]
            note.expected += [(first, last, card.kind, front, back) for front, back in card.sides]
            lines += ["", ""]
        note.text = "\n".join(lines) + "\n"
        return note


WRAPS: tuple[tuple[list[str], str], ...] = (
    ([], ""),
    ([], ""),
    ([], "> "),
    (["+ parent", ""], "  "),
    (["> quoted", ">"], "> "),
)


def separators_inline(writer: Writer) -> Card:
    front, back = writer.question(), writer.words()
    mark = writer.random.choice(["::", " :: ", ":: "])
    if writer.random.random() < 0.3:
        return Card([f"{front} ::: {back}"], "reversed", [(front, back), (back, front)])
    return Card([f"{front}{mark}{back}"], "basic", [(front, back)])


def separators_block(writer: Writer) -> Card:
    front, back = writer.question(), writer.block()
    shown = "\n".join(back)
    tail = ["<!--SR:!2024-08-16,51,230-->"] if writer.random.random() < 0.3 else []
    if writer.random.random() < 0.3:
        return Card([front, "??", *back, *tail], "reversed", [(front, shown), (shown, front)], 2 + len(back))
    return Card([front, "?", *back, *tail], "basic", [(front, shown)], 2 + len(back))


def highlights(writer: Writer) -> Card:
    pieces = [writer.words(1, 3, odd=0) for _ in range(writer.random.choice([3, 5]))]
    holes = range(1, len(pieces), 2)
    text = " ".join(f"=={piece}==" if at in holes else piece for at, piece in enumerate(pieces))
    back = " ".join(pieces)
    fronts = [" ".join("[...]" if at == hole else piece for at, piece in enumerate(pieces)) for hole in holes]
    return Card([text], "cloze", [(front, back) for front in fronts])


def clozes(writer: Writer) -> Card:
    pieces = [writer.words(1, 3) for _ in range(5)]
    hint = writer.random.choice(["", "::" + writer.words(1, 2, odd=0)])
    text = f"{pieces[0]} {{{{c1::{pieces[1]}{hint}}}}} {pieces[2]} {{{{c2::{pieces[3]}}}}} {pieces[4]}"
    back = " ".join(pieces)
    shown = f"[{hint[2:] or '...'}]"
    one = " ".join([pieces[0], shown, *pieces[2:]])
    two = " ".join([*pieces[:3], "[...]", pieces[4]])
    return Card([text], "cloze", [(one, back), (two, back)])


def latex_clozes(writer: Writer) -> Card:
    hidden = writer.random.choice([r"\frac{1}{2}", r"QK^\top", r"\{1, 2\}", "x_{i}"])
    words = writer.words(1, 3, odd=0)
    text, shown = rf"{words} $y = \cloze{{{hidden}}} + 1$", rf"{words} $y = {hidden} + 1$"
    return Card([text], "cloze", [(f"{words} $y = [...] + 1$", shown)])


def srai(writer: Writer) -> Card:
    front, back = writer.question(), writer.block()
    name = "".join(writer.random.choices("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789", k=8))
    if writer.random.random() < 0.4:
        answer = writer.words()
        return Card([f"{front} [[SR/memory/{name}.md|>>]] {answer}"], "basic", [(front, answer)])
    return Card([front, f"[[SR/memory/{name}.md|?]]", *back], "basic", [(front, "\n".join(back))])


def anki_blocks(writer: Writer) -> Card:
    front, back = writer.question(), writer.block()
    tail = [f"<!--ID: {writer.random.randrange(10**12)}-->"] if writer.random.random() < 0.5 else []
    tags = ["Tags: one two"] if writer.random.random() < 0.3 else []
    if writer.random.random() < 0.3:
        answer = writer.words()
        return Card([f"STARTI [Basic] {front} Back: {answer} ENDI"], "basic", [(front, answer)])
    named = "Front: " if writer.random.random() < 0.3 else ""
    back = [back[0], *back[1:]] if not back[0].startswith(("-", "`", "$")) else ["", *back]
    lines = ["START", "Basic", named + front, f"Back: {back[0]}", *back[1:], *tags, *tail, "END"]
    return Card(lines, "basic", [(front, "\n".join(back).strip("\n"))])


def labels(writer: Writer) -> Card:
    if writer.random.random() < 0.3:
        before, hole, behind = writer.words(1, 3), writer.words(1, 2, odd=0), writer.words(1, 3)
        shown = f"{before} {hole} {behind}"
        return Card([f"C: {before} [{hole}] {behind}"], "cloze", [(f"{before} [...] {behind}", shown)])
    front, back = writer.question(), writer.block()
    q, a = writer.random.choice([("Q: ", "A:"), ("Q: ", "A:"), ("**Q:** ", "**A:**"), ("Question: ", "Answer:")])
    first = [f"{a} {back[0]}", *back[1:]] if not back[0].startswith(("-", "`", "$")) else [a, *back]
    tail = [f"<!--ID: {writer.random.randrange(10**12)}-->"] if writer.random.random() < 0.3 else []
    return Card([q + front, *first, *tail], "basic", [(front, "\n".join(back))], 1 + len(first))


def card_tags(writer: Writer) -> Card:
    front, back = writer.question(), writer.block()
    shown = "\n".join(back)
    tag, kind = writer.random.choice([("#card", "basic"), ("#card-reverse", "reversed"), ("#card/reverse", "reversed")])
    sides = [(front, shown), (shown, front)] if kind == "reversed" else [(front, shown)]
    match writer.random.randrange(3):
        case 0:
            return Card([f"{front} {tag}", *back], kind, sides)
        case 1:
            return Card([front, f"{tag}", *back], kind, sides)
        case _:
            return Card([f"{front} {tag} #other", *back], kind, sides)


def logseq(writer: Writer) -> Card:
    front = writer.question()
    if writer.random.random() < 0.3:
        hole, behind = writer.words(1, 2, odd=0), writer.words(1, 2)
        line = f"- {front} {{{{cloze {hole}}}}} {behind} #card"
        return Card([line], "cloze", [(f"{front} [...] {behind}", f"{front} {hole} {behind}")])
    properties = ["  id:: 64f0a1b2-3c4d-4e5f-8a9b-0c1d2e3f4a5b", "  card-last-score:: 5"]
    children = [writer.words() for _ in range(writer.random.randint(1, 3))]
    shown = children[0] if len(children) == 1 else "\n".join(f"- {child}" for child in children)
    lines = [f"- {front} #card", *(properties if writer.random.random() < 0.5 else [])]
    return Card([*lines, *(f"\t- {child}" for child in children)], "basic", [(front, shown)])


def question_answer(writer: Writer) -> Card:
    front, back = f"{writer.words(2, 6)}?", writer.words()
    q, a = writer.random.choice(
        [("**Question**:", "**Answer**:"), ("Q:", "A:"), ("Frage:", "Antwort:"), ("问：", "答：")]
    )
    return Card([f"- {q} {front}", f"  - {a} {back}"], "basic", [(front, back)])


DIALECTS: dict[str, tuple[Callable[[Writer], Card], str, bool]] = {
    "separators on a line": (separators_inline, "#flashcards", True),
    "separators between lines": (separators_block, "#flashcards", True),
    "highlights": (highlights, "#flashcards", True),
    "clozes": (clozes, "", True),
    "clozes of formulas": (latex_clozes, "", True),
    "srai": (srai, "", True),
    "anki_blocks": (anki_blocks, "", True),
    "labels": (labels, "", False),
    "card_tags": (card_tags, "", True),
    "logseq": (logseq, "", False),
    "question_answer": (question_answer, "", False),
}
"""How each is written, what stands above, and whether it may stand in quotations and lists."""


def notes(dialect: str, count: int, seed: int) -> Iterator[Note]:
    make, head, wrap = DIALECTS[dialect]
    for number in range(count):
        yield Writer(seed * 1000 + number).note(make, 8, head=head, wrap=wrap)
