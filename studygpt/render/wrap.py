"""Wrap styled text to the width of a terminal: between words, or between letters of scripts without blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, split_graphemes

from studygpt.render.segments import Segment, Segments, merged, trimmed, width_of

_PIECES = re.compile(r"[ \t]+|[^ \t]+")
_STAYS_BEHIND = frozenset("。，、．：；！？）］｝」』】〉》〕ー々")
"""Letters that must not begin a line."""

Word = list[Segment]


def wrapped(segments: Iterable[Segment], width: int) -> list[Segments]:
    """Break the segments into lines of at most `width` cells; longer words are cut."""
    lines: list[list[Segment]] = [[]]
    used = 0
    blank: Segment | None = None
    for word in _words(segments):
        if word[0].text[0] in " \t":
            blank = word[0] if lines[-1] or len(lines) == 1 else None
            continue
        cells = width_of(word)
        space = cell_len(blank.text) if blank else 0
        if used and used + space + cells > width:
            lines.append([])
            used, space, blank = 0, 0, None
        if blank and space + cells > width:
            blank, space = None, 0
        if blank:
            lines[-1].append(blank)
            blank = None
        if cells > width:
            *whole, word = _cut(word, width)
            for piece in whole:
                lines[-1] += piece
                lines.append([])
            space, cells = 0, width_of(word)
        lines[-1] += word
        used += space + cells
    return [trimmed(merged(line)) for line in lines]


def _words(segments: Iterable[Segment]) -> Iterator[Word]:
    """Yield words, which may have several styles, and the blanks between them."""
    word: Word = []
    for segment in segments:
        for piece in _PIECES.findall(segment.text):
            if piece[0] in " \t":
                if word:
                    yield word
                yield [segment._replace(text=piece)]
                word = []
            elif piece.isascii() or cell_len(piece) == len(piece):
                word.append(segment._replace(text=piece))
            else:
                for part, breaks in _break_points(piece):
                    if breaks and word:
                        yield word
                        word = []
                    word.append(segment._replace(text=part))
    if word:
        yield word


def _break_points(text: str) -> list[tuple[str, bool]]:
    """Split a word into letters, each with True where a line may break before it: beside wide letters."""
    found: list[tuple[str, bool]] = []
    wide_before = False
    for start, end, cells in split_graphemes(text)[0]:
        letter, wide = text[start:end], cells > 1
        if found and not wide and not wide_before:
            found[-1] = (found[-1][0] + letter, found[-1][1])
        else:
            found.append((letter, (wide or wide_before) and letter[0] not in _STAYS_BEHIND))
        wide_before = wide
    return found


def _cut(word: Word, width: int) -> list[Word]:
    """Cut a word into pieces of at most `width` cells."""
    pieces: list[Word] = [[]]
    used = 0
    for segment in word:
        for start, end, cells in split_graphemes(segment.text)[0]:
            if used and used + cells > width:
                pieces.append([])
                used = 0
            pieces[-1].append(segment._replace(text=segment.text[start:end]))
            used += cells
    return pieces
