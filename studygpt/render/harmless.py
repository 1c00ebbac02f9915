"""Text from notes, made safe for a screen: no control sequence of a note ever reaches the terminal."""

from __future__ import annotations

_TABLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: "␡",
    **{code: f"‹{code:02X}›" for code in range(0x80, 0xA0)},
    # What turns the direction of text round can make a line say something else than it does.
    **dict.fromkeys((1564, 8206, 8207, *range(8234, 8239), *range(8294, 8298)), ""),
    0x2028: "\n",
    0x2029: "\n",
    0xFEFF: "",
}


def one_name(text: str) -> str:
    """A name that may hold line breaks (a file's may), on one line."""
    return harmless(text).replace("\n", "␊").replace("\t", "␉")


def harmless(text: str) -> str:
    """`text` with control characters shown as symbols and bidirectional overrides left out."""
    return text.translate(_TABLE)
