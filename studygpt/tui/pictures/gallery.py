"""The images on the screen: found, measured and drawn in threads, so that no key waits for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from rich.segment import Segment
from textual.app import App

from studygpt.errors import StudyError
from studygpt.render.images import Drawing, Embed
from studygpt.study import is_web
from studygpt.tui.pictures.cell_rows import Rows, pixels, rows_of
from studygpt.tui.pictures.image_file import Measured, Undrawable, decoded, measure
from studygpt.tui.pictures.terminal_graphics import Cell, Form, cell_size

Find = Callable[[], Path | None]
_AROUND = 9
"""The rows of the screen that a picture leaves free, for some of the card's text and everything around it."""
_FEWEST_COLUMNS = 4
_MOST_COLUMNS = 250
_KEPT_CELLS = 20_000
"""How many cells of drawn pictures are kept; more if one screen needs more."""
_KEPT_FILES = 500
_AGAIN = 5.0
"""Seconds after which an image that could not be drawn is tried again."""


class ImageName(NamedTuple):
    """The note that names an image, and the words that name it there."""

    source: str
    path: str
    target: str


class Gallery:
    """Finds, measures and draws images, and keeps the latest drawings."""

    def __init__(self, app: App[None], form: Form, renew: Callable[[], None]) -> None:
        """`renew` is called when more is known of an image; it lays every card out again."""
        self.app = app
        self.form = form
        self.renew = renew
        self.cell = cell_size()
        self.known: dict[ImageName, Measured | str] = {}
        """The measures of an image, or why it is not drawn."""
        self.asked: dict[ImageName, float] = {}
        self.sketches: dict[tuple[Path, int, int, int], Sketch] = {}

    def picture(self, name: ImageName, find: Find, embed: Embed, room: int) -> Drawing | str:
        """The drawing of an image, or why there is none; an empty string while it is being looked for."""
        if is_web(name.target):
            return "on the web"
        known = self.known.get(name, "")
        if isinstance(known, Measured) and not _is_current(known):
            known = self.known[name] = ""
            self.asked.pop(name, None)
        if isinstance(known, str):
            if monotonic() - self.asked.get(name, -inf) > _AGAIN:
                self.asked[name] = monotonic()
                self._in_thread(partial(self._look, name, find))
            return known
        size = fitted(known, embed.width, room, max(4, self.app.size.height - _AROUND), self.cell)
        if size is None:
            return "there is no room to draw it"
        return self.sketches.setdefault((known.file, known.changed, *size), Sketch(self, name, known, *size))

    def _in_thread(self, work: Callable[[], object]) -> None:
        self.app.run_worker(work, thread=True, group="pictures", exit_on_error=False)

    def _look(self, name: ImageName, find: Find) -> None:
        """Find the file of an image and measure it; called in a thread."""
        try:
            known: Measured | str = measure(find())
        except (Undrawable, StudyError) as why:
            known = str(why)
        self.app.call_later(self._learn, name, known)

    def _learn(self, name: ImageName, known: Measured | str) -> None:
        if len(self.known) > _KEPT_FILES:
            self.known.clear()
            self.asked = {name: self.asked.get(name, -inf)}
            self.sketches = {place: each for place, each in self.sketches.items() if each.made is not None}
        if self.known.get(name) != known:
            self.known[name] = known
            self.renew()

    def draw(self, sketch: Sketch) -> None:
        """Have a picture drawn, because it is on the screen."""
        self._in_thread(partial(self._draw, sketch))

    def _draw(self, sketch: Sketch) -> None:
        """Decode an image and make its rows; called in a thread."""
        columns, rows = sketch.columns, sketch.rows
        try:
            image = decoded(sketch.measured.file, pixels(self.form, columns, rows, self.cell))
            made = rows_of(self.form, image, columns, rows, self.cell)
        except Undrawable as why:
            self.asked[sketch.name] = monotonic()
            self.app.call_later(self._learn, sketch.name, str(why))
        else:
            self.app.call_later(self._keep, sketch, made)

    def _keep(self, sketch: Sketch, made: Rows) -> None:
        """Show a picture that was drawn, and forget those that were drawn longest ago."""
        self._send(made.before)
        sketch.made = made
        self.sketches[sketch.place] = self.sketches.pop(sketch.place, sketch)
        drawn = [each for each in self.sketches.values() if each.made is not None]
        cells = sum(each.columns * each.rows for each in drawn)
        room = max(_KEPT_CELLS, 2 * self.app.size.width * self.app.size.height)
        for old in drawn:
            if cells <= room:
                break
            cells -= old.columns * old.rows
            self._forget(self.sketches.pop(old.place))
        self.renew()

    def _forget(self, sketch: Sketch) -> None:
        if sketch.made is not None:
            self._send(sketch.made.after)
        sketch.made, sketch.asked = None, False

    def close(self) -> None:
        """Remove every picture from the terminal."""
        for sketch in self.sketches.values():
            self._forget(sketch)

    def _send(self, words: str) -> None:
        if words and self.app._driver is not None:
            self.app._driver.write(words)


class Sketch:
    """An image in one size; it is drawn when one of its rows is first on the screen."""

    def __init__(self, gallery: Gallery, name: ImageName, measured: Measured, columns: int, rows: int) -> None:
        self.gallery = gallery
        self.name = name
        self.measured = measured
        self.columns = columns
        self.rows = rows
        self.note = measured.note
        self.made: Rows | None = None
        self.asked = False

    @property
    def place(self) -> tuple[Path, int, int, int]:
        return self.measured.file, self.measured.changed, self.columns, self.rows

    def row(self, number: int) -> Sequence[Segment] | None:
        if self.made is None and not self.asked:
            self.asked = True
            self.gallery.draw(self)
        return self.made.rows[number] if self.made is not None else None


def fitted(measured: Measured, width: int | None, room: int, most_rows: int, cell: Cell) -> tuple[int, int] | None:
    """The columns and rows of a picture: its own width or the one that the note asks for, as far as it fits."""
    columns = min(room, _MOST_COLUMNS, max(1, round((width or measured.width) / cell.width)))
    shape = measured.height / measured.width * cell.width / cell.height
    rows = max(1, round(columns * shape))
    if rows > most_rows:
        rows, columns = most_rows, max(1, min(columns, round(most_rows / shape)))
    return (columns, rows) if room >= _FEWEST_COLUMNS else None


def _is_current(known: Measured) -> bool:
    try:
        return known.file.stat().st_mtime_ns == known.changed
    except OSError:
        return False
