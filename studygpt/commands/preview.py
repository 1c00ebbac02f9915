"""Show what cards a note or folder would give.

Nothing is stored. The rules are those of the Obsidian vault around the note: its separators, its deck tags.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.output import say, say_json, say_problems
from studygpt.model import Card, Status
from studygpt.render.listing import card_object
from studygpt.study import SUGGESTION_KINDS
from studygpt.text import counted, one_name


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a note or a folder")
    opt_in_argument(parser)
    trust_argument(parser)
    parser.add_argument("--json", action="store_true", help="a JSON list")


def opt_in_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--opt-in",
        action="append",
        default=[],
        metavar="TAG|FOLDER|all",
        help="where `::` and `?` lines are cards, besides notes with the vault's deck tag (#flashcards); repeatable",
    )


def trust_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        choices=SUGGESTION_KINDS,
        metavar="KIND",
        help=f"a kind of suggestions that are cards here: {', '.join(SUGGESTION_KINDS)}; repeatable",
    )


def run(options: Namespace) -> int:
    from studygpt.study import preview

    found = preview(options.path, tuple(options.opt_in), tuple(options.trust))
    cards = found.cards()
    if options.json:
        say_json([card_object(card, None, None) for card in cards])
    else:
        for card in cards:
            _show(card)
        suggested = sum(card.status is Status.SUGGESTED for card in cards)
        more = f" and {counted(suggested, 'suggestion')}" if suggested else ""
        say(f"{counted(len(cards) - suggested, 'card')}{more} in {counted(len(found.notes), 'note')}.")
        if found.unclaimed:
            say(unclaimed_hint(found.unclaimed))
    say_problems(found.problems)
    return 3 if found.problems and not found.notes else 0


def unclaimed_hint(lines: int) -> str:
    return (
        f"About {counted(lines, 'line')} with `::` or `?` stand in notes that are not tagged #flashcards; they were "
        "left alone. If they are cards: --opt-in TAG, --opt-in FOLDER or --opt-in all."
    )


def _show(card: Card) -> None:
    mark = "  (suggested)" if card.status is Status.SUGGESTED else ""
    named = f" {card.source_id}" if card.source_id else ""
    say(f"{one_name(card.place)}  {card.kind} ({card.dialect}){named}  {card.deck}{mark}")
    for mark, side in (("Q", card.front), ("A", card.back)):
        lines = side.split("\n")
        say(f"  {mark}  {lines[0]}")
        for line in lines[1:]:
            say(f"     {line}")
    for hole in card.holes:
        hint = f" (hint: {hole.hint})" if hole.hint else ""
        say(f"  {hole.number}. blank: {hole.text}{hint}")
    say()
