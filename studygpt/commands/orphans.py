"""Cards that lost their note: list, restore or drop them.

A card whose note or text is gone keeps its history, out of every queue, and comes back by itself when its text does.
Where you wrote it so differently that it counts as a new card, `studygpt orphans restore ORPHAN CARD` makes the two
one: the card in the note, with the orphan's history. `drop` forgets orphans for good.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from studygpt.commands.output import card_objects, confirmed, say, say_json, say_wrapped, width
from studygpt.errors import UsageError
from studygpt.model import Card, Json
from studygpt.study import Study
from studygpt.text import counted, one_name, shortened


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", default="list", choices=("list", "restore", "drop"))
    parser.add_argument("card", nargs="*", help="restore: the orphan, then the card it is now; drop: the orphans")
    parser.add_argument("--all", action="store_true", help="drop every orphan")
    parser.add_argument("--yes", action="store_true", help="drop without asking")
    parser.add_argument("--json", action="store_true", help="the orphans, or the restored card, as a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    if options.action == "list":
        return _list(study, as_json=options.json)
    cards = [study.library.card(name) for name in options.card]
    if options.action == "restore":
        return _restore(study, cards, as_json=options.json)
    if options.all:
        cards = [each.card for each in study.orphans.all()]
        if not cards:
            say("Every card has its note.")
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
        say_json([{**card, **its} for card, its in zip(objects, more, strict=True)])
        return 0
    if not orphans:
        say("Every card has its note.")
    columns = width() if sys.stdout.isatty() else 200
    for each in orphans:
        card = each.card
        day = datetime.fromtimestamp(each.since / 1000, UTC).astimezone().strftime("%Y-%m-%d")
        say(shortened(one_name(f"{card.id}  {card.front}"), columns))
        say_wrapped(f"    {counted(card.memory.reps, 'grade')}, last at {one_name(card.place)}, gone since {day}")
        if each.like is not None:
            say(shortened(one_name(f"    perhaps now {each.like.id}  {each.like.front}"), columns))
    if orphans:
        say_wrapped("\n`studygpt orphans restore ORPHAN CARD` gives a card the history of one of these.")
    return 0


def _restore(study: Study, cards: list[Card], *, as_json: bool) -> int:
    if len(cards) != 2:
        raise UsageError("`studygpt orphans restore` takes two cards: the orphan, and the card that it is now")
    orphan, onto = cards
    card, kept = study.orphans.restore(orphan, onto)
    if as_json:
        say_json(card_objects(study.context, [card]))
        return 0
    say_wrapped(f"{card.id} is now the card at {one_name(card.place)}, with {counted(card.memory.reps, 'grade')}.")
    if kept:
        say_wrapped(f"{onto.id} had a history of its own; it is among the orphans now.")
    return 0


def _drop(study: Study, cards: list[Card], *, yes: bool) -> int:
    if not cards:
        raise UsageError("`studygpt orphans drop` needs the orphans to drop, or --all")
    grades = sum(card.memory.reps for card in cards)
    what = f"{counted(len(cards), 'card')} with {counted(grades, 'grade')}"
    if not (yes or confirmed(f"Drop {what}?", f"this drops {what}")):
        say("Nothing was dropped.")
        return 1
    study.orphans.drop(cards)
    say(f"Dropped {what}.")
    return 0
