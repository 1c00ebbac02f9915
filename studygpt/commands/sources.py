"""List, enable, disable, move or remove sources.

A disabled source keeps its cards and their history, but they leave every queue until it is enabled again. Removing a
source removes its cards; the notes themselves are never touched.

When you have moved a folder of notes, `studygpt sources move NAME PATH` says where it is now. The source keeps its
name, its cards with their histories, and its settings; then its notes are read there. This is refused if PATH holds
fewer than half of the notes with cards.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from studygpt.commands.output import (
    ProgressBar,
    confirmed,
    print_error,
    print_json,
    print_line,
    print_problems,
    print_table,
    print_wrapped,
)
from studygpt.commands.sync import print_summary, summary_object
from studygpt.errors import UsageError
from studygpt.model import Json
from studygpt.study import Study, move_command
from studygpt.text import counted, one_name

if TYPE_CHECKING:
    from studygpt.study import Library, MovedSource, Source


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "enable", "disable", "move", "remove"))
    parser.add_argument("name", nargs="?", help="the source's name")
    parser.add_argument("path", nargs="?", type=Path, help="move: the folder where its notes are now")
    parser.add_argument(
        "--yes", action="store_true", help="remove without asking; move although most of the notes are not there"
    )
    parser.add_argument("--json", action="store_true", help="a JSON list of the sources, after an action too")


def run(options: Namespace) -> int:
    library = Study.open(to_write=options.action != "list").library
    if options.action != "list":
        if not options.name:
            raise UsageError(
                f"`studygpt sources {options.action}` needs the name of a source; `studygpt sources` lists them"
            )
        if options.action == "move":
            return _move(library, options)
        if options.path is not None:
            raise UsageError(f"`studygpt sources {options.action}` takes no path, only the name of a source")
        if options.action == "remove":
            return _remove(library, options)
        library.set_enabled(options.name, options.action == "enable")
        if not options.json:
            print_line(f"{options.name} is {options.action}d.")
            return 0
    sources, contents = library.sources(), library.contents()
    if options.json:
        print_json([_object(source, *contents.get(source.pk, (0, 0))) for source in sources])
    else:
        counts = [tuple(f"{number:,}" for number in contents.get(source.pk, (0, 0))) for source in sources]
        rows = [
            (each.name, "yes" if each.enabled else "no", *numbers, str(each.path))
            for each, numbers in zip(sources, counts, strict=True)
        ]
        print_table(("source", "enabled", "notes", "cards", "folder"), rows)
    return 0


def _remove(library: Library, options: Namespace) -> int:
    source = library.source(options.name)
    cards = library.contents().get(source.pk, (0, 0))[1]
    question = f"Remove {source.name} with {counted(cards, 'card')}? Its notes stay."
    if not (options.yes or confirmed(question, f"removing {source.name} removes {counted(cards, 'card')}")):
        print_line("Nothing was removed.")
        return 1
    library.remove(options.name)
    if options.json:
        print_json([_object(source, 0, 0)])
        return 0
    print_line(f"Removed {source.name} with {counted(cards, 'card')}; its notes are untouched.")
    return 0


def _move(library: Library, options: Namespace) -> int:
    if options.path is None:
        raise UsageError(f"`{move_command(options.name)}` needs the folder where the notes are now, as its PATH")
    moved = library.move(options.name, options.path, even_if_missing=options.yes)
    if not options.json:
        print_move(moved)
    summary = library.sync_source(moved.source, ProgressBar("Reading"))
    if options.json:
        counts = library.contents().get(moved.source.pk, (0, 0))
        more = {"before": str(moved.before), "known": moved.known, "found": moved.found}
        print_json([{**_object(moved.source, *counts), **more, "sync": summary_object(summary)}])
    else:
        print_summary(summary)
    print_problems(summary.problems)
    if summary.warning:
        print_error(summary.warning)
        return 3
    return 0


def print_move(moved: MovedSource) -> None:
    """Print where a source is now, and where it was."""
    there = f", with {moved.found:,} of its {counted(moved.known, 'note')} with cards" if moved.known else ""
    print_wrapped(one_name(f"{moved.source.name} is at {moved.source.path} now{there}; it was at {moved.before}."))


def _object(source: Source, notes: int, cards: int) -> Json:
    return {
        "name": source.name,
        "path": str(source.path),
        "enabled": source.enabled,
        "opt_in": list(source.opt_in),
        "notes": notes,
        "cards": cards,
    }
