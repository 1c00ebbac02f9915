"""Tell by the environment how this terminal can show a picture. Its own answer would come late, among keys."""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple


class Form(StrEnum):
    """A way to show pictures in a terminal."""

    KITTY = "kitty"
    SIXEL = "sixel"
    BLOCKS = "blocks"


class Cell(NamedTuple):
    """A cell of the terminal, in pixels."""

    width: int
    height: int


_USUAL = Cell(10, 20)
_SIXEL = re.compile(r"foot|mlterm|contour|yaft")
_SIXEL_PROGRAMS = {"WezTerm", "iTerm.app", "mintty", "rio"}


def form_of(environment: Mapping[str, str]) -> Form:
    """The form that a terminal with these environment variables knows; half cells work in all."""
    kind, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if "TMUX" in environment or kind.startswith(("tmux", "screen")):  # graphics do not reach the terminal outside
        return Form.BLOCKS
    if "KITTY_WINDOW_ID" in environment or kind in ("xterm-kitty", "xterm-ghostty") or program == "ghostty":
        return Form.KITTY
    konsole = environment.get("KONSOLE_VERSION", "")
    if _SIXEL.match(kind) or program in _SIXEL_PROGRAMS or (konsole.isdecimal() and int(konsole) >= 220400):
        return Form.SIXEL
    return Form.BLOCKS


def chosen_form(setting: str, color_system: str | None) -> Form:
    """The form in the settings, else the terminal's. Kitty numbers pictures by colours, so it needs all of them."""
    form = form_of(os.environ) if setting == "auto" else Form(setting)
    return Form.BLOCKS if form is Form.KITTY and color_system != "truecolor" else form


def cell_size() -> Cell:
    """The size of a cell from the terminal's driver, else a usual one."""
    with suppress(ImportError, OSError, AttributeError, ValueError):
        import fcntl  # there is none on Windows
        import termios  # there is none on Windows

        assert sys.__stdout__ is not None
        answer = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, bytes(8))
        rows, columns, width, height = struct.unpack("HHHH", answer)
        if rows and columns and width >= columns and height >= rows:
            return Cell(width // columns, height // rows)
    return _USUAL
