"""What one side of a card says, as far as it counts for the question whether a card is still the same. Pure.

Letters with their case, digits, symbols, emoji, code and formulas count as they stand, in every language alike. What
does not count is named here: white space and Unicode form, comments (the schedules and ids of other programs among
them), markup around the same words, list markers, the form of quotation marks, the stop at the end, and the folder and
size of an image. Its name, and the target of a link, are kept apart: where only they changed, nobody can tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote

IMAGE = 5
"""The number of words that an image is worth."""


@dataclass(frozen=True)
class Side:
    """One side of a card, without what does not count."""

    text: str
    attached: tuple[str, ...]
    """The names of images and the targets of links."""

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Words, single symbols, and single characters of scripts without spaces."""
        return tuple(_TOKEN.findall(self.text))

    @cached_property
    def words(self) -> float:
        """How many words there are; a character of a script without spaces is half a word."""
        return float(sum(map(str.isalnum, self.tokens)) if self.text.isascii() else sum(map(_weight, self.tokens)))

    @property
    def weight(self) -> float:
        """How much it says, in words; each image counts for some."""
        return self.words + IMAGE * len(self.attached)

    @property
    def says(self) -> tuple[str, tuple[str, ...]]:
        return self.text, self.attached


@lru_cache(maxsize=8192)
def side_of(text: str) -> Side:
    # Most sides are plain, and a large vault has a hundred thousand.
    if _PLAIN.fullmatch(text) and unicodedata.is_normalized("NFC", text):
        said = " ".join(text.split())
        return Side(said.rstrip(STOPS) or said, ())
    attached: list[str] = []
    standing: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        standing.append(found[found.lastgroup or 0].strip())
        return f"{_KEPT}{len(standing) - 1}{_KEPT}"

    def put_back(text: str) -> str:
        return _SET_ASIDE.sub(lambda found: standing[int(found[1])] + _KEPT, text)

    # Code and formulas stand as they are; the words around them are still one text.
    said = put_back(_words(_AS_IT_STANDS.sub(set_aside, text.replace(_KEPT, "")), attached))
    said = unicodedata.normalize("NFC", said.translate(_ONE_FORM))
    said = " ".join(said.split())
    said = said.rstrip(STOPS).rstrip().removesuffix(_KEPT) or said
    said = said.replace(_KEPT, "")
    names = tuple(put_back(name).replace(_KEPT, "") for name in attached)
    return Side(said, names)


def _weight(token: str) -> float:
    if not token[0].isalnum():
        return 0.0
    return 0.5 if len(token) == 1 and token >= "\u0e00" else 1.0


def _words(text: str, attached: list[str]) -> str:
    def attach(found: re.Match[str]) -> str:
        shown = found["embed"] or found["image"]
        if shown is not None:
            if name := unquote(shown).partition("|")[0]:  # `![]()` shows nothing
                attached.append(name.replace("\\", "/").rpartition("/")[2].strip())
            return " "
        if found["url"]:
            attached.append(found["url"])
            return found["label"]
        target, _, alias = found["wiki"].partition("|")
        if alias:
            attached.append(target)
        return alias or target

    text = _COMMENT.sub(" ", text)
    text = _ATTACHED.sub(attach, text)
    text = _TAG.sub("", _BREAK.sub(" ", text))
    if "\n" in text.strip():  # a single line is no list: `- 1` and `3. Oktober` say what they say
        text = _LINE_START.sub("", text)
    return _unmarked(text)


def _unmarked(text: str) -> str:
    """Take away marks that open before a word and close behind one: bold, italic, highlighted, struck out."""
    pieces: list[str] = []
    done = 0
    opened: dict[str, list[int]] = defaultdict(list)
    for mark in _MARK.finditer(text):
        before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
        pieces += [text[done : mark.start()], mark[0]]
        done = mark.end()
        if opened[mark[0]] and not before.isspace() and not after.isalnum():
            pieces[opened[mark[0]].pop()] = pieces[-1] = ""
        elif not before.isalnum() and after.strip():
            opened[mark[0]].append(len(pieces) - 1)
    return "".join([*pieces, text[done:]])


_PLAIN = re.compile(r"(?:[^\W_]|[ ,.;:?'\"()/+-])*+")
"""A text in which nothing is taken away but white space and its stop."""
_KEPT = "\ue000"
"""Stands around the number of code or a formula that is set aside, and then behind it: its last sign is no stop."""
_SET_ASIDE = re.compile(f"{_KEPT}([0-9]+){_KEPT}")
STOPS = ".?:;。？：；…؟ "
_ONE_FORM = {
    **str.maketrans("’‘ʼ“”„«»", "'''" + '"' * 5),
    **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)),
}
_AS_IT_STANDS = re.compile(
    r"(?:```|~~~)[^\n`~]*\n(?P<fence>.*?)(?:```|~~~)|(?<!`)(?P<mark>`+)(?!`)(?P<code>.+?)(?<!`)(?P=mark)(?!`)"
    r"|\$\$(?P<block>.+?)\$\$|\$(?P<math>[^$\n]+)\$",
    re.DOTALL,
)
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->|%%.*?%%", re.DOTALL)
_ATTACHED = re.compile(
    r"!\[\[(?P<embed>[^\[\]]+)\]\]|!\[[^\[\]]*\]\((?P<image>[^()]*)\)"
    r"|\[\[(?P<wiki>[^\[\]]+)\]\]|\[(?P<label>[^\[\]]+)\]\((?P<url>[^()\s]+)\)"
)
_BREAK = re.compile(r"<br ?/?>")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|mark|span|font|small|p|div|center)(?: [^<>]*)?>")
_LINE_START = re.compile(r"^(?:[ \t]*(?:[-*+]|\d{1,3}[.)]|>|#{1,6})[ \t]+)+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)
_MARK = re.compile(r"(?<!\*)\*{1,3}(?!\*)|(?<!_)_{1,3}(?!_)|(?<!=)==(?!=)|(?<!~)~~(?!~)")
_TOKEN = re.compile(
    r"[\u0e00-\u0fff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|(?:(?![\u0e00-\u0fff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff])[^\W_])+|[^\w\s]|_"
)
