"""A card that changed since it was learned, as text: how it read then, how it reads now, and what is asked about it."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent
from typing import TYPE_CHECKING, NamedTuple

from studygpt.commands.output import can_print, print_wrapped
from studygpt.model import Card, Kind
from studygpt.render.hole_marks import without_marks
from studygpt.render.plain import DRAWN_WITH, plain
from studygpt.text import one_name

if TYPE_CHECKING:
    from studygpt.study import Doubt

QUESTION = "Still the same card?"
ANSWERS = "y yes, n another one, p yes but show it again today"


class Wordings(NamedTuple):
    """How a card read when it was learned, and how it reads now.

    Both begin with the question. The answer follows only if it changed, and the place only if the text did not.
    """

    was: list[str]
    now: list[str]


def wordings(card: Card, doubt: Doubt, rendered: Callable[[str], str]) -> Wordings:
    """Return what a person must see of a changed card to say whether it is still the same one."""
    was, now = [doubt.front], [card.front]
    if is_answer_changed(card, doubt):
        was.append(doubt.back)
        now.append(card.back)
    if was == now:
        return Wordings([rendered(doubt.front), one_name(doubt.place)], [rendered(card.front), one_name(card.place)])
    as_shown = Wordings([rendered(text) for text in was], [rendered(text) for text in now])
    return as_shown if as_shown.was != as_shown.now else Wordings(was, now)  # such as another target of a link


def is_answer_changed(card: Card, doubt: Doubt) -> bool:
    """Whether the answer reads otherwise than when it was learned. That of a cloze is what it hides."""
    if card.kind is not Kind.CLOZE:
        return doubt.back != card.back
    filled = doubt.front
    for hole in card.holes:
        filled = filled.replace(f"[{hole.hint or '...'}]", hole.text, 1)
    return filled != doubt.back


def print_wordings(card: Card, doubt: Doubt) -> None:
    """Print how a card read when it was learned, and how it reads now."""
    was, now = wordings(card, doubt, plain_side)
    print_labelled("was", "\n".join(was))
    print_labelled("now", "\n".join(now))


def plain_side(markdown: str) -> str:
    """Return one side of a card as plain text, in letters that the terminal has."""
    return plain(without_marks(markdown), drawn=can_print(DRAWN_WITH))


def print_labelled(label: str, text: str) -> None:
    """Print a text behind its label, or indented below it if it has several lines."""
    print_wrapped(f"{label}:\n{indent(text, '  ')}" if "\n" in text else f"{label}: {text}")


def shown_name(common: str) -> str:
    """Return the name of a common change as one line, in letters that the terminal has."""
    return one_name(common if can_print(common) else common.replace("→", "->"))
