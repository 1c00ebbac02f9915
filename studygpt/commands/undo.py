"""Take back the last grade or other act, such as a suspension. Run again, it takes back the one before."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, print_json, print_line, shortened_to_fit
from studygpt.model import Act, Rating
from studygpt.study import Study, UndoneAct


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the card as it is afterwards, in a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    undone = study.review.undo()
    if options.json:
        print_json(card_objects(study.context, [undone.card] if undone.card else []))
    else:
        print_line(describe(undone))
    return 0


def describe(undone: UndoneAct) -> str:
    """Return a sentence that says which act was undone."""
    act = f"grade {Rating(int(undone.value)).name.capitalize()}" if undone.act is Act.GRADE else undone.act.value
    what = shortened_to_fit(undone.card.front, 26) if undone.card else "a card whose note is gone"
    return f"Taken back: {act}. {what}"
