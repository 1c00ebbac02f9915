"""How commands speak: lines for a person, JSON for a script."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from studygpt.errors import UsageError
from studygpt.model import Card, Json, Problem
from studygpt.render.card_json import card_object
from studygpt.study import recall_on
from studygpt.text import harmless, one_name, shortened

if TYPE_CHECKING:
    from studygpt.study import StudyContext


def say(text: str = "") -> None:
    """A line for a person. Whatever a note put into it, the terminal gets letters."""
    sys.stdout.write(f"{harmless(text)}\n")


def say_wrapped(text: str) -> None:
    """Lines broken between words where a terminal would break them anywhere; a pipe gets them whole."""
    columns = width() if sys.stdout.isatty() else 0
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if not columns or len(line) <= columns or len(indent) >= 4:
            say(line)
        else:
            say(fill(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))


def can_show(letters: str) -> bool:
    """Whether whoever reads the output knows these letters."""
    try:
        letters.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def card_width() -> int | None:
    """How wide a card may be: as the terminal; a pipe gets lines as they are."""
    return width() if sys.stdout.isatty() else None


def warn(text: str) -> None:
    sys.stderr.write(f"{harmless(text)}\n")


def say_json(value: object) -> None:
    ascii_only = (sys.stdout.encoding or "ascii").lower().replace("-", "") != "utf8"
    if sys.stdout.isatty() or not isinstance(value, list):
        json.dump(value, sys.stdout, ensure_ascii=ascii_only, indent=1 if sys.stdout.isatty() else None)
    else:  # one thing at a time: quick, and a long list is never one text in memory
        sys.stdout.write("[")
        for number, each in enumerate(value):
            sys.stdout.write(f"{', ' if number else ''}{json.dumps(each, ensure_ascii=ascii_only)}")
        sys.stdout.write("]")
    sys.stdout.write("\n")


def say_added(context: StudyContext, note: Path, card: Card, *, as_json: bool) -> None:
    """A card that was just written into a note."""
    if as_json:
        say_json(card_objects(context, [card]))
    else:
        say(f"Added {card.id} to {note}:{card.line_start}")


def confirmed(question: str, consequence: str) -> bool:
    """Ask before something that cannot be undone; where nobody can be asked, refuse and name `--yes`."""
    if not sys.stdin.isatty():
        raise UsageError(f"{consequence}; say --yes to do so")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def shortened_to_fit(text: str, others: int) -> str:
    """A text on one line, as long as the terminal allows beside so many other letters."""
    return shortened(text, max(20, width() - others))


def card_objects(context: StudyContext, cards: Iterable[Card]) -> list[Json]:
    now = context.clock()
    today = context.today(now)
    return [
        card_object(card, context.due_at(card.memory, now), recall_on(card.memory, today, context.decay))
        for card in cards
    ]


def say_by_note(entries: Iterable[tuple[str, str, int, str, str, str]]) -> None:
    """Things with their source, path, line, id, text and what is to be remarked of them, under the names of notes."""
    place = ""
    for source, path, line, name, text, remark in entries:
        here = one_name(f"{source}: {path}")
        if here != place:
            say(f"\n{here}" if place else here)
            place = here
        mark = f" ({remark})" if remark else ""
        say(f"  {name}  {line:>4}  {shortened_to_fit(text, 24 + len(mark))}{mark}")


def width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def say_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns aligned, numbers to the right; the last column is cut where the terminal ends."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    right = [all(row[column].replace(".", "").isdigit() for row in rows) for column in range(len(head))]
    for row in (head, *rows):
        cells = [
            cell.rjust(size) if to_right else cell.ljust(size)
            for cell, size, to_right in zip(row, widths, right, strict=True)
        ]
        line = "  ".join(cells).rstrip()
        say(line if not sys.stdout.isatty() else line[: width()])


def say_problems(problems: Sequence[Problem], *, at_most: int = 20) -> None:
    """Each problem on stderr as `path:line: sentence`."""
    for problem in problems[:at_most]:
        warn(one_name(str(problem)))
    if len(problems) > at_most:
        warn(f"... and {len(problems) - at_most} more; `studygpt check FOLDER` lists them all")


def natural(word: str) -> int:
    """A number of cards, minutes or days, for argparse."""
    if not word.isdecimal() or len(word) > 6:
        raise ArgumentTypeError(f"{word!r} is no whole number (up to 999,999)")
    return int(word)


class ProgressBar:
    """One line that shows how far a long work is; only where somebody watches."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.shown = False
        self.watched = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        if not self.watched or total < 200:
            return
        filled = 24 * done // total
        sys.stderr.write(f"\r{self.what} [{'#' * filled}{'.' * (24 - filled)}] {done:,} of {total:,}")
        self.shown = True
        if done >= total:
            sys.stderr.write("\n")


class RunningCount:
    """One line that counts, where nobody knows how much there is; only where somebody watches."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.shown = False

    def __call__(self, name: str, done: int, _total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{self.what} {name}: {done:,}")
            self.shown = True

    def end(self) -> None:
        if self.shown:
            sys.stderr.write("\n")
