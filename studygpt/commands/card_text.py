"""A card as plain text for a review line by line: its place, both sides, hints and memory."""

from __future__ import annotations

import re

from studygpt.commands.output import can_print, output_width
from studygpt.model import Card, Kind
from studygpt.render.card import back_lines, front_lines, path_in_note
from studygpt.render.plain import DRAWN_WITH, plain, plain_text
from studygpt.render.segments import text_of
from studygpt.text import counted, joined, one_name

_FORMULA = re.compile(r"\\[a-zA-Z]|[_^]\{|^[a-zA-Z][_^]\w$")
"""Matches a piece of a formula that has no dollars around it."""


def place_text(card: Card) -> str:
    """Return deck, headings, parent bullets and note of a card."""
    return one_name(f"{card.deck} -- {path_in_note(card)} -- {card.path}:{card.line_start}")


def front_text(card: Card) -> str:
    """Return the question."""
    drawn = can_print(DRAWN_WITH)
    return plain_text(front_lines(card, output_width(), drawn=drawn, scrollable=False), drawn=drawn)


def back_text(card: Card) -> str:
    """Return the answer, the contents of its holes first."""
    drawn = can_print(DRAWN_WITH)
    answer = plain_text(back_lines(card, output_width(), drawn=drawn, scrollable=False), drawn=drawn)
    if card.kind is Kind.CLOZE:
        return f"[...] = {', '.join(_hole_text(hole.text, drawn=drawn) for hole in card.holes)}\n\n{answer}"
    if len(card.holes) < 2:
        return answer
    filled = "\n".join(f"blank {hole.number}: {_hole_text(hole.text, drawn=drawn)}" for hole in card.holes)
    return f"{filled}\n\n{answer}" if card.back.partition("\n")[2].strip() else filled


def _hole_text(text: str, *, drawn: bool) -> str:
    """Return the content of a hole on one line: words, or a piece of a formula."""
    if drawn and _FORMULA.search(text) and "$" not in text:
        from studygpt.render.math import one_line  # only when a hole holds a formula

        return text_of(one_line(text))
    return joined(plain(text, drawn=drawn))


def hint_text(card: Card) -> str:
    """Return the hints of a card, or say that it has none."""
    hints = [f"{hole.number}: {hole.hint}" for hole in card.holes if hole.hint]
    return f"Hint: {', '.join(hints)}" if hints else "This card has no hint."


def info_text(card: Card) -> str:
    """Return what is known of the memory of a card."""
    memory = card.memory
    known = (
        f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f}"
        if memory.stability is not None and memory.difficulty is not None
        else "never graded"
    )
    return f"{card.id}: {memory.state}, {known}, {counted(memory.reps, 'grade')}, {counted(memory.lapses, 'lapse')}"
