"""Two wordings of one text, a line `%%` between them: nothing of either is lost, and what is equal is not marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from studygpt.identity.comparison import changes_of, is_fine, kept_words, overlap
from studygpt.identity.evidence import side_of
from studygpt.render.alignment import aligned
from studygpt.render.changed_words import changed_words
from studygpt.render.typed_answer import compared, normalized
from tests.notes.note_words import INLINE

WORDS = (*INLINE, "\n%%\n", "the ", "not ", "ﬁ", "²", "ß", "İ", "e\u0301", "\u200d", "注", "👩\u200d🚀")
LONGEST = 300
_BETWEEN = "\n%%\n"


def seeds() -> Iterator[bytes]:
    yield b"queries and keys\n%%\nqueries, keys"
    yield b"What does the model read?\n%%\nWhat does the network not read?"
    yield "aab aab Straße\n%%\nabb abb STRASSE ﬁ".encode()
    yield b"`x == 1` is $x_1$ and [[a|b]] ![[c.png]]\n%%\n`x != 1` is $x_2$ and [[a|c]]"


def check(data: bytes) -> None:
    was, _, now = data.decode("utf-8", "replace").partition(_BETWEEN)
    old, new = (unicodedata.normalize("NFC", text) for text in (was, now))
    parts = compared(was, now)
    assert "".join(part.typed for part in parts) == old
    assert "".join(part.expected for part in parts) == new
    if normalized(was) == normalized(now):
        assert all(part.same for part in parts)
    for text, segments in zip((old, new), changed_words(was, now), strict=True):
        shown = "".join(segment.text[2:-2] if segment.style else segment.text for segment in segments)
        assert shown.split() == text.split() or " … " in shown
    for same, first, last, begin, end in aligned(old.split(), new.split()):
        assert (old.split()[first:last] == new.split()[begin:end]) is same
    one, other = side_of(was), side_of(now)
    assert 0 <= overlap(one, other).alike <= overlap(one, other).stayed <= 1
    assert overlap(one, other) == overlap(other, one)
    assert kept_words(one, one) >= kept_words(one, other) - 1e-9
    assert is_fine(list(changes_of(one.tokens, one.tokens)))
