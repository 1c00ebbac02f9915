"""Take back the last act: a grade, a suspension, a burial. Again takes back the one before."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, say, say_json, width
from studygpt.model import Act, Rating
from studygpt.study import Study, UndoneAct
from studygpt.text import shortened


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the card as it now is, in a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    undone = study.review.undo()
    if options.json:
        say_json(card_objects(study.context, [undone.card] if undone.card else []))
    else:
        say(describe(undone))
    return 0


def describe(undone: UndoneAct) -> str:
    act = f"grade {Rating(int(undone.value)).name.capitalize()}" if undone.act is Act.GRADE else undone.act.value
    what = shortened(undone.card.front, max(20, width() - 26)) if undone.card else "a card whose note is gone"
    return f"Taken back: {act}. {what}"
