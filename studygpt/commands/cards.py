"""List cards.

Without a query, all of them. For example:

  studygpt cards deck:attention is:new
  studygpt cards 'concept:bpe -tag:hard prop:lapses>3'
  studygpt cards is:suspended --json
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, say, say_by_note, say_json
from studygpt.study import Study
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="which cards; quote what your shell would take for itself")
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    cards = study.library.cards(" ".join(options.query))
    if options.json:
        say_json(card_objects(study.context, cards))
        return 0
    say_by_note(
        (
            card.source,
            card.path,
            card.line_start,
            f"{card.id}",
            card.front,
            "" if card.status == "active" else card.status,
        )
        for card in cards
    )
    say(f"\n{counted(len(cards), 'card')}" if cards else "No card answers that query.")
    return 0
