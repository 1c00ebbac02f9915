"""Find separators that a vault's notes seem to use although its settings do not name them.

Nothing here makes a card. The counts tell a person that a way of writing cards was ignored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from studygpt.notes.rules import Rules

# Separators that people choose. Longer ones come first, so that `;;;` is not read as `;;`.
_INLINE = ("->->->", "->->", ";;;", ";;", ":=:", ":=", "=:", ">>>", ">>", "<->", "==>", "=>", "||", "~~>", "—")
_ALONE = ("+++", "++++", "???", "%%%", "&&&", "@@@", "^^^", "--?--", "***?***")
_EVERYDAY = frozenset({"—", "=>", ">>", ":=", "||"})
"""Separators that are also common in prose and code. They count only in a note with many of them."""
_MIN_LINES, _MIN_EVERYDAY_LINES = 2, 3
_MIN_EVERYDAY_SHARE = 0.5
_ANY = re.compile(
    "|".join([*map(re.escape, _INLINE), rf"\n[ \t>]*(?:{'|'.join(map(re.escape, _ALONE))})[ \t]*(?:\n|\Z)"])
)
"""A pattern for a quick check, because most notes contain none of these separators."""
_MAX_SIDE = 300
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)")
_MARKERS = " \t>-*+0123456789.)"


def count_unknown_separators(text: str, rules: Rules) -> Counter[str]:
    """Count the lines of a note that look like cards, for each separator that the rules do not name."""
    if _ANY.search(text) is None:
        return Counter()
    found = Counter(mark for _, mark in unknown_separator_lines(text, rules))
    lines = sum(1 for line in text.split("\n") if line.strip()) if found else 0
    return Counter(
        {
            mark: count
            for mark, count in found.items()
            if count >= (max(_MIN_EVERYDAY_LINES, _MIN_EVERYDAY_SHARE * lines) if mark in _EVERYDAY else _MIN_LINES)
        }
    )


def unknown_separator_lines(text: str, rules: Rules) -> Iterator[tuple[int, str]]:
    """Yield each line, counted from 1, that looks like a card with an unknown separator, and the separator."""
    named = {rules.inline, rules.inline_reversed, rules.multiline, rules.multiline_reversed, rules.end_marker}
    inline = [mark for mark in _INLINE if mark not in named and mark in text]
    alone = {mark for mark in _ALONE if mark not in named and mark in text}
    fenced, previous = False, ""
    for number, line in enumerate(text.split("\n"), 1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and line.strip():
            written = line.strip(" \t>")
            if written in alone and previous.strip():
                yield number, written
            else:
                mark = next((mark for mark in inline if mark in line), None)
                if mark is not None and _is_card(line, mark):
                    yield number, mark
        previous = line


def describe_unknown_separators(counts: Iterable[Counter[str]]) -> list[str]:
    """Return a sentence about each unknown separator in a vault, the most frequent first."""
    total: Counter[str] = sum(counts, Counter())
    return [
        f"{count:,} lines look like `{mark}` cards; this vault's settings name no such separator"
        for mark, count in total.most_common()
    ]


def _is_card(line: str, mark: str) -> bool:
    """Whether the separator occurs once in a line, with text on both sides."""
    if "`" in line or line.lstrip(" \t>").startswith("|"):
        return False
    left, _, right = line.partition(mark)
    left, right = left.lstrip(_MARKERS).rstrip(), right.strip()
    if not left or not right or mark in right or max(len(left), len(right)) > _MAX_SIDE:
        return False
    return right[0] not in mark and left[-1] not in mark
