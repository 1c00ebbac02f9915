"""Show the cards that a note or folder would make.

Nothing is stored. The settings of the Obsidian vault around the note apply: its separators, its deck tags.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.note_options import opt_in_argument, trust_argument, unclaimed_hint
from studygpt.commands.output import print_json, print_line, print_problems
from studygpt.model import Card, Status
from studygpt.render.card_json import card_object
from studygpt.study import preview
from studygpt.text import counted, one_name


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a note or a folder")
    opt_in_argument(parser)
    trust_argument(parser)
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    found = preview(options.path, tuple(options.opt_in), tuple(options.trust))
    cards = found.cards()
    if options.json:
        print_json([card_object(card, None, None) for card in cards])
    else:
        for card in cards:
            _show(card)
        suggested = sum(card.status is Status.SUGGESTED for card in cards)
        more = f" and {counted(suggested, 'suggestion')}" if suggested else ""
        print_line(f"{counted(len(cards) - suggested, 'card')}{more} in {counted(len(found.notes), 'note')}.")
        if found.unclaimed:
            print_line(unclaimed_hint(found.unclaimed))
    print_problems(found.problems)
    return 3 if found.problems and not found.notes else 0


def _show(card: Card) -> None:
    mark = "  (suggested)" if card.status is Status.SUGGESTED else ""
    named = f" {card.source_id}" if card.source_id else ""
    print_line(f"{one_name(card.place)}  {card.kind} ({card.dialect}){named}  {card.deck}{mark}")
    for mark, side in (("Q", card.front), ("A", card.back)):
        lines = side.split("\n")
        print_line(f"  {mark}  {lines[0]}")
        for line in lines[1:]:
            print_line(f"     {line}")
    for hole in card.holes:
        hint = f" (hint: {hole.hint})" if hole.hint else ""
        print_line(f"  {hole.number}. blank: {hole.text}{hint}")
    print_line()
