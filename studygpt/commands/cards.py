"""List cards.

Without a query, all of them. For example:

  studygpt cards deck:attention is:new
  studygpt cards 'concept:bpe -tag:hard prop:lapses>3'
  studygpt cards is:suspended --json
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, counted, one_line, say, say_json, width
from studygpt.render.harmless import one_name
from studygpt.study import Study


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="which cards; quote what your shell would take for itself")
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    cards = study.library.cards(" ".join(options.query))
    if options.json:
        say_json(card_objects(study.core, cards))
        return 0
    place = ""
    for card in cards:
        here = one_name(f"{card.source}: {card.path}")
        if here != place:
            say(f"\n{here}" if place else here)
            place = here
        mark = "" if card.status == "active" else f" ({card.status})"
        say(f"  {card.id}  {card.line_start:>4}  {one_line(card.front, max(20, width() - 24 - len(mark)))}{mark}")
    say(f"\n{counted(len(cards), 'card')}" if cards else "No card answers that query.")
    return 0
