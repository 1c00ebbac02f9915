"""List, enable, disable or remove sources.

A disabled source keeps its cards and their history; they leave every queue until it is enabled again. Removing one
removes its cards; the notes themselves are never touched.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import counted, say, say_json, say_table
from studygpt.errors import UsageError
from studygpt.study import Study


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "enable", "disable", "remove"))
    parser.add_argument("name", nargs="?", help="the source's name")
    parser.add_argument("--yes", action="store_true", help="remove without asking")
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    library = Study.open().library
    if options.action != "list":
        if not options.name:
            raise UsageError(
                f"`studygpt sources {options.action}` needs the name of a source; `studygpt sources` lists them"
            )
        if options.action == "remove":
            return _remove(options)
        library.set_enabled(options.name, options.action == "enable")
        say(f"{options.name} is {options.action}d.")
        return 0
    sources = library.sources()
    if options.json:
        keys = ("name", "path", "enabled", "opt_in", "notes", "cards")
        say_json([{key: _plain(getattr(source, key)) for key in keys} for source in sources])
    else:
        rows = [
            (each.name, "yes" if each.enabled else "no", str(each.notes), str(each.cards), str(each.path))
            for each in sources
        ]
        say_table(("source", "enabled", "notes", "cards", "folder"), rows)
    return 0


def _remove(options: Namespace) -> int:
    import sys

    library = Study.open().library
    source = library.source(options.name)
    if not options.yes:
        if not sys.stdin.isatty():
            raise UsageError(f"removing {source.name} removes {counted(source.cards, 'card')}; say --yes to do so")
        answer = input(f"Remove {source.name} with {counted(source.cards, 'card')}? Its notes stay. [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            say("Nothing was removed.")
            return 1
    library.remove(options.name)
    say(f"Removed {source.name} with {counted(source.cards, 'card')}; its notes are untouched.")
    return 0


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, bool)) else list(value) if isinstance(value, tuple) else str(value)
