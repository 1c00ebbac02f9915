"""List, restore or drop cards whose note is gone.

A card whose note or text is gone keeps its history, leaves every queue, and comes back by itself when its text does. If
you reworded it so much that it counts as a new card, `studygpt orphans restore ORPHAN CARD` gives that card the
orphan's history. `drop` deletes orphans for good.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from studygpt.commands.output import card_objects, confirmed, print_json, print_line, print_wrapped, terminal_width
from studygpt.errors import UsageError
from studygpt.model import Card, Json
from studygpt.study import Study
from studygpt.text import counted, one_name, shortened


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "restore", "drop"))
    parser.add_argument(
        "card", nargs="*", help="restore: the orphan, then the card to get its history; drop: the orphans"
    )
    parser.add_argument("--all", action="store_true", help="drop every orphan")
    parser.add_argument("--yes", action="store_true", help="drop without asking")
    parser.add_argument("--json", action="store_true", help="the orphans, or the restored card, as a JSON list")


def run(options: Namespace) -> int:
    study = Study.open(to_write=options.action != "list")
    if options.action == "list":
        return _list(study, as_json=options.json)
    cards = [study.library.card(name) for name in options.card]
    if options.action == "restore":
        return _restore(study, cards, as_json=options.json)
    if options.all:
        cards = [each.card for each in study.orphans.all()]
        if not cards:
            print_line("Every card has its note.")
            return 0
    return _drop(study, cards, yes=options.yes)


def _list(study: Study, *, as_json: bool) -> int:
    orphans = study.orphans.all()
    if as_json:
        objects = card_objects(study.context, [each.card for each in orphans])
        more: list[Json] = [
            {"since": datetime.fromtimestamp(each.since / 1000, UTC).isoformat(), "like": each.like and each.like.id}
            for each in orphans
        ]
        print_json([{**card, **its} for card, its in zip(objects, more, strict=True)])
        return 0
    if not orphans:
        print_line("Every card has its note.")
    columns = terminal_width() if sys.stdout.isatty() else 200
    for each in orphans:
        card = each.card
        day = datetime.fromtimestamp(each.since / 1000, UTC).astimezone().strftime("%Y-%m-%d")
        print_line(shortened(one_name(f"{card.id}  {card.front}"), columns))
        print_wrapped(f"    {counted(card.memory.reps, 'grade')}, last at {one_name(card.place)}, gone since {day}")
        if each.like is not None:
            print_line(shortened(one_name(f"    perhaps now {each.like.id}  {each.like.front}"), columns))
    if orphans:
        print_wrapped("\n`studygpt orphans restore ORPHAN CARD` gives a card the history of an orphan.")
    return 0


def _restore(study: Study, cards: list[Card], *, as_json: bool) -> int:
    if len(cards) != 2:
        raise UsageError("`studygpt orphans restore` takes two cards: the orphan, and the card that gets its history")
    orphan, onto = cards
    card, kept = study.orphans.restore(orphan, onto)
    if as_json:
        print_json(card_objects(study.context, [card]))
        return 0
    print_wrapped(f"{card.id} is now the card at {one_name(card.place)}, with {counted(card.memory.reps, 'grade')}.")
    if kept:
        print_wrapped(f"{onto.id} had a history of its own; it is now among the orphans.")
    return 0


def _drop(study: Study, cards: list[Card], *, yes: bool) -> int:
    if not cards:
        raise UsageError("`studygpt orphans drop` needs the orphans to drop, or --all")
    grades = sum(card.memory.reps for card in cards)
    what = f"{counted(len(cards), 'card')} with {counted(grades, 'grade')}"
    if not (yes or confirmed(f"Drop {what}?", f"this drops {what}")):
        print_line("Nothing was dropped.")
        return 1
    study.orphans.drop(cards)
    print_line(f"Dropped {what}.")
    return 0
