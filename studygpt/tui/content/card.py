"""The lines and words that several screens show of a card. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from studygpt.model import Act, Card, Kind, State, Status
from studygpt.render.card import back_lines, front_lines
from studygpt.render.images import DrawImage
from studygpt.render.plain import plain
from studygpt.render.segments import Segment, StyledLine
from studygpt.render.wrap import wrapped
from studygpt.text import joined, one_name


def both_sides(
    card: Card, width: int, typed: str = "", pictures: DrawImage | None = None
) -> tuple[list[StyledLine], int]:
    """Question and answer, and the line at which the answer begins.

    The answer stands alone where it repeats the question with its holes filled.
    """
    back = back_lines(card, width, pictures=pictures)
    if typed:
        from studygpt.render.typed_answer import marked_answer  # only when an answer was typed

        back = [*(StyledLine(spans) for spans in wrapped(marked_answer(typed, card), width)), StyledLine(()), *back]
    if card.kind is Kind.CLOZE or card.holes:
        return back, next((at for at, line in enumerate(back) if _is_answer(line)), 0)
    front = front_lines(card, width, pictures=pictures)
    return [*front, StyledLine(()), rule_line(width), StyledLine(()), *back], len(front) + 1


def _is_answer(line: StyledLine) -> bool:
    return any("answer" in segment.style.split() for segment in line.segments)


def rule_line(width: int) -> StyledLine:
    """A horizontal rule."""
    return StyledLine((Segment("─" * width, "rule"),))


def words_lines(words: str, width: int, style: str = "") -> list[StyledLine]:
    """A sentence in one style, wrapped."""
    return [StyledLine(spans) for spans in wrapped((Segment(words, style),), width)]


def link_targets(lines: Sequence[StyledLine]) -> dict[str, str]:
    """The targets of the links in some lines, in order, each with its words; the words of a wrapped link in full."""
    found: dict[str, list[str]] = {}
    for line in lines:
        for segment in line.segments:
            words = f"[{segment.row.name}]" if segment.row is not None else segment.text.strip()
            if segment.target and words:
                found.setdefault(segment.target, []).append(words)
    return {
        target: words if (words := " ".join(dict.fromkeys(parts))) == target else f"{words} ({target})"
        for target, parts in found.items()
    }


def question_line(card: Card) -> str:
    """A card's question on one line, after a flag if the card has one."""
    flag = "⚑ " if card.flag else ""
    return one_name(f"{flag}{joined(plain(card.front[:400]))}")


def state_words(card: Card, today: int) -> str:
    """A card's state, or when it is due, in a word or two."""
    memory = card.memory
    if card.status is not Status.ACTIVE:
        return str(card.status)
    if memory.state is not State.REVIEW or memory.due_day is None:
        return str(memory.state)
    days = memory.due_day - today
    return "due" if days <= 0 else f"in {days:,} d"


def act_word(act: Act) -> str:
    """An act in one word, to say that it was taken back."""
    return "decision" if act is Act.DECIDE else str(act)


def fitted(text: str, cells: int) -> str:
    """The beginning of a text, in at most `cells` cells of the terminal."""
    return text if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1)}…" if cells > 0 else ""
