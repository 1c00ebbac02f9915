"""A picture as rows of cells, in a form that the terminal knows: kitty's graphics, sixel, or two colours a cell.

Each row stands alone, so a picture scrolls with the lines around it.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import os
import sys
from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style

from studygpt.tui.harmless_lines import OwnSequence
from studygpt.tui.pictures.terminal_graphics import Cell, Form

if TYPE_CHECKING:
    from PIL.Image import Image

_CHUNK = 4096
_numbers = count(int.from_bytes(os.urandom(3), "big") | 0x01000000)
"""Numbers of kitty's pictures, from a random start because other programs on the terminal number theirs too."""


class Rows(NamedTuple):
    """The rows of a picture."""

    rows: list[list[Segment]]
    before: str = ""
    """What must be sent to the terminal before it can show the rows."""
    after: str = ""
    """What must be sent to the terminal to remove the picture from its memory."""


def pixels(form: Form, columns: int, rows: int, cell: Cell) -> tuple[int, int]:
    """The width and height in pixels of what an area of cells can show."""
    return (columns, rows * 2) if form is Form.BLOCKS else (columns * cell.width, rows * cell.height)


def rows_of(form: Form, image: Image, columns: int, rows: int, cell: Cell) -> Rows:
    """The rows of a picture that has the size given by `pixels`."""
    return _FORMS[form](image, columns, rows, cell)


def _blocks(image: Image, columns: int, rows: int, _cell: Cell) -> Rows:
    """Two pixels a cell: the upper half is a block letter, the lower its background."""
    data = image.convert("RGB").tobytes()
    colours = [f"#{data[at : at + 3].hex()}" for at in range(0, len(data), 3)]
    found = []
    for row in range(rows):
        upper = colours[2 * row * columns : (2 * row + 1) * columns]
        lower = colours[(2 * row + 1) * columns : (2 * row + 2) * columns]
        found.append([Segment("▀", Style(color=a, bgcolor=b)) for a, b in zip(upper, lower, strict=True)])
    return Rows(found)


def _kitty(image: Image, columns: int, rows: int, cell: Cell) -> Rows:
    """Letters that stand for parts of a picture; the terminal is sent the picture itself under a number."""
    _without_asking("textual_image.renderable", cell)
    from textual_image.renderable.tgp import Image as Placed  # only after `_without_asking`

    placed, number = Placed(image, width=columns, height=rows), next(_numbers) % 2**32
    placed.terminal_image_id = number  # with a number set, it assumes that the picture was sent, and sends nothing
    file = io.BytesIO()
    image.save(file, format="png", compress_level=2)
    data = base64.b64encode(file.getvalue()).decode("ascii")
    parts = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
    sent = [f"\x1b_Gi={number},f=100,q=2,m={int(at + 1 < len(parts))};{part}\x1b\\" for at, part in enumerate(parts)]
    sent.append(f"\x1b_Ga=p,U=1,i={number},c={columns},r={rows},q=2\x1b\\")
    found = [[segment] for segment in _rendered(placed, columns, rows) if segment.text.strip()]
    return Rows(
        [[Segment(segment.text.rstrip("\n"), segment.style)] for (segment,) in found],
        "".join(sent),
        f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\",
    )


def _sixel(image: Image, columns: int, rows: int, cell: Cell) -> Rows:
    """Blanks with the row drawn over them; the cursor goes back to where it was."""
    _without_asking("textual_image.renderable", cell)
    from textual_image.renderable.sixel import Image as Drawn  # only after `_without_asking`

    found = []
    for row in range(rows):
        part = image.crop((0, row * cell.height, image.width, (row + 1) * cell.height))
        drawn = next(each.text for each in _rendered(Drawn(part, columns, 1), columns, 1) if each.text[:2] == "\x1bP")
        written = f"\x1b7\x1b[{columns}D{drawn}\x1b8"
        found.append([Segment(" " * columns), Segment(OwnSequence(written), None, [(ControlType.CURSOR_FORWARD, 0)])])
    return Rows(found)


_FORMS: dict[Form, Callable[[Image, int, int, Cell], Rows]] = {
    Form.BLOCKS: _blocks,
    Form.KITTY: _kitty,
    Form.SIXEL: _sixel,
}


def _rendered(picture: object, columns: int, rows: int) -> Iterable[Segment]:
    console = Console(file=io.StringIO(), width=columns, height=rows, color_system="truecolor")
    return console.render(picture, console.options)  # type: ignore[arg-type]


def _without_asking(package: str, cell: Cell) -> None:
    """Register a package without running it, and give it the size of a cell.

    If it ran, it would ask the terminal for its kind and size, and take the answers away from the app's input.
    """
    if package not in sys.modules:
        found = importlib.util.find_spec(package)
        assert found is not None, "the extra is installed"
        sys.modules[package] = importlib.util.module_from_spec(found)
    from textual_image import _terminal  # only where the extra is installed

    _terminal.get_cell_size._result = _terminal.CellSize(*cell)  # type: ignore[attr-defined]
