"""Mark the words in which two wordings of a text differ: `[-old-]` in the former one, `{+new+}` in the present one."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import split_graphemes

from studygpt.render.alignment import aligned
from studygpt.render.segments import Segment, Segments, merged

_PIECE = re.compile(r"(\s*)(\S+)")
_LONGEST = 10_000
"""The most letters of each wording that are compared."""
_AROUND = 12
"""How many words are shown before and after a change where a long stretch between two changes stayed."""
_LONG = 48
"""The number of words from which a stretch is long."""
REMOVED, ADDED = "missing underline", "right strong underline"


def changed_words(was: str, now: str) -> tuple[Segments, Segments]:
    """Return both wordings with the words marked that only one of them has. Case counts, white space does not."""
    old, new = (_words(unicodedata.normalize("NFC", text)[:_LONGEST]) for text in (was, now))
    stretches = aligned([word.strip() for word in old], [word.strip() for word in new])
    before: list[Segment] = []
    after: list[Segment] = []
    for same, first, last, begin, end in stretches:
        if same:
            is_first, is_last = first == 0, last == len(old) and end == len(new)
            before.append(Segment(_stretch(old[first:last], is_first=is_first, is_last=is_last)))
            after.append(Segment(_stretch(new[begin:end], is_first=is_first, is_last=is_last)))
        else:
            before += _marked("".join(old[first:last]), "[-", "-]", REMOVED)
            after += _marked("".join(new[begin:end]), "{+", "+}", ADDED)
    return merged(before), merged(after)


def _words(text: str) -> list[str]:
    """Split a text into words, symbols and wide letters, each with the blanks before it."""
    words: list[str] = []
    for blanks, piece in _PIECE.findall(text):
        before, goes_on = blanks, False
        for start, end, cells in split_graphemes(piece)[0]:
            letter = piece[start:end]
            is_narrow = cells < 2 and (letter[0].isalnum() or letter[0] == "_")
            if is_narrow and goes_on:
                words[-1] += letter
            else:
                words.append(before + letter)
            before, goes_on = "", is_narrow
    return words


def _marked(text: str, left: str, right: str, style: str) -> list[Segment]:
    """Put words between marks, and the blanks before them outside."""
    words = text.lstrip()
    return [Segment(text[: len(text) - len(words)]), Segment(f"{left}{words}{right}", style)] if words else []


def _stretch(words: list[str], *, is_first: bool, is_last: bool) -> str:
    """Return words that stayed; of a long stretch only those that are near a change."""
    head, tail = 0 if is_first else _AROUND, 0 if is_last else _AROUND
    if len(words) < _LONG:
        return "".join(words)
    return "".join([*words[:head], " … ", "".join(words[len(words) - tail :]).lstrip()])
