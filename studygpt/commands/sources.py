"""List, enable, disable or remove sources.

A disabled source keeps its cards and their history, but they leave every queue until it is enabled again. Removing a
source removes its cards; the notes themselves are never touched.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from studygpt.commands.output import confirmed, print_json, print_line, print_table
from studygpt.errors import UsageError
from studygpt.model import Json
from studygpt.study import Study
from studygpt.text import counted

if TYPE_CHECKING:
    from studygpt.study import Library, Source


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "enable", "disable", "remove"))
    parser.add_argument("name", nargs="?", help="the source's name")
    parser.add_argument("--yes", action="store_true", help="remove without asking")
    parser.add_argument("--json", action="store_true", help="a JSON list of the sources, after an action too")


def run(options: Namespace) -> int:
    library = Study.open().library
    if options.action != "list":
        if not options.name:
            raise UsageError(
                f"`studygpt sources {options.action}` needs the name of a source; `studygpt sources` lists them"
            )
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


def _object(source: Source, notes: int, cards: int) -> Json:
    return {
        "name": source.name,
        "path": str(source.path),
        "enabled": source.enabled,
        "opt_in": list(source.opt_in),
        "notes": notes,
        "cards": cards,
    }
