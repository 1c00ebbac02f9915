"""Text that no terminal should get, and how to find it."""

from __future__ import annotations

import unicodedata

ESC, BEL, CSI, OVERRIDE, ISOLATE, DELETE, NEXT_LINE = "\x1b", "\a", "\x9b", "\u202e", "\u2066", "\x7f", "\x85"
EVIL = f"{ESC}[31mred{ESC}[0m {BEL}{CSI}2J{ESC}]0;title{BEL} {OVERRIDE}evil{ISOLATE} \b\x0c{DELETE}{NEXT_LINE}\x00"

DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def forbidden(text: str) -> list[str]:
    """What no terminal should get."""
    if text.isprintable():
        return []
    return [
        f"U+{ord(letter):04X}"
        for letter in text
        if (unicodedata.category(letter) == "Cc" and letter not in "\n\t")
        or unicodedata.bidirectional(letter) in DIRECTIONS
        or unicodedata.category(letter) == "Cs"
    ]
