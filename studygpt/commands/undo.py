"""Take back the last grade or other act, such as a suspension.

Run again, it takes back the one before. Several cards that were decided about together (`studygpt inbox --same`) are in
doubt again together.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, print_json, print_line, shortened_to_fit
from studygpt.model import Act, Rating
from studygpt.study import Study, UndoneAct


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the cards as they are afterwards, in a JSON list")


def run(options: Namespace) -> int:
    study = Study.open(to_write=True)
    undone = study.review.undo()
    if options.json:
        print_json(card_objects(study.context, undone.cards))
    else:
        print_line(describe(undone))
    return 0


def describe(undone: UndoneAct) -> str:
    """Return a sentence that says which act was undone."""
    match undone.act:
        case Act.GRADE:
            act = f"grade {Rating(int(undone.value)).name.capitalize()}"
        case Act.DECIDE:
            act = f'your answer "{"another card" if undone.is_another else "still the same card"}"'
        case _:
            act = undone.act.value
    more = f" (and {len(undone.cards) - 1:,} more)" if len(undone.cards) > 1 else ""
    others = len(f"Taken back: {act}. {more}")
    what = shortened_to_fit(undone.card.front, others) if undone.card else "a card whose note is gone"
    return f"Taken back: {act}. {what}{more}"
