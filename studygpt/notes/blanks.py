"""Underscore blanks in questions. The nth blank of a question is filled with the nth item of its answer."""

from __future__ import annotations

import re

from studygpt.model import Hole

_BLANK = re.compile(r"_{3,}")
_EMPHASIS = re.compile(r"(?<!\w)(_{3,})(?=[^\W_])[^\n_]{1,200}(?<=[^\W_])\1(?!\w)")
_RULE = re.compile(r"^[ \t]*_{3,}[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$")
_OPENING, _CLOSING = "([{（", ")]}）"


def count_blanks(text: str) -> int:
    """Count the underscore blanks of a text. Horizontal rules and emphasis with underscores do not count."""
    return len(_BLANK.findall(_EMPHASIS.sub("", _RULE.sub("", text))))


def fill_blanks(front: str, back: str, *, whole: bool = False) -> tuple[Hole, ...]:
    """Return the blanks of `front` as holes, filled with the items of `back`.

    Return no holes if the numbers of blanks and items differ; the card then shows its whole answer. With `whole`, for
    cards on one line, a single blank is filled with all of `back`.
    """
    blanks = count_blanks(front)
    if not blanks or not back:
        return ()
    if blanks == 1 and whole:
        return (Hole(1, back),)
    items = list_items(back) or split_commas(back.split("\n", 1)[0])
    if len(items) != blanks:
        return ()
    return tuple(Hole(number, item) for number, item in enumerate(items, 1))


def list_items(text: str) -> list[str]:
    """Return the outermost items of the list that a text begins with."""
    items: list[str] = []
    indent = 0
    for line in text.split("\n"):
        item = _ITEM.match(line)
        width = len(line) - len(line.lstrip())
        if item is None:
            if not items or (line.strip() and width <= indent):
                break
            continue
        if not items:
            indent = width
        if width <= indent:
            items.append(item[1].strip())
    return items


def split_commas(line: str) -> list[str]:
    """Split a line at its commas, except commas in brackets, code or formulas."""
    items, current, depth, quote = [], "", 0, ""
    for letter in line:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "`$":
            quote = letter
        elif letter in _OPENING:
            depth += 1
        elif letter in _CLOSING:
            depth = max(0, depth - 1)
        elif letter in ",，、" and not depth:
            items.append(current.strip())
            current = ""
            continue
        current += letter
    items.append(current.strip())
    return [item for item in items if item]
