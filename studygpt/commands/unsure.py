"""Cards in doubt at the command line: list them, carry out decisions, and ask about them one after another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from studygpt.commands.doubt_text import ANSWERS, QUESTION, print_wordings, shown_name, wordings
from studygpt.commands.output import ask, card_objects, print_json, print_line, print_wrapped
from studygpt.model import Card, Json
from studygpt.study import Study
from studygpt.text import counted, joined, one_name

if TYPE_CHECKING:
    from studygpt.study import DoubtedCard

DECISIONS = {
    "same": "these are still the cards that you learned",
    "again": "the same, but due today",
    "another": "these are other cards",
}
"""What a person can say of cards in doubt, by the name of the option of `studygpt inbox`."""
_OF_KEY = {"y": "same", "p": "again", "n": "another"}
_GROUP = 3
"""The number of cards with a common change from which they are asked about together."""
_EXAMPLES = 3
"""How many cards of a group are shown before it is asked about."""


def in_doubt(study: Study, query: str = "") -> list[DoubtedCard]:
    """Return the cards in doubt, or those that match a query; those with a common change follow one another."""
    waiting = study.review.doubts.all()
    if not query.strip():
        return waiting
    matching = set(study.library.card_ids(f"is:unsure ({query})"))
    return [each for each in waiting if str(each.card.id) in matching]


def by_change(waiting: Sequence[DoubtedCard]) -> list[tuple[str, list[DoubtedCard]]]:
    """Return the common changes with their cards, and at the end, without a change, the cards that stand alone."""
    groups = [(common, list(cards)) for common, cards in groupby(waiting, key=lambda each: each.doubt.common)]
    together = [(common, cards) for common, cards in groups if common and len(cards) >= _GROUP]
    alone = [each for common, cards in groups if not common or len(cards) < _GROUP for each in cards]
    return [*together, *([("", alone)] if alone else [])]


# ---------------------------------------------------------------------- list and decide


def print_unsure(study: Study, waiting: Sequence[DoubtedCard], *, as_json: bool) -> None:
    """List cards in doubt: how each read when it was learned, how it reads now, and why that is asked."""
    if as_json:
        objects = card_objects(study.context, [each.card for each in waiting])
        print_json([{**card, **_doubt_object(each)} for card, each in zip(objects, waiting, strict=True)])
        return
    groups = by_change(waiting)
    for common, cards in groups:
        if len(groups) > 1 or common:
            what = f": {shown_name(common)}" if common else ", each with a change of its own"
            print_line(f"{counted(len(cards), 'card')}{what}\n")
        for each in cards:
            _print_listed(each)
    if waiting:
        print_wrapped(
            f"{counted(len(waiting), 'card')} in doubt. Still the same? `studygpt inbox --same NAME` or `--another "
            "NAME` says so; NAME is an id, or a change that cards have in common."
        )
    else:
        print_line("No card is in doubt.")


def _doubt_object(each: DoubtedCard) -> Json:
    doubt = each.doubt
    was = {"front": doubt.front, "back": doubt.back, "place": doubt.place}
    return {"was": was, "why": doubt.why, "common": doubt.common}


def _print_listed(each: DoubtedCard) -> None:
    card, doubt = each
    print_line(f"{card.id}  {one_name(f'{card.source}: {card.place}')}")
    for label, parts in wordings(card, doubt, joined)._asdict().items():
        print_wrapped(f"  {label}: {' -- '.join(parts)}")
    print_wrapped(f"  why: {doubt.why}\n")


def decide(study: Study, decision: str, waiting: Sequence[DoubtedCard]) -> list[Card]:
    """Carry out a decision about cards in doubt; return the cards as they are afterwards."""
    cards = list({each.card.id: each.card for each in waiting}.values())
    if decision == "another":
        return study.review.doubts.another(cards)
    study.review.doubts.same(cards, show_again=decision == "again")
    return study.library.cards_by_id([str(card.id) for card in cards])


def print_decided(decision: str, cards: Sequence[Card]) -> None:
    """Print what was decided about so many cards."""
    number = counted(len(cards), "card")
    what = {
        "same": f"Still the same: {number}.",
        "again": f"Still the same, and due today: {number}.",
        "another": f"Another one now: {number}. What you learned is set aside: `studygpt orphans`.",
    }
    print_wrapped(f"{what[decision]} `studygpt undo` takes it back." if cards else "No card in doubt matches.")


# ---------------------------------------------------------------------- ask


def walk(study: Study, waiting: Sequence[DoubtedCard]) -> bool:
    """Ask about each common change, then about one card after another; return False if the person quits."""
    for common, cards in by_change(waiting):
        going_on = _ask_about_all(study, common, cards) if common else _ask_about_each(study, cards)
        if not going_on:
            return False
    return True


def _ask_about_all(study: Study, common: str, cards: Sequence[DoubtedCard]) -> bool:
    print_line()
    for each in cards[:_EXAMPLES]:
        _print_listed(each)
    if len(cards) > _EXAMPLES:
        print_line(f"... and {len(cards) - _EXAMPLES:,} more")
    while True:
        what = f"{counted(len(cards), 'card')}: {shown_name(common)}. Still the same?"
        word = ask(f"{what} y all, n all, p all but due today, e one by one, Enter later, q quit: ")
        if word in _OF_KEY:
            decision = _OF_KEY[word]
            print_decided(decision, decide(study, decision, cards))
            return True
        if word == "e":
            return _ask_about_each(study, cards)
        if word in ("", "q"):
            return word == ""


def _ask_about_each(study: Study, cards: Sequence[DoubtedCard]) -> bool:
    for place, each in enumerate(cards):
        print_line()
        print_wrapped(f"-- {place + 1} of {len(cards)} in doubt -- {one_name(each.card.place)} -- {each.doubt.why}")
        print_wordings(*each)
        print_line()
        while (word := ask(f"{QUESTION} {ANSWERS}, Enter later, q quit: ")) not in (*_OF_KEY, "", "q"):
            pass
        if word == "q":
            return False
        if word:
            decide(study, _OF_KEY[word], [each])
    return True
