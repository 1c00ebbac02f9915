"""Markdown as lines of a screen: no line is wider than asked for, and what only looks like markup is still there.

The first byte chooses the width, the rest is the markdown.
"""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.render.blocks import card_lines
from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, hole_mark
from studygpt.render.plain import plain
from tests.fuzz.corpus import HERE
from tests.harmless_text import forbidden
from tests.notes.note_words import INLINE, LINES

WORDS = (
    *INLINE,
    *LINES,
    ANSWER_OPEN,
    ANSWER_CLOSE,
    hole_mark(0),
    "[^1]",
    "[^1]: ",
    "![a|3](b)",
    "~~",
    "<mark>",
    "&amp;",
)
LONGEST = 300


def seeds() -> Iterator[bytes]:
    for path in sorted((HERE.parent / "fixtures" / "cards").glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
            markdown = block.partition("\n")[2].partition("\n--- ")[0]
            marked = markdown.replace("[...]", hole_mark(0)).replace("⟦", ANSWER_OPEN).replace("⟧", ANSWER_CLOSE)
            yield b"0" + marked.encode()


def check(data: bytes) -> None:
    width, markdown = (data[0] % 93 + 8 if data else 8), data[1:].decode("utf-8", "replace")
    for scrollable in (True, False):
        lines = card_lines(markdown, width, ["..."], scrollable=scrollable)
        for line in lines:
            assert not forbidden(line.text)
            assert "\n" not in line.text
            assert line.wide or line.width <= width, (width, line)
            assert not {ANSWER_OPEN, ANSWER_CLOSE, hole_mark(0)} & set(line.text)
    assert not forbidden(plain(markdown))
    assert not forbidden(plain(markdown, drawn=False))
