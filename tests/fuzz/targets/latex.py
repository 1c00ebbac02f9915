"""Formulas: any source has a picture in which nothing overlaps and nothing controls the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, hole_mark
from studygpt.render.math import one_line, typeset
from studygpt.render.math.symbols import ACCENTS, BIG_OPERATORS, BIG_SIZES, STRONG, SYMBOLS, TEXT, UPRIGHT
from studygpt.render.segments import text_of
from tests.fuzz.corpus import HERE
from tests.harmless_text import forbidden

_NAMES = (*ACCENTS, *BIG_OPERATORS, *BIG_SIZES, *STRONG, *TEXT, *UPRIGHT, *list(SYMBOLS)[::8])
WORDS = (
    *(f"\\{name}" for name in _NAMES),
    *(
        "\\frac{",
        "\\sqrt[",
        "\\left(",
        "\\right)",
        "\\middle|",
        "\\binom",
        "\\overset",
        "\\substack{",
        "\\xrightarrow[",
    ),
    *(
        "\\begin{",
        "\\end{",
        "pmatrix}",
        "cases}",
        "aligned}",
        "array}{c|c}",
        "\\\\",
        "&",
        "\\hline",
        "\\limits",
        "\\not",
    ),
    *(
        "\\color{",
        "\\phantom{",
        "\\over",
        "\\choose",
        "\\cloze{",
        "\\operatorname{",
        "\\tag{",
        "\\hspace{1em}",
        "\\pmod",
    ),
    *("\\overbrace", "\\boxed", "\\mathop", "\\text{$", "^{", "_{", "'", "~", "%", "\\def", "\\$", "\\ "),
    *(ANSWER_OPEN, ANSWER_CLOSE, hole_mark(0), hole_mark(1), "大", "e\u0301", "\u200d", "\ufe0f", "\x1b[", "\u202e"),
)
LONGEST = 120


def seeds() -> Iterator[bytes]:
    for path in sorted((HERE.parent / "fixtures" / "math").glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
            source = block.partition("\n")[2].partition("\n--- picture\n")[0]
            marked = source.replace("[...]", hole_mark(0)).replace("⟦", ANSWER_OPEN).replace("⟧", ANSWER_CLOSE)
            yield marked.encode()


def check(data: bytes) -> None:
    source = data.decode("utf-8", "replace")
    labels = ["...", "a hint"]
    for width in (None, 12):
        box = typeset(source, labels, width)
        assert 0 <= box.baseline < box.height
        for row in box.rows:
            assert sum(cell_len(segment.text) for segment in row) == box.width
            expect_shown(text_of(row))
    expect_shown(text_of(one_line(source, labels)))


def expect_shown(line: str) -> None:
    """A line has no marks of holes, and no letter that no terminal should get."""
    assert not forbidden(line)
    assert "\n" not in line
    assert not {ANSWER_OPEN, ANSWER_CLOSE, hole_mark(0), hole_mark(1)} & set(line)
