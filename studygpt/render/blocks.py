"""Render markdown as styled lines of a given width: paragraphs, lists, quotations, tables, code and formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from studygpt.render.highlight import highlighted_code
from studygpt.render.images import SHADE, DrawImage, Embed, ImageRow
from studygpt.render.inline import DisplayFormula, InlinePiece, InlineRenderer, LineBreak, footnote_mark
from studygpt.render.line_writer import LineWriter, OpenBlock
from studygpt.render.segments import Segment, Segments, StyledLine, merged, trimmed, width_of
from studygpt.render.tables import table_lines
from studygpt.render.wrap import wrapped
from studygpt.text import joined

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKUP = re.compile(
    r"[*_`\[\]<>&\\$|#~^]|==|://|[\U000f0f00\U000f0f01\U000f1000-\U000f13ff]|^\s*(?:[-+*]|\d+[.)])\s|^ {4}|\n|\t",
    re.MULTILINE,
)
_CALLOUT = re.compile(r"\[!(\w[\w-]*)[^\]\n]*\][+-]?[ \t]*([^\n]*)\n?")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|%%.*?(?:%%|\Z)", re.DOTALL)
_TASK = re.compile(r"\[([ xX-])\][ \t]+")
_BOXES = {" ": "☐ ", "-": "◪ "}
_BULLETS = "•◦▪"
_INDENT = 2
_FULL_LINE = 60
"""A line of a note with at least this many cells counts as full: the next line continues it."""
_SENTENCE_END = re.compile(r"[.?!:;。？！：；]$")


def card_lines(
    markdown: str,
    width: int | None,
    holes: Sequence[str] = (),
    *,
    drawn: bool = True,
    scrollable: bool = True,
    pictures: DrawImage | None = None,
) -> list[StyledLine]:
    """Render one side of a card in lines of at most `width` cells, or unbroken where `width` is None.

    `drawn`: typeset formulas; otherwise show their source. `scrollable`: let code and formulas stay wider than asked
    for, with `StyledLine.wide` set; otherwise a formula that is too wide becomes one line, which wraps. `pictures`:
    draws images; without it their names are shown.
    """
    inline = InlineRenderer(holes, drawn=drawn, pictures=pictures if width else None)
    width = None if width is None else max(1, width)
    if not _MARKUP.search(markdown):
        text = inline.text(markdown.strip())
        return [StyledLine(segments) for segments in (wrapped(text, width) if width else [merged(text)])]
    from studygpt.render.markdown import parser  # only when a card has markup: markdown-it takes long to import

    writer = MarkdownWriter(inline, width, scrollable=scrollable)
    writer.write(parser().parse(markdown))
    while writer.lines and not writer.lines[-1].text.strip():
        writer.lines.pop()
    return writer.lines


class MarkdownWriter(LineWriter):
    """Turns the tokens of markdown-it into lines: `on_TYPE` handles the tokens of a type."""

    def __init__(self, inline: InlineRenderer, width: int | None, *, scrollable: bool) -> None:
        super().__init__(width)
        self.inline = inline
        self.scrollable = scrollable
        self.numbers: list[int | None] = []
        self.rows: list[list[Segments]] = []
        self.aligns: list[str] = []
        self.style = ""
        """The style of the open heading; empty outside of one."""
        self.paragraph_end = 0
        """The number of the note's line just after the last paragraph."""

    def write(self, tokens: Sequence[Token]) -> None:
        """Render all tokens."""
        in_cell = False
        for number, token in enumerate(tokens):
            if token.type in ("th_open", "td_open"):
                in_cell = True
                if len(self.rows) == 1:
                    self.aligns.append(str(token.attrGet("style") or "").removeprefix("text-align:"))
            elif token.type == "inline":
                if in_cell:
                    self.rows[-1].append(self._cell(token))
                else:
                    self.paragraph(self._without_mark(token, tokens[number - 2 : number]))
                in_cell = False
            elif (handler := getattr(self, f"on_{token.type}", None)) is not None:
                handler(token)

    # ------------------------------------------------------------------ paragraphs

    def paragraph(self, pieces: list[InlinePiece]) -> None:
        """Add running text, with formulas and images on lines of their own."""
        line: list[Segment] = []
        for number, piece in enumerate(pieces):
            if isinstance(piece, Embed):
                if self.picture(piece, line):
                    line = []
                continue
            if isinstance(piece, Segment):
                line.append(piece._replace(style=f"{self.style} {piece.style}".strip()) if self.style else piece)
                continue
            if isinstance(piece, DisplayFormula):
                self._text(line)
                self.display(piece.source)
            elif piece.soft and line and self._goes_on(line):
                line.append(Segment("" if self._are_wide(line, pieces[number + 1 : number + 2]) else " "))
                continue
            elif line:
                self._text(line, keep=True)
            line = []
        self._text(line)

    def picture(self, embed: Embed, line: list[Segment]) -> bool:
        """Draw an image below the open line, or add its name to that line. Return True where it was drawn."""
        room = self.room()
        assert self.inline.pictures is not None and room is not None, "images are drawn where there is a width"
        drawing = self.inline.pictures(embed, room)
        if isinstance(drawing, str):
            line.append(self.inline.named(embed, drawing))
            return False
        self._text(line)
        shade, style = SHADE * drawing.columns, self.inline.styled("image")
        for number in range(drawing.rows):
            self.put((Segment(shade, style, embed.target, ImageRow(drawing, number, embed.name)),))
        if drawing.note:
            self._text([self.inline.named(embed, drawing.note)])
        return True

    def _text(self, line: list[Segment], *, keep: bool = False) -> None:
        room = self.room()
        line = list(merged(line))
        if line:
            line[0] = line[0]._replace(text=line[0].text.lstrip(" "))
        if not any(segment.text.strip() for segment in line) and not (keep and line):
            return
        for segments in wrapped(line, room) if room else [trimmed(merged(line))]:
            self.put(segments)

    def _goes_on(self, line: list[Segment]) -> bool:
        """Return True for a line break that is there only because the line of the note was full."""
        return (
            self.width is not None
            and width_of(line) >= _FULL_LINE
            and not _SENTENCE_END.search("".join(each.text for each in line).rstrip())
        )

    def _are_wide(self, line: list[Segment], after: list[InlinePiece]) -> bool:
        """Return True for a break between two wide letters, whose script puts no blanks between words."""
        if not after or not isinstance(after[0], Segment) or not after[0].text:
            return False
        return cell_len(line[-1].text[-1:]) > 1 and cell_len(after[0].text[0]) > 1

    def _without_mark(self, token: Token, before: Sequence[Token]) -> list[InlinePiece]:
        """Return the text of a paragraph, with `[!note]` and `[x]` at its beginning shown as a callout and a box."""
        opened = before[0].type if len(before) == 2 else ""
        if opened == "list_item_open" and (task := _TASK.match(token.content)):
            box = _BOXES.get(task[1], "☑ ")
            return [Segment(box, "marker"), *self._parsed(token.content[task.end() :])]
        if opened == "blockquote_open" and (callout := _CALLOUT.match(token.content)):
            kind, title = callout[1].replace("-", " ").capitalize(), callout[2].strip()
            self.style = "callout"
            self.paragraph([Segment(f"{kind}: " if title else kind), *self._parsed(title)])
            self.style = ""
            return self._parsed(token.content[callout.end() :])
        return self.inline.pieces(token.children or [])

    def _parsed(self, markdown: str) -> list[InlinePiece]:
        from studygpt.render.markdown import parser  # loaded already, as this text has markup

        if not markdown:
            return []
        (token,) = parser().parseInline(markdown)
        return self.inline.pieces(token.children or [])

    def on_paragraph_open(self, token: Token) -> None:
        if not token.hidden:
            self.gap()
        self.paragraph_end = token.map[1] if token.map else 0

    def on_heading_open(self, _token: Token) -> None:
        self.gap()
        self.style = "heading"

    def on_heading_close(self, _token: Token) -> None:
        self.style = ""

    # ------------------------------------------------------------------ lists and quotations

    def on_bullet_list_open(self, token: Token) -> None:
        self._list_gap(token)
        self.numbers.append(None)

    def _list_gap(self, token: Token) -> None:
        """Leave an empty line above a list, except right below a paragraph."""
        if not self.numbers and token.map and token.map[0] > self.paragraph_end:
            self.gap()

    def on_ordered_list_open(self, token: Token) -> None:
        self._list_gap(token)
        start = token.attrGet("start")
        self.numbers.append(1 if start is None else int(start))

    def on_bullet_list_close(self, _token: Token) -> None:
        self.numbers.pop()

    on_ordered_list_close = on_bullet_list_close

    def on_list_item_open(self, _token: Token) -> None:
        number = self.numbers[-1]
        depth = sum(each is None for each in self.numbers)
        marker = f"{number}. " if number is not None else f"{_BULLETS[(depth - 1) % len(_BULLETS)]} "
        if number is not None:
            self.numbers[-1] = number + 1
        self.open.append(OpenBlock((Segment(marker, "marker"),), (Segment(" " * len(marker)),)))

    def on_list_item_close(self, _token: Token) -> None:
        if not self.open[-1].begun:
            self.put(())
        self.open.pop()

    def on_blockquote_open(self, _token: Token) -> None:
        self.gap()
        bar = (Segment("│ ", "quote"),)
        self.open.append(OpenBlock(bar, bar))

    def on_blockquote_close(self, _token: Token) -> None:
        self.open.pop()
        self.paragraph_end = -1

    def on_footnote_block_open(self, _token: Token) -> None:
        self.gap()
        self.put((Segment("───", "rule"),))

    def on_footnote_open(self, token: Token) -> None:
        mark = f"{footnote_mark(token)} "
        self.open.append(OpenBlock((Segment(mark, "footnote"),), (Segment(" " * len(mark)),)))

    def on_footnote_close(self, _token: Token) -> None:
        self.open.pop()

    # ------------------------------------------------------------------ code, formulas and the rest

    def on_fence(self, token: Token) -> None:
        self.gap()
        language = (token.info.split() or [""])[0].strip("{}.").lower()
        self.code(token.content, language)

    def on_code_block(self, token: Token) -> None:
        self.gap()
        self.code(token.content, "")

    def code(self, content: str, language: str) -> None:
        """Add highlighted code."""
        lines: list[list[Segment]] = [[Segment(" " * _INDENT)]]
        for segment in highlighted_code(content.rstrip("\n").expandtabs(4), language):
            for number, text in enumerate(segment.text.split("\n")):
                if number:
                    lines.append([Segment(" " * _INDENT)])
                lines[-1] += self.inline.text(text, segment.style)
        self.put_block([tuple(line) for line in lines])

    def on_math_block(self, token: Token) -> None:
        self.gap()
        self.display(token.content)

    def on_math_block_label(self, token: Token) -> None:
        self.gap()
        self.display(f"{token.content}\\tag{{{token.info}}}")

    def display(self, source: str) -> None:
        """Add a formula on lines of its own."""
        room = self.room()
        if not self.inline.drawn:
            self._text([Segment(" " * _INDENT), *self.inline.text(joined(source), "math")])
            return
        from studygpt.render.math import typeset  # only when a formula is shown

        box = typeset(source, self.inline.holes, room and max(1, room - _INDENT))
        if room and box.width > room and not self.scrollable:
            self._text(self.inline.formula(source))
            return
        indent = Segment(" " * (_INDENT if room is None or box.width + _INDENT <= room else 0))
        self.put_block(
            [(indent, *(each._replace(style=self.inline.styled(each.style)) for each in row)) for row in box.rows]
        )

    def on_html_block(self, token: Token) -> None:
        text = _COMMENT.sub("", token.content).strip()
        if text:
            self.gap()
            self.paragraph(self._parsed(text))

    def on_hr(self, _token: Token) -> None:
        self.gap()
        self.put((Segment("─" * min(self.room() or 20, 20), "rule"),))

    # ------------------------------------------------------------------ tables

    def on_table_open(self, _token: Token) -> None:
        self.gap()
        self.rows, self.aligns = [], []

    def on_tr_open(self, _token: Token) -> None:
        self.rows.append([])

    def _cell(self, token: Token) -> Segments:
        pieces = self.inline.pieces(token.children or [])
        found: list[Segment] = []
        for piece in pieces:
            if isinstance(piece, DisplayFormula):
                found += self.inline.formula(piece.source)
            elif isinstance(piece, Embed):  # the cells of a table are too small to draw in
                found.append(self.inline.named(piece))
            else:
                found.append(Segment(" ") if isinstance(piece, LineBreak) else piece)
        return trimmed(merged(found))

    def on_table_close(self, _token: Token) -> None:
        for segments in table_lines(self.rows, self.aligns, self.room()):
            self.put(segments)
