"""Clozes as a vault's settings describe them: `==[123;;]answer[;;hint]==` or any other pattern.

In a pattern, brackets enclose an optional part. The part with a number groups clozes; the part with the word `hint`
holds the hint. `\\[` and `\\]` are literal brackets. In a note, letters may replace the number, one letter for each
card: `a` asks the cloze on that card, `h` hides it on both sides, `s` shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(
    r"\[(?P<optional>(?:\\+[\[\]]|[^\[\]\\])*)\]|(?P<answer>answer)|\\+(?P<escaped>[\[\]])|(?P<text>[\s\S])"
)
_NUMBER = r"(?P<number>\d{1,3}|[ash]{1,40})"
_MAX_HINT = 200


@dataclass(frozen=True, slots=True)
class ClozePattern:
    """A compiled cloze pattern."""

    opening: str
    """The mark that begins every cloze of the pattern; `head` matches the mark with an optional number."""
    closing: str
    head: re.Pattern[str]
    inner_hint: str
    """The sign before a hint inside the cloze; empty if the pattern has no hint there."""
    tail: re.Pattern[str]

    def find(self, text: str, is_prose: Callable[[int], bool]) -> Iterator[MarkedCloze]:
        """Find the clozes of a text. A cloze must end on the line where it begins.

        `is_prose` returns whether the text at an offset is prose, where marks of clozes count.
        """
        position, same = 0, self.opening == self.closing
        while (start := text.find(self.opening, position)) >= 0:
            position = start + 1
            head = self.head.match(text, start)
            repeated = same and start > 0 and text[start - 1] == self.opening[-1]
            if head is None or repeated or not is_prose(start):
                continue
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            end = self._end(text, head.end() + 1, line_end, is_prose)
            if end < 0:  # no other cloze on this line is closed either
                position = line_end
                continue
            inner_end, hint = end, None
            if self.inner_hint and (at := text.find(self.inner_hint, head.end() + 1, end)) >= 0:
                inner_end, hint = at, text[at + len(self.inner_hint) : end].strip() or None
            tail = self.tail.match(text, end)
            if tail is not None and self._is_meant(text, start, head.end(), inner_end, end):
                number = _group(head, "number") or _group(tail, "number")
                hint = hint or _group(tail, "hint")
                yield MarkedCloze(start, tail.end(), head.end(), text[head.end() : inner_end], hint, number)
                position = tail.end()

    def _end(self, text: str, position: int, line_end: int, is_prose: Callable[[int], bool]) -> int:
        """Return the offset of the mark that closes a cloze; -1 if there is none."""
        while (end := text.find(self.closing, position, line_end)) >= 0:
            if is_prose(end):
                while self.closing[-1] in "=*}" and text.startswith(self.closing[-1], end + len(self.closing)):
                    end += 1  # if there are too many marks, the last ones close
                return end
            position = end + 1
        return -1

    def _is_meant(self, text: str, start: int, inner_start: int, inner_end: int, end: int) -> bool:
        inner = text[inner_start:inner_end]
        if not inner.strip():
            return False
        if self.opening != self.closing:
            return True
        if inner[0] == "=" == self.opening[-1]:
            return False
        # Marks that are the same on both sides may be operators: `a == b and c == d`, `a==b && c==d`, `a !== b`.
        before, behind = text[max(start - 1, 0) : start], text[end + len(self.closing) : end + len(self.closing) + 1]
        if inner[0].isspace() or text[end - 1].isspace() or before in ("!", "<", ">"):
            return False
        glued = _is_code_letter(before) and _is_code_letter(behind)
        return not (glued and not inner.isalpha())


@dataclass(frozen=True, slots=True)
class MarkedCloze:
    """A cloze found in a text. `start` and `end` include its marks."""

    start: int
    end: int
    inner: int
    """The offset at which the text between the marks begins."""
    text: str
    hint: str | None
    number: str | None
    """Digits, or letters of which the nth applies to the nth card."""


def _is_code_letter(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter in "_)]") and letter != ""


def _group(match: re.Match[str], name: str) -> str | None:
    return match.groupdict().get(name)


@lru_cache(maxsize=64)
def read_pattern(written: str) -> ClozePattern | None:
    """Compile a pattern from the settings; return None if it is not valid."""
    head, tail = [""], [""]
    opening = closing = inner_hint = ""
    answered = False
    for piece in _PIECE.finditer(written):
        if piece["answer"] and not answered:
            answered = True
        elif piece["optional"] is not None:
            optional = re.sub(r"\\+([\[\]])", r"\1", piece["optional"])
            if "hint" in optional and answered and not closing:
                inner_hint = optional.partition("hint")[0]
            elif "hint" in optional and answered:
                tail.append(f"(?:{_with(optional, 'hint', _HINT)})?")
            elif number := re.search(r"\d+", optional):
                (tail if answered else head).append(f"(?:{_with(optional, number[0], _NUMBER)})?")
            else:
                return None
        else:
            letter = piece["escaped"] or piece["text"] or piece["answer"]
            if not answered:
                opening += letter
                head.append(re.escape(letter))
            elif len(tail) == 1 or not tail[-1].endswith(")?"):
                closing += letter
                tail.append(re.escape(letter))
            else:
                return None
    if not answered or not opening.strip() or not closing.strip():
        return None
    try:
        return ClozePattern(opening, closing, re.compile("".join(head)), inner_hint, re.compile("".join(tail)))
    except re.error:  # two numbers or two hints behind the answer
        return None


_HINT = rf"(?P<hint>[^\n\]]{{1,{_MAX_HINT}}}?)"


def _with(optional: str, word: str, group: str) -> str:
    before, _, behind = optional.partition(word)
    return re.escape(before) + group + re.escape(behind)
