"""The pictures on the screen: found, measured and drawn in threads, so that no key waits for one."""

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
from studygpt.render.pictures import Drawing, Embed
from studygpt.study import is_web
from studygpt.tui.pictures.cell_rows import Rows, pixels, rows_of
from studygpt.tui.pictures.image_file import Measured, Undrawable, decoded, measure
from studygpt.tui.pictures.terminal_graphics import Cell, Form, cell_size

Find = Callable[[], Path | None]
_AROUND = 9
"""Rows of the screen that are not the card's, and some of its text."""
_FEWEST_COLUMNS = 4
_MOST_COLUMNS = 250
_KEPT_CELLS = 20_000
"""Cells of pictures that are kept, as far as the screen is not larger."""
_KEPT_FILES = 500
_AGAIN = 5.0
"""Seconds after which an image that could not be drawn is looked for again."""


class Key(NamedTuple):
    """Where an image is named, and how."""

    source: str
    path: str
    target: str


class Gallery:
    """What is known of images, by where they are named; the latest drawings are kept."""

    def __init__(self, app: App[None], form: Form, renew: Callable[[], None]) -> None:
        """`renew`: lets every card be laid out again."""
        self.app = app
        self.form = form
        self.renew = renew
        self.cell = cell_size()
        self.known: dict[Key, Measured | str] = {}
        """How large an image is, or why it is not drawn."""
        self.asked: dict[Key, float] = {}
        self.sketches: dict[tuple[Path, int, int, int], Sketch] = {}

    def picture(self, key: Key, find: Find, embed: Embed, room: int) -> Drawing | str:
        """The drawing of an image, or why there is none; nothing to say while it is looked for."""
        if is_web(key.target):
            return "on the web"
        known = self.known.get(key, "")
        if isinstance(known, Measured) and not _is_current(known):
            known = self.known[key] = ""
            self.asked.pop(key, None)
        if isinstance(known, str):
            if monotonic() - self.asked.get(key, -inf) > _AGAIN:
                self.asked[key] = monotonic()
                self._in_thread(partial(self._look, key, find))
            return known
        size = fitted(known, embed.width, room, max(4, self.app.size.height - _AROUND), self.cell)
        if size is None:
            return "there is no room to draw it"
        return self.sketches.setdefault((known.file, known.changed, *size), Sketch(self, key, known, *size))

    def _in_thread(self, work: Callable[[], object]) -> None:
        self.app.run_worker(work, thread=True, group="pictures", exit_on_error=False)

    def _look(self, key: Key, find: Find) -> None:
        """In a thread: find the file and measure it."""
        try:
            known: Measured | str = measure(find())
        except (Undrawable, StudyError) as why:
            known = str(why)
        self.app.call_later(self._learn, key, known)

    def _learn(self, key: Key, known: Measured | str) -> None:
        if len(self.known) > _KEPT_FILES:
            self.known.clear()
            self.asked = {key: self.asked.get(key, -inf)}
            self.sketches = {place: each for place, each in self.sketches.items() if each.made is not None}
        if self.known.get(key) != known:
            self.known[key] = known
            self.renew()

    def draw(self, sketch: Sketch) -> None:
        """Have a picture drawn that is on the screen."""
        self._in_thread(partial(self._draw, sketch))

    def _draw(self, sketch: Sketch) -> None:
        """In a thread."""
        columns, rows = sketch.columns, sketch.rows
        try:
            image = decoded(sketch.measured.file, pixels(self.form, columns, rows, self.cell))
            made = rows_of(self.form, image, columns, rows, self.cell)
        except Undrawable as why:
            self.asked[sketch.key] = monotonic()
            self.app.call_later(self._learn, sketch.key, str(why))
        else:
            self.app.call_later(self._hang, sketch, made)

    def _hang(self, sketch: Sketch, made: Rows) -> None:
        """A picture is drawn: let it be seen, and let go of those that were drawn longest ago."""
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
        """Nothing of it stays in the terminal."""
        for sketch in self.sketches.values():
            self._forget(sketch)

    def _send(self, words: str) -> None:
        if words and self.app._driver is not None:
            self.app._driver.write(words)


class Sketch:
    """A drawing in one size, made when one of its rows is to be seen."""

    def __init__(self, gallery: Gallery, key: Key, measured: Measured, columns: int, rows: int) -> None:
        self.gallery = gallery
        self.key = key
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
    """Columns and rows of a picture: its own size or that which was asked for, as far as there is room."""
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
