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
"""A pattern for a piece of a formula that has no dollar signs around it."""


def place_text(card: Card) -> str:
    """Return the place of a card: its deck, headings, parent list items and note."""
    return one_name(f"{card.deck} -- {path_in_note(card)} -- {card.path}:{card.line_start}")


def front_text(card: Card) -> str:
    """Return the question of a card as text."""
    drawn = can_print(DRAWN_WITH)
    return plain_text(front_lines(card, output_width(), drawn=drawn, scrollable=False), drawn=drawn)


def back_text(card: Card) -> str:
    """Return the answer of a card as text that begins with the contents of its holes."""
    drawn = can_print(DRAWN_WITH)
    answer = plain_text(back_lines(card, output_width(), drawn=drawn, scrollable=False), drawn=drawn)
    if card.kind is Kind.CLOZE:
        return f"[...] = {', '.join(_hole_text(hole.text, drawn=drawn) for hole in card.holes)}\n\n{answer}"
    if len(card.holes) < 2:
        return answer
    filled = "\n".join(f"blank {hole.number}: {_hole_text(hole.text, drawn=drawn)}" for hole in card.holes)
    return f"{filled}\n\n{answer}" if card.back.partition("\n")[2].strip() else filled


def _hole_text(text: str, *, drawn: bool) -> str:
    """Return the content of a hole, which is text or a piece of a formula, as one line."""
    if drawn and _FORMULA.search(text) and "$" not in text:
        from studygpt.render.math import one_line  # only when a hole holds a formula

        return text_of(one_line(text))
    return joined(plain(text, drawn=drawn))


def hint_text(card: Card) -> str:
    """Return the hints of a card, or a sentence that says that it has none."""
    hints = [f"{hole.number}: {hole.hint}" for hole in card.holes if hole.hint]
    return f"Hint: {', '.join(hints)}" if hints else "This card has no hint."


def info_text(card: Card) -> str:
    """Return a line about a card's memory."""
    memory = card.memory
    known = (
        f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f}"
        if memory.stability is not None and memory.difficulty is not None
        else "never graded"
    )
    return f"{card.id}: {memory.state}, {known}, {counted(memory.reps, 'grade')}, {counted(memory.lapses, 'lapse')}"
