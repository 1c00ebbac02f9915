"""Render both sides of a card: the front with its holes, the back with the answers marked."""

from __future__ import annotations

import re

from studygpt.model import Card
from studygpt.render.blocks import card_lines
from studygpt.render.hole_marks import without_marks
from studygpt.render.holes import filled_front, marked_back, marked_front
from studygpt.render.images import DrawImage
from studygpt.render.segments import StyledLine

_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")


def path_in_note(card: Card) -> str:
    """Return the headings and parent bullets above a card, or the note's title where there are none."""
    return " > ".join((*card.headings, *card.ancestors)) or card.title


def front_lines(
    card: Card, width: int | None, *, drawn: bool = True, scrollable: bool = True, pictures: DrawImage | None = None
) -> list[StyledLine]:
    """Render the question; holes are boxes with their hint or dots."""
    markdown, labels = marked_front(card)
    return card_lines(markdown, width, labels, drawn=drawn, scrollable=scrollable, pictures=pictures)


def back_lines(
    card: Card, width: int | None, *, drawn: bool = True, scrollable: bool = True, pictures: DrawImage | None = None
) -> list[StyledLine]:
    """Render the answer: a cloze in full, a question with blanks filled in, with the answers in `⟦ ⟧`."""
    markdown = marked_back(card)
    filled = filled_front(card)
    if filled is not None:
        rest = _beyond_holes(card)
        markdown = f"{filled}\n\n{rest}" if rest else filled
    return card_lines(markdown, width, drawn=drawn, scrollable=scrollable, pictures=pictures)


def _beyond_holes(card: Card) -> str:
    """Return the part of the answer that does more than fill the blanks."""
    back = without_marks(card.back)
    if len(card.holes) == 1 and card.holes[0].text == card.back:
        return ""
    lines = [line for line in back.split("\n") if line.strip()]
    if _ITEM.match(back):
        return back if len(lines) > len(card.holes) else ""
    return back.partition("\n")[2].strip("\n")
