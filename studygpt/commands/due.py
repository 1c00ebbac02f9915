"""List today's cards.

The queue of today in the order in which `studygpt review` shows it: learning steps that ended, reviews, and new cards
among them. --json prints the objects that docs/commands.md describes.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, natural, say, say_json, shortened_to_fit
from studygpt.study import Study
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="only cards that the query names")
    parser.add_argument("--limit", type=natural, metavar="N", help="at most N cards")
    parser.add_argument("--new", type=natural, metavar="N", help="N new cards instead of the day's number")
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    cards = study.review.due(" ".join(options.query), new=options.new, limit=options.limit)
    if options.json:
        say_json(card_objects(study.context, cards))
        return 0
    for card in cards:
        say(f"{card.id}  {card.memory.state:<10}  {shortened_to_fit(card.front, 26)}")
    say(f"{counted(len(cards), 'card')} today" if cards else "Nothing is due now.")
    return 0
