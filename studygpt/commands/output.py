"""Print for a person (lines, tables, progress) and for scripts (JSON)."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from studygpt.commands.streams import JsonOutput, ask_line, rewrite_line, write, write_error
from studygpt.errors import UsageError
from studygpt.model import Card, Json, Problem
from studygpt.render.card_json import card_object
from studygpt.study import recall_on
from studygpt.text import one_name, shortened

if TYPE_CHECKING:
    from studygpt.study import StudyContext


def print_line(text: str = "") -> None:
    """Print a line without the control characters that text from a note may contain."""
    write(f"{text}\n")


def print_wrapped(text: str) -> None:
    """Print lines, which are wrapped between words in a terminal and left whole in a pipe."""
    columns = terminal_width() if sys.stdout.isatty() else 0
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if not columns or len(line) <= columns or len(indent) >= 4:
            print_line(line)
        else:
            print_line(fill(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))


def can_print(letters: str) -> bool:
    """Return True if the encoding of the output has all of these characters."""
    try:
        letters.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def output_width() -> int | None:
    """Return the width of the terminal; None if the output is a pipe, where lines are not wrapped."""
    return terminal_width() if sys.stdout.isatty() else None


def print_error(text: str) -> None:
    """Print a line on stderr."""
    write_error(f"{text}\n")


def print_json(value: object) -> None:  # any value that the json module can write
    """Print a JSON value, indented in a terminal. In a pipe, a list or iterator is written item by item."""
    out = JsonOutput()
    ascii_only = (sys.stdout.encoding or "ascii").lower().replace("-", "") != "utf8"
    if sys.stdout.isatty() or not isinstance(value, (list, Iterator)):
        value = list(value) if isinstance(value, Iterator) else value
        json.dump(value, out, ensure_ascii=ascii_only, indent=1 if sys.stdout.isatty() else None)
    else:  # item by item: fast, and a long list never fills the memory as one text
        out.write("[")
        for number, each in enumerate(value):
            out.write(f"{', ' if number else ''}{json.dumps(each, ensure_ascii=ascii_only)}")
        out.write("]")
    out.write("\n")


def print_added(context: StudyContext, note: Path, card: Card, *, as_json: bool) -> None:
    """Report a card that was just written into a note."""
    if as_json:
        print_json(card_objects(context, [card]))
    else:
        print_line(f"Added {card.id} to {note}:{card.line_start}")


def confirmed(question: str, consequence: str) -> bool:
    """Ask the user to confirm a step that cannot be undone; without a terminal, raise an error that names `--yes`."""
    if not sys.stdin.isatty():
        raise UsageError(f"{consequence}; say --yes to do so")
    return answers_yes(question)


def answers_yes(question: str) -> bool:
    """Ask a question at the terminal; anything but yes is no."""
    return ask_line(f"{question} [y/N] ").lower() in ("y", "yes")


def ask(prompt: str) -> str:
    """Ask for a word at the terminal; return it in small letters, and `q` if the input has ended."""
    try:
        return ask_line(prompt).lower()
    except EOFError:
        return "q"


def shortened_to_fit(text: str, others: int) -> str:
    """Shorten a text to one line that leaves `others` columns of the terminal free."""
    return shortened(text, max(20, terminal_width() - others))


def card_objects(context: StudyContext, cards: Iterable[Card]) -> list[Json]:
    """Return cards as the JSON objects that docs/commands.md describes."""
    return list(each_card_object(context, cards))


def each_card_object(context: StudyContext, cards: Iterable[Card]) -> Iterator[Json]:
    """Yield the objects that `card_objects` returns."""
    now = context.clock()
    today = context.today(now)
    for card in cards:
        yield card_object(card, context.due_at(card.memory, now), recall_on(card.memory, today, context.decay))


def print_by_note(entries: Iterable[tuple[str, str, int, str, str, str]]) -> None:
    """Print entries (source, path, line, id, text, remark) below the names of their notes. A remark may be empty."""
    place = ""
    for source, path, line, name, text, remark in entries:
        here = one_name(f"{source}: {path}")
        if here != place:
            print_line(f"\n{here}" if place else here)
            place = here
        mark = f" ({remark})" if remark else ""
        print_line(f"  {name}  {line:>4}  {shortened_to_fit(text, 24 + len(mark))}{mark}")


def terminal_width() -> int:
    """Return the width of the terminal in columns."""
    return shutil.get_terminal_size((100, 24)).columns


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table with aligned columns, numbers to the right. In a terminal, lines are cut at the edge."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    right = [all(row[column].replace(".", "").isdigit() for row in rows) for column in range(len(head))]
    for row in (head, *rows):
        cells = [
            cell.rjust(size) if to_right else cell.ljust(size)
            for cell, size, to_right in zip(row, widths, right, strict=True)
        ]
        line = "  ".join(cells).rstrip()
        print_line(line if not sys.stdout.isatty() else line[: terminal_width()])


def print_problems(problems: Sequence[Problem], *, at_most: int = 20) -> None:
    """Print each problem on stderr as `path:line: sentence`."""
    for problem in problems[:at_most]:
        print_error(one_name(str(problem)))
    if len(problems) > at_most:
        print_error(f"... and {len(problems) - at_most} more; `studygpt check FOLDER` lists them all")


def whole_number(word: str) -> int:
    """Parse a whole number up to 999,999; raise `ArgumentTypeError`, which argparse reports, for any other word."""
    if not word.isdecimal() or len(word) > 6:
        raise ArgumentTypeError(f"{word!r} is not a whole number up to 999,999")
    return int(word)


class ProgressBar:
    """A progress bar on stderr. It appears only in a terminal, and only if the work takes long."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.shown = False
        self.watched = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        if not self.watched or total < 200:
            return
        filled = 24 * done // total
        rewrite_line(f"{self.what} [{'#' * filled}{'.' * (24 - filled)}] {done:,} of {total:,}")
        self.shown = True
        if done >= total:
            write_error("\n")


class CountingLine:
    """A line on stderr that counts the items of work of unknown length. It appears only in a terminal."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.shown = False

    def __call__(self, name: str, done: int, _total: int) -> None:
        if sys.stderr.isatty():
            rewrite_line(f"{self.what} {name}: {done:,}")
            self.shown = True

    def end(self) -> None:
        if self.shown:
            write_error("\n")
