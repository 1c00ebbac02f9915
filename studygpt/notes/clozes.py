"""Parse `{{c1::text::hint}}`, `{{cloze text}}` and `\\cloze{text}` in one pass.

Balanced braces and code inside a cloze do not end it, and clozes may be nested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from studygpt.notes import false_separators

_MAX_DEPTH = 20
"""The maximum depth of nested clozes; people nest three at most."""
_TOKEN = re.compile(
    r"(?P<latex>\\cloze\{)|\\.|`+|\{\{c(?P<number>\d{1,3})::|(?P<logseq>\{\{cloze[ \t]+)|::|[{}]", re.DOTALL
)
_NEEDS_BRACES = re.compile(r"(?:[\^_]|\\[A-Za-z]+)[ \t]*$")
_LOGSEQ_HINT = "\\\\"
_MAX_FORMULA = 200
_TOGETHER, _APART = -1, -2
"""Placeholders for the missing number of a cloze, which is then hidden together with others like it, or alone."""


@dataclass(slots=True)
class Cloze:
    """A cloze with its text and the clozes nested in it."""

    number: int
    start: int
    """The offset of the cloze's opening mark in the parsed text."""
    parts: list[str | Cloze] = field(default_factory=list)
    hint: str | None = None


@dataclass(slots=True)
class _Open:
    """A cloze, or the whole text, that is being parsed."""

    cloze: Cloze
    inner: int
    """The offset at which the cloze's text begins."""
    done: int
    """The offset up to which the text is already in the cloze's `parts`."""
    closing: int = 2
    """The number of braces that close the cloze."""
    hint_mark: str = "::"
    depth: int = 0
    hint_at: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedClozes:
    """A text split into plain pieces and clozes."""

    parts: list[str | Cloze]
    unbalanced: list[int]
    """The offsets of clozes that are not closed."""


def read_clozes(text: str, *, logseq: bool = False) -> ParsedClozes:
    """Split a text into plain pieces and clozes. A cloze that is not closed counts as plain text.

    With `logseq`, for blocks that are Logseq's cards, `{{cloze text}}` is a cloze; elsewhere it is not.
    """
    stack = [_Open(Cloze(0, 0), 0, 0)]
    position = 0
    while match := _TOKEN.search(text, position):
        position = match.end()
        mark, top = match[0], stack[-1]
        group = match.lastgroup
        if group and len(stack) <= _MAX_DEPTH and (logseq or group != "logseq"):
            top.cloze.parts.append(text[top.done : match.start()])
            top.done = match.start()
            stack.append(_begun(match))
        elif mark[0] == "`":
            closing = text.find(mark, position)
            position = closing + len(mark) if closing >= 0 else position
        elif mark == "{":
            top.depth += 1
        elif mark == "}" and top.depth:
            top.depth -= 1
        elif mark == "}" and len(stack) > 1 and text.startswith("}" * top.closing, match.start()):
            _close(text, stack, match.start())
            position += top.closing - 1
        elif mark == _LOGSEQ_HINT == top.hint_mark and not top.depth and top.hint_at is None:
            if text.find("$", top.inner, match.start()) < 0:  # in a formula the mark is a line break
                top.hint_at = match.start()
        elif (
            mark == "::" == top.hint_mark
            and len(stack) > 1
            and not top.depth
            and top.hint_at is None
            and match.start() > top.inner
        ):
            inside = text[max(top.inner, match.start() - 200) : position + 200]
            at = match.start() - max(top.inner, match.start() - 200)
            if not _is_in_formula(text, top.inner, match.start()) and not false_separators.is_in_code_word(
                inside.replace("\n", " "), at, at + 2
            ):
                top.hint_at = match.start()
    unbalanced = [each.cloze.start for each in stack[1:]]
    while len(stack) > 1:  # an unclosed cloze is plain text, and the clozes nested in it move to the cloze around it
        lost = stack.pop()
        stack[-1].cloze.parts += [text[lost.cloze.start : lost.inner], *lost.cloze.parts]
        stack[-1].done = lost.done
    root = stack[0]
    root.cloze.parts.append(text[root.done :])
    _number(list(all_clozes(root.cloze.parts)))
    return ParsedClozes(root.cloze.parts, unbalanced)


def _is_in_formula(text: str, start: int, at: int) -> bool:
    """Whether an offset in a cloze is between two dollar signs. A single dollar sign, as in `$5`, is a price."""
    if text.count("$", max(start, at - _MAX_FORMULA), at) % 2 == 0:
        return False
    closing = text.find("$", at, at + _MAX_FORMULA)
    return closing >= 0 and text.find("}}", at, closing) < 0


def _begun(match: re.Match[str]) -> _Open:
    start, end = match.span()
    if match["latex"]:
        return _Open(Cloze(_APART, start), end, end, closing=1, hint_mark="")
    if match["logseq"]:
        return _Open(Cloze(_TOGETHER, start), end, end, hint_mark=_LOGSEQ_HINT)
    return _Open(Cloze(int(match["number"]), start), end, end)


def _number(clozes: list[Cloze]) -> None:
    """Give numbers to the clozes that have a placeholder instead."""
    if all(cloze.number >= 0 for cloze in clozes):
        return
    free = max(cloze.number for cloze in clozes)
    free = max(free, 0) + 1
    together = [cloze for cloze in clozes if cloze.number == _TOGETHER]
    for cloze in together:
        cloze.number = free
    apart = (cloze for cloze in clozes if cloze.number == _APART)
    for number, cloze in enumerate(apart, free + bool(together)):
        cloze.number = number


def _close(text: str, stack: list[_Open], end: int) -> None:
    top = stack.pop()
    if top.hint_at is None or top.hint_at < top.done:
        words = text[top.done : end]
    else:
        words = text[top.done : top.hint_at]
        top.cloze.hint = text[top.hint_at + 2 : end].strip() or None
    top.cloze.parts.append(words.rstrip() if top.hint_mark == _LOGSEQ_HINT else words)
    around = stack[-1].cloze.parts
    if top.closing == 1 and _NEEDS_BRACES.search(text, max(0, top.cloze.start - 40), top.cloze.start):
        around += ["{", top.cloze, "}"]  # `x^\\cloze{10}` means `x^{10}`, not `x^10`
    else:
        around.append(top.cloze)
    stack[-1].done = end + top.closing


def all_clozes(parts: list[str | Cloze]) -> Iterator[Cloze]:
    """Yield every cloze of a text, including nested ones, from left to right."""
    for part in parts:
        if isinstance(part, Cloze):
            yield part
            yield from all_clozes(part.parts)


def cloze_text(parts: list[str | Cloze], hidden: int | None = None) -> str:
    """Return the text without cloze marks. Clozes with the number `hidden` are replaced by their hint or `[...]`."""
    return "".join(
        part
        if isinstance(part, str)
        else f"[{part.hint or '...'}]"
        if part.number == hidden
        else cloze_text(part.parts, hidden)
        for part in parts
    )
