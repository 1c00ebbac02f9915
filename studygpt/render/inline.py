"""Render running text as styled segments: emphasis, code, links, formulas and holes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, LEFT_BRACKET, RIGHT_BRACKET, hole_number
from studygpt.render.images import DrawImage, Embed, sized
from studygpt.render.segments import Segment, text_of, without_joiners
from studygpt.render.small_letters import subscript, superscript
from studygpt.text import harmless

if TYPE_CHECKING:
    from markdown_it.token import Token


class LineBreak(NamedTuple):
    """A line break of the note; a soft one may be there only because the line was full."""

    soft: bool


class DisplayFormula(NamedTuple):
    """A formula within a paragraph that is shown on lines of its own."""

    source: str


InlinePiece = Segment | LineBreak | DisplayFormula | Embed

_SPECIAL = re.compile(r"([\U000f1000-\U000f13ff\U000f0f00\U000f0f01]|_{3,})")
_BARE_LINK = re.compile(r"(https?://[^\s<>|\[\]\U000f1000-\U000f13ff\U000f0f00\U000f0f01]+|\[\^\d{1,3}\])")
_TAG = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>$")
_SOURCE = re.compile(r"""\bsrc=["']?([^"'\s>]+)""")
_WIDTH = re.compile(r"""\bwidth=["']?(\d{1,5})(?!\d|%)""")
_TAG_STYLES = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "u": "underline"} | {
    "mark": "highlight",
    "kbd": "code",
    "code": "code",
    "s": "strike",
    "del": "strike",
    "small": "muted",
    "sub": "sub",
    "sup": "sup",
    "span": "",
    "font": "",
    "center": "",
    "div": "",
    "p": "",
}
_MARK_STYLES = {"strong": "strong", "em": "emphasis", "s": "strike", "link": "link"}
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif)$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|mp3|ogg|wav|flac|m4a|mp4|webm|mov|mkv)(?:#.*)?$", re.IGNORECASE)
_TRAILING = re.compile(r"#\^[\w-]+$|\.md$")


class InlineRenderer:
    """Renders the paragraphs of one side, and remembers across them the labels of holes and an open answer."""

    def __init__(self, holes: Sequence[str], *, drawn: bool = True, pictures: DrawImage | None = None) -> None:
        self.holes = holes
        self.drawn = drawn
        """True to typeset formulas; False to show their source."""
        self.pictures = pictures
        self.answering = False

    def pieces(self, tokens: Iterable[Token], style: str = "") -> list[InlinePiece]:
        """Render the inline tokens of a paragraph."""
        found: list[InlinePiece] = []
        open_styles: list[str] = [style] if style else []
        target = ""
        for token in tokens:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if name in _MARK_STYLES and name != token.type:
                if token.type.endswith("_open"):
                    open_styles.append(_MARK_STYLES[name])
                    target = str(token.attrGet("href")) if name == "link" else target
                else:
                    _close(open_styles, _MARK_STYLES[name])
                    target = "" if name == "link" else target
            elif token.type == "html_inline":
                found += self._html(token.content, open_styles)
            else:
                found += self._piece(token, " ".join(dict.fromkeys(open_styles)), target)
        return with_highlights(found)

    def _piece(self, token: Token, style: str, target: str) -> list[InlinePiece]:
        match token.type:
            case "text" | "text_special":
                return self._words(token.content, style, target)
            case "code_inline":
                return [*self.text(token.content, f"{style} code".strip(), target)]
            case "softbreak" | "hardbreak":
                return [LineBreak(token.type == "softbreak")]
            case "math_inline":
                return [*self.formula(token.content, style, target)]
            case "math_inline_double":
                return [DisplayFormula(token.content)]
            case "wikilink":
                named = self.text(token.content or _target_words(token.meta["target"]), f"{style} link".strip(), "")
                return [each._replace(target=_without_answer_marks(harmless(token.meta["target"]))) for each in named]
            case "wikiembed":
                return [self.embedded(token.meta["target"], sized(token.content)[1])]
            case "image":
                source = str(token.attrGet("src") or "")
                words, width = sized(token.content)
                return [self.image(words or source, source, width)]
            case "footnote_ref":
                return [Segment(footnote_mark(token), "footnote")]
        return []

    def _words(self, text: str, style: str, target: str) -> list[InlinePiece]:
        """Render words, with bare addresses as links and marks of footnotes that are not part of this card."""
        if target or ("://" not in text and "[^" not in text):
            return [*self.text(text, style, target)]
        found: list[InlinePiece] = []
        for part in _BARE_LINK.split(text):
            if part.startswith("[^") and (mark := _superscript(part[2:-1])):
                found.append(Segment(mark, self.styled("footnote")))
            elif "://" in part and _BARE_LINK.fullmatch(part):
                address = _without_punctuation(part)
                found += self.text(address, f"{style} link".strip(), address)
                found += self.text(part[len(address) :], style)
            elif part:
                found += self.text(part, style)
        return found

    def text(self, text: str, style: str = "", target: str = "") -> list[Segment]:
        """Render text with its holes and the brackets of an answer, and make control characters harmless."""
        found = []
        for part in _SPECIAL.split(text):
            number = hole_number(part) if len(part) == 1 else None
            if number is not None:
                found.append(Segment(f"[{self._label(number)}]", "hole"))
            elif part == ANSWER_OPEN:
                self.answering = True
                found.append(Segment(LEFT_BRACKET, "answer"))
            elif part == ANSWER_CLOSE:
                if self.answering:
                    found.append(Segment(RIGHT_BRACKET, "answer"))
                self.answering = False
            elif part:
                named = "hole" if part.startswith("___") else style
                found.append(Segment(_on_one_line(part), self.styled(named), harmless(target)))
        return found

    def formula(self, source: str, style: str = "", target: str = "") -> list[Segment]:
        """Render a formula on one line, or its source where formulas are not drawn."""
        if not self.drawn:
            return self.text(source, f"{style} math".strip(), target)
        from studygpt.render.math import one_line  # only when a formula is shown

        return [
            Segment(each.text, self.styled(f"{style} {each.style}".strip()), target)
            for each in one_line(source, self.holes)
        ]

    def _label(self, number: int) -> str:
        return _on_one_line(self.holes[number]) if number < len(self.holes) else "..."

    def styled(self, style: str) -> str:
        """Add the style of an answer while one is open."""
        return f"{style} answer".strip() if self.answering else style

    def image(self, name: str, target: str, width: int | None = None) -> InlinePiece:
        """Return an image, or its name where images are not drawn."""
        embed = Embed(f"image: {self._name(name)}", _without_answer_marks(_on_one_line(target)), width)
        return embed if self.pictures is not None else self.named(embed)

    def embedded(self, target: str, width: int | None = None) -> InlinePiece:
        """Return an embedded file: an image, or another file that is drawn or named."""
        if _IMAGE.search(target):
            return self.image(target, target, width)
        embed = Embed(f"embedded: {self._name(target)}", _without_answer_marks(_on_one_line(target)), width)
        return embed if self.pictures is not None and _FILE.search(target) else self.named(embed)

    def _name(self, written: str) -> str:
        """Return the name of a file on one line, with its holes and the brackets of an answer."""
        return text_of(self.text(written))

    def named(self, embed: Embed, why: str = "") -> Segment:
        """Return the name of an image in brackets, for where it is not drawn."""
        words = f"{embed.name} ({_on_one_line(why)})" if why else embed.name
        return Segment(f"[{words}]", self.styled("image"), embed.target)

    def _html(self, source: str, open_styles: list[str]) -> list[InlinePiece]:
        """Apply the tags that style text; any other `<word>` is text, as notes speak of `<pad>` and `<eos>`."""
        if source.startswith("<!--"):
            return []
        tag = _TAG.match(source)
        name = tag[2].lower() if tag else ""
        if name == "br":
            return [LineBreak(False)]
        if name == "img" and (image := _SOURCE.search(source)):
            wide = _WIDTH.search(source)
            return [self.image(image[1], image[1], int(wide[1]) if wide else None)]
        if tag is None or name not in _TAG_STYLES:
            return [*self.text(source, " ".join(open_styles))]
        style = _TAG_STYLES[name]
        if not tag[1] and style:
            open_styles.append(style)
        elif tag[1]:
            _close(open_styles, style)
        return []


def _without_answer_marks(target: str) -> str:
    return target.replace(ANSWER_OPEN, "").replace(ANSWER_CLOSE, "")


def _close(open_styles: list[str], style: str) -> None:
    """End a style, if it is open: a note may close a tag that it never opened."""
    if style in open_styles:
        open_styles.remove(style)


def _without_punctuation(address: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    while address and (address[-1] in ".,;:!?'\"*_~。，、）」" or (address[-1] == ")" and "(" not in address)):
        address = address[:-1]
    return address


def footnote_mark(token: Token) -> str:
    """Return the mark of a footnote: a small number, or `[number]`."""
    number = str(int(token.meta.get("id", 0)) + 1)
    return _superscript(number) or f"[{number}]"


def _superscript(number: str) -> str:
    return (superscript(number) if number.isascii() and number.isdigit() else None) or ""


def with_highlights(pieces: list[InlinePiece]) -> list[InlinePiece]:
    """Apply `==highlights==`, and make the letters of `<sub>` and `<sup>` small."""
    found: list[InlinePiece] = []
    places = _highlights(pieces)
    inside = False
    for number, piece in enumerate(pieces):
        if not isinstance(piece, Segment):
            found.append(piece)
            continue
        position = 0
        for at in [*places.get(number, []), len(piece.text)]:
            text = piece.text[position:at]
            if text:
                made = _with_small_letters(piece._replace(text=text))
                found.append(made._replace(style=f"{made.style} highlight".strip()) if inside else made)
            if at < len(piece.text):
                inside = not inside
            position = at + 2
    return found


def _highlights(pieces: list[InlinePiece]) -> dict[int, list[int]]:
    """Find the pairs of `==` that open before a letter and close after one; return their offsets in each piece."""
    found: list[tuple[int, int]] = []
    opened: tuple[int, int] | None = None
    for number, piece in enumerate(pieces):
        if not isinstance(piece, Segment) or "==" not in piece.text or "code" in piece.style or "math" in piece.style:
            continue
        for match in re.finditer(r"(?<!=)==(?!=)", piece.text):
            before, after = piece.text[: match.start()][-1:], piece.text[match.end() :][:1]
            if opened is None and not after.isspace() and (after or number + 1 < len(pieces)):
                opened = (number, match.start())
            elif opened is not None and not before.isspace() and opened != (number, match.start() - 2):
                found += [opened, (number, match.start())]
                opened = None
    places: dict[int, list[int]] = {}
    for number, at in found:
        places.setdefault(number, []).append(at)
    return places


def _with_small_letters(segment: Segment) -> Segment:
    if "su" not in segment.style:
        return segment
    for style, letters, mark in (("sub", subscript, "_"), ("sup", superscript, "^")):
        if style in segment.style.split():
            text = letters(segment.text.replace("-", "−")) or f"{mark}{segment.text}"
            return segment._replace(text=text, style=" ".join(each for each in segment.style.split() if each != style))
    return segment


def _target_words(target: str) -> str:
    """Return the words of a wikilink without a label, as Obsidian shows them: `note > heading`."""
    words = _TRAILING.sub("", target) or target
    return words.removeprefix("#").replace("#", " > ")


def _on_one_line(text: str) -> str:
    return without_joiners(harmless(text).replace("\n", " ").replace("\t", "    "))
