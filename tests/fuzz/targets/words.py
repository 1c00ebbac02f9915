"""Text on its way out: to terminals, JSON, CSV and shells."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from studygpt.text import harmless, harmless_cell, harmless_json, joined, one_name, shell_word, shortened
from tests.harmless_text import EVIL, forbidden

WORDS = (
    "\x1b]52;c;",
    "\x1b[31m",
    "\x9b",
    "\u202e",
    "\u2066",
    "\u061c",
    "\u2028",
    "=1+1",
    "\ufeff",
    "\\ud800",
    "'",
)
LONGEST = 200


def seeds() -> Iterator[bytes]:
    yield EVIL.encode()
    for word in WORDS:
        yield f"a {word} b".encode()
    yield b"caf\xe9 \xff"


def check(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    shown = harmless(text)
    assert not forbidden(shown)
    assert harmless(shown) == shown
    for line in (one_name(text), harmless_cell(text), shell_word(text), shortened(shown, 20)):
        assert not forbidden(line)
        assert "\n" not in line
    assert len(shortened(text, 20)) <= 20
    assert not harmless_cell(text).lstrip().startswith(("=", "+", "-", "@"))
    assert joined(joined(text)) == joined(text)
    written = harmless_json(json.dumps({text: [text]}, ensure_ascii=False))
    assert not forbidden(written)
    assert json.loads(written) == {text: [text]}
    assert shlex.split(shell_word(text)) == [one_name(text)]
