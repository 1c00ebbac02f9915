"""List today's cards.

The cards stand in the order in which `studygpt review` shows them: learning cards whose step has ended, reviews, and
new cards among them. --json prints the objects that docs/commands.md describes.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import each_card_object, print_json, print_line, shortened_to_fit, whole_number
from studygpt.study import Study
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="only cards that match the query")
    parser.add_argument("--limit", type=whole_number, metavar="N", help="at most N cards")
    parser.add_argument("--new", type=whole_number, metavar="N", help="N new cards instead of the daily number")
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    ids = study.review.due_ids(" ".join(options.query), new=options.new, limit=options.limit)
    if options.json:
        print_json(each_card_object(study.context, study.library.each_card(ids)))
        return 0
    for card in study.library.each_listed(ids):
        print_line(f"{card.id}  {card.state:<10}  {shortened_to_fit(card.front, 26)}")
    print_line(f"{counted(len(ids), 'card')} today" if ids else "Nothing is due now.")
    return 0
