"""A card as it is shown: its front with the holes that are asked for, its back with what they held."""

from __future__ import annotations

import re

from studygpt.model import Card
from studygpt.render.blocks import card_lines
from studygpt.render.holes import filled_front, marked_back, marked_front
from studygpt.render.marks import without_marks
from studygpt.render.pictures import Pictures
from studygpt.render.spans import Line

_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")


def path_in_note(card: Card) -> str:
    """The headings and parent bullets above a card; the note's title where there are none."""
    return " > ".join((*card.headings, *card.ancestors)) or card.title


def front_lines(
    card: Card, width: int | None, *, drawn: bool = True, sideways: bool = True, pictures: Pictures | None = None
) -> list[Line]:
    """The question; holes are boxes with their hint or dots."""
    markdown, labels = marked_front(card)
    return card_lines(markdown, width, labels, drawn=drawn, sideways=sideways, pictures=pictures)


def back_lines(
    card: Card, width: int | None, *, drawn: bool = True, sideways: bool = True, pictures: Pictures | None = None
) -> list[Line]:
    """The answer. That of a cloze is the whole text, that of blanks the question filled in, answers in `⟦ ⟧`."""
    markdown = marked_back(card)
    filled = filled_front(card)
    if filled is not None:
        rest = _beyond_holes(card)
        markdown = f"{filled}\n\n{rest}" if rest else filled
    return card_lines(markdown, width, drawn=drawn, sideways=sideways, pictures=pictures)


def _beyond_holes(card: Card) -> str:
    """What the answer says besides filling the blanks."""
    back = without_marks(card.back)
    if len(card.holes) == 1 and card.holes[0].text == card.back:
        return ""
    lines = [line for line in back.split("\n") if line.strip()]
    if _ITEM.match(back):
        return back if len(lines) > len(card.holes) else ""
    return back.partition("\n")[2].strip("\n")
