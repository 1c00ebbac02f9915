"""Draw brackets as tall as their content."""

from __future__ import annotations

from studygpt.render.math.box import EMPTY, Box, of_rows, of_text

_PIECES = {  # top, middle, bottom
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "⌊": "⎢⎢⎣",
    "⌋": "⎥⎥⎦",
    "⌈": "⎡⎢⎢",
    "⌉": "⎤⎥⎥",
    "|": "│││",
    "∣": "│││",
    "‖": "║║║",
    "∥": "║║║",
    "↑": "↑││",
    "↓": "││↓",
    "↕": "↑│↓",
    "⟮": "⎛⎜⎝",
    "⟯": "⎞⎟⎠",
}
_BRACES = {"{": "⎧⎪⎨⎩", "}": "⎫⎪⎬⎭"}


def tall(text: str, above: int, below: int) -> Box:
    """Draw a bracket with `above` rows above the baseline and `below` rows below it."""
    rows = above + below + 1
    if not text:
        return EMPTY
    if rows == 1:
        return of_text(text)
    if text in _BRACES:
        return _brace(text, rows, above)
    if text in ("⟨", "⟩", "/", "\\"):
        return _slanted(text, rows, above)
    top, middle, bottom = tuple(_PIECES.get(text, text[:1] * 3))
    return of_rows([top, *[middle] * (rows - 2), bottom], above)


def _brace(text: str, rows: int, above: int) -> Box:
    if rows == 2:  # a brace has no shape of two rows
        rows += 1
    top, along, middle, bottom = tuple(_BRACES[text])
    pieces = [top, *[along] * (rows - 2), bottom]
    pieces[min(max(above, 1), rows - 2)] = middle
    return of_rows(pieces, above)


def _slanted(text: str, rows: int, above: int) -> Box:
    """Draw an angle bracket from two strokes that meet in the middle, or a slash from one."""
    if text in "/\\":
        steps = [rows - 1 - row if text == "/" else row for row in range(rows)]
        return of_rows([" " * step + ("╱" if text == "/" else "╲") for step in steps], above)
    half, odd = divmod(rows, 2)
    away = [step + odd for step in range(half)]
    out = [*reversed(away), *[0] * odd, *away]
    strokes = ["╱"] * half + ["⟨"] * odd + ["╲"] * half
    if text == "⟩":
        out = [max(out) - step for step in out]
        strokes = ["╲"] * half + ["⟩"] * odd + ["╱"] * half
    return of_rows([" " * step + stroke for step, stroke in zip(out, strokes, strict=True)], above)
