"""Grade one card.

CARD is the id of a card, the beginning of one, or an id that the note itself gives to the card. A card in doubt is not
graded (exit code 1) before you say whether it is still the same: `studygpt inbox --same CARD` or `--another CARD`.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, print_json, print_line, shortened_to_fit
from studygpt.errors import UsageError
from studygpt.model import Rating
from studygpt.study import Study
from studygpt.text import short_interval


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD")
    parser.add_argument("grade", metavar="GRADE", help="again, hard, good or easy; or 1 to 4")
    parser.add_argument("--json", action="store_true", help="the card with its new memory, in a JSON list")


def run(options: Namespace) -> int:
    rating = parse_rating(options.grade)
    study = Study.open(to_write=True)
    graded = study.review.grade(study.library.card(options.card), rating)
    if options.json:
        print_json(card_objects(study.context, [graded.card]))
    else:
        when = short_interval(graded.outcome.interval_ms)
        print_line(f"{rating.name.capitalize()}: again in {when}. {shortened_to_fit(graded.card.front, 24)}")
    return 0


def parse_rating(word: str) -> Rating:
    """Parse a grade as a person types it."""
    for rating in Rating:
        if word.lower() in (rating.name.lower(), str(int(rating))):
            return rating
    raise UsageError(f"{word!r} is not a grade; grades are again, hard, good and easy (or 1 to 4)")
