"""A card's markdown as plain text: for pipes, screen readers and terminals that know no more than letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from studygpt.render.harmless import harmless

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|]+)(?:\|([^\[\]]*))?\]\]")
_MARKUP = re.compile(r"[*_`\[\]<>&\\$|#~]|^\s*(?:[-+*]|\d+[.)])\s|\n", re.MULTILINE)


def plain(markdown: str) -> str:
    """The text of a card's side: what is emphasised stays, its marks go; tables align; formulas keep their LaTeX."""
    if not _MARKUP.search(markdown):
        return harmless(markdown)
    tokens = _parser().parse(_WIKILINK.sub(_named, markdown))
    lines = _Writer().write(tokens)
    return harmless("\n".join(lines).strip("\n"))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    # The plugin's defaults read "costs $5 and then $6" as a formula.
    return (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .use(dollarmath_plugin, double_inline=True, allow_space=False, allow_digits=False)
    )


def _named(link: re.Match[str]) -> str:
    target, alias = link[2].strip(), (link[3] or "").strip()
    if link[1]:
        return f"\\[image: {target}\\]"
    return alias or target


class _Writer:
    """Walks the tokens of one side and writes lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.prefix: list[str] = []
        """What every line inside the open lists and quotations begins with."""
        self.marker = ""
        self.numbers: list[int | None] = []
        self.row: list[str] = []
        self.table: list[list[str]] = []

    def write(self, tokens: Sequence[Token]) -> list[str]:
        for token in tokens:
            handler = getattr(self, f"on_{token.type}", None)
            if handler is not None:
                handler(token)
            elif token.type == "inline":
                self.put(inline(token.children or []))
        return self.lines

    def put(self, text: str) -> None:
        for line in text.split("\n"):
            start = "".join(self.prefix)
            if self.marker:
                start = start[: len(start) - len(self.marker)] + self.marker
                self.marker = ""
            self.lines.append((start + line).rstrip())

    def gap(self) -> None:
        if self.lines and self.lines[-1].strip():
            self.lines.append("")

    def on_paragraph_open(self, token: Token) -> None:
        if not token.hidden and not self.marker:
            self.gap()

    on_heading_open = on_paragraph_open

    def on_bullet_list_open(self, _token: Token) -> None:
        self.numbers.append(None)

    def on_ordered_list_open(self, token: Token) -> None:
        self.numbers.append(int(token.attrGet("start") or 1))

    def on_bullet_list_close(self, _token: Token) -> None:
        self.numbers.pop()

    on_ordered_list_close = on_bullet_list_close

    def on_list_item_open(self, _token: Token) -> None:
        number = self.numbers[-1]
        self.marker = "- " if number is None else f"{number}. "
        if number is not None:
            self.numbers[-1] = number + 1
        self.prefix.append(" " * len(self.marker))

    def on_list_item_close(self, _token: Token) -> None:
        self.prefix.pop()
        self.marker = ""

    def on_blockquote_open(self, _token: Token) -> None:
        self.prefix.append("> ")

    def on_blockquote_close(self, _token: Token) -> None:
        self.prefix.pop()

    def on_fence(self, token: Token) -> None:
        self.gap()
        self.put("\n".join(f"    {line}" for line in token.content.rstrip("\n").split("\n")))
        self.gap()

    on_code_block = on_fence

    def on_html_block(self, token: Token) -> None:
        self.put(token.content.rstrip("\n"))

    def on_math_block(self, token: Token) -> None:
        self.put("    " + " ".join(token.content.split()))

    def on_hr(self, _token: Token) -> None:
        self.put("---")

    def on_table_open(self, _token: Token) -> None:
        self.gap()
        self.table = []

    def on_tr_open(self, _token: Token) -> None:
        self.row = []
        self.table.append(self.row)

    def on_th_open(self, _token: Token) -> None:
        self.cell = len(self.lines)

    on_td_open = on_th_open

    def on_th_close(self, _token: Token) -> None:
        self.row.append(" ".join(line.strip() for line in self.lines[self.cell :]))
        del self.lines[self.cell :]

    on_td_close = on_th_close

    def on_table_close(self, _token: Token) -> None:
        widths = [
            max(len(row[column]) for row in self.table if column < len(row)) for column in range(len(self.table[0]))
        ]
        for number, row in enumerate(self.table):
            self.put("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)))
            if number == 0:
                self.put("  ".join("-" * width for width in widths))
        self.gap()


def inline(tokens: Sequence[Token]) -> str:
    """Running text without its marks; a link is its words."""
    pieces = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline", "html_inline"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif token.type == "image":
            pieces.append(f"[image: {token.content or token.attrGet('src')}]")
        elif token.type == "math_inline":
            pieces.append(token.content)
        elif token.type == "math_inline_double":
            pieces.append(token.content.strip())
    return "".join(pieces)
