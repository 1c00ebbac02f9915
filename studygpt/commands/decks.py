"""List decks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import print_json, print_line, print_table
from studygpt.study import Study


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    decks = Study.open().library.decks()
    if options.json:
        print_json([deck._asdict() for deck in decks])
    elif decks:
        rows = [
            (each.deck, str(each.cards), str(each.new), str(each.due), str(each.suspended), each.source)
            for each in decks
        ]
        print_table(("deck", "cards", "new", "due", "suspended", "source"), rows)
    else:
        print_line("No decks: every source is disabled or empty. `studygpt import FOLDER` takes in your notes.")
    return 0
