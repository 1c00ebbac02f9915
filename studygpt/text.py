"""Pure helpers for text that people read: counts, single lines, intervals, text that is safe for a terminal."""

from __future__ import annotations

_TABLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: "␡",
    **{code: f"‹{code:02X}›" for code in range(0x80, 0xA0)},
    # Letters that reverse the direction of text can make a line look as if it said something else.
    **dict.fromkeys((1564, 8206, 8207, *range(8234, 8239), *range(8294, 8298)), ""),
    0x2028: "\n",
    0x2029: "\n",
    0xFEFF: "",
    # A byte of a file's name that is no UTF-8 is half of a surrogate pair in Python; no terminal can show the others.
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **{0xDC00 + byte: f"‹{byte:02X}›" for byte in range(0x80, 0x100)},
}
_JSON_TABLE = {code: f"\\u{code:04x}" for code in _TABLE if code >= 0x20}


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 card`, `2 cards`. `many` is the plural if it is not formed with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(text: str) -> str:
    """Return all words of a text on one line, with one space between them."""
    return " ".join(text.split())


def shortened(text: str, width: int) -> str:
    """Return the beginning of a text as one line of at most `width` characters."""
    line = joined(text)
    return line if len(line) <= width else line[: max(0, width - 1)] + "…"


def harmless(text: str) -> str:
    """Show control characters as symbols and drop bidirectional overrides.

    This keeps control sequences in notes from reaching the terminal.
    """
    return text if text.isprintable() else text.translate(_TABLE)


def harmless_json(text: str) -> str:
    """Write in JSON as escapes what `harmless` replaces; the values stay the same."""
    return text if text.isprintable() else text.translate(_JSON_TABLE)


def harmless_cell(text: str) -> str:
    """Return the text of a cell of a CSV file, with an apostrophe where a spreadsheet would take it for a formula."""
    cell = one_name(text)
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else cell


def one_name(text: str) -> str:
    """Return a name as one line without control characters; file names may contain line breaks."""
    return harmless(text).replace("\n", "␊").replace("\t", "␉")


def shell_word(text: str) -> str:
    """Return a name as one word of a command that a person can copy into a shell."""
    from shlex import quote  # only when a command with a name in it is shown

    return one_name(quote(text))


def whole_minutes(ms: int) -> int:
    """Return a time span in whole minutes, at least one."""
    return max(1, round(ms / 60_000))


def short_interval(ms: int) -> str:
    """Return a time span in a short form: 1m, 10m, 4d, 2.5mo, 1.2y."""
    minutes = ms / 60_000
    if minutes < 59.5:
        return f"{whole_minutes(ms)}m"
    if minutes < 23.5 * 60:
        return f"{round(minutes / 60)}h"
    days = ms / 86_400_000
    if days < 30.5:
        return f"{round(days)}d"
    if days < 364.5:
        return f"{days / 30.44:.1f}mo".replace(".0mo", "mo")
    return f"{days / 365.25:.1f}y".replace(".0y", "y")
