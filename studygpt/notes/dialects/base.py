"""The type of dialects, and functions that make cards for several dialects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studygpt.model import Hole, Kind
from studygpt.notes.blanks import fill_blanks
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.clozes import Cloze, all_clozes, cloze_text
from studygpt.notes.rules import Rules


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way of writing cards, with the functions that find these cards."""

    name: str
    may_hold: Callable[[str, Rules], bool]
    """Returns whether, by a quick search, a text may contain cards of the dialect. Most notes contain none."""
    find: Callable[[Page], Iterator[FoundCard]]
    needs_opt_in: bool = False
    """Whether cards count only with a deck tag, a deck folder or `--opt-in`, as their marks are common in prose."""


_MAX_LETTERS = 1_000_000
_MIN_CARDS = 10


def two_sided_cards(
    front: str,
    back: str,
    first: int,
    last: int,
    source_id: str | None = None,
    *,
    separator: str = "\n?\n",
    both_ways: bool = False,
    whole: bool = False,
) -> Iterator[FoundCard]:
    """Yield a card with a front and a back, or, with `both_ways`, a card for each way.

    `whole` is passed on to `fill_blanks`.
    """
    text = f"{front}{separator}{back}"
    if both_ways:
        yield FoundCard(Kind.REVERSED, front, back, text, first, last, part="forward", source_id=source_id)
        yield FoundCard(Kind.REVERSED, back, front, text, first, last, part="backward", source_id=source_id)
        return
    holes = fill_blanks(front, back, whole=whole)
    yield FoundCard(Kind.BASIC, front, back, text, first, last, holes=holes, source_id=source_id)


def limit_clozes(page: Page, line: int, text: str, numbers: list[int]) -> list[int]:
    """Return the cloze numbers that become cards, and report a problem if they are too many.

    The number of cards is limited, because each card repeats the whole text.
    """
    enough = max(_MIN_CARDS, _MAX_LETTERS // max(1, len(text)))
    if len(numbers) > enough:
        page.report(
            line,
            f"{len(numbers):,} clozes in one text; the first {enough} are cards (divide it with blank lines)",
        )
    return numbers[:enough]


def cloze_cards(
    page: Page, parts: list[str | Cloze], text: str, first: int, last: int, *, extra: str = ""
) -> Iterator[FoundCard]:
    """Yield a card for each cloze number in a text. `extra` is shown only on the back."""
    clozes = [cloze for cloze in all_clozes(parts) if cloze_text(cloze.parts).strip()]
    back = "\n".join(side for side in (cloze_text(parts), extra) if side)
    for number in limit_clozes(page, first, text, sorted({cloze.number for cloze in clozes})):
        yield FoundCard(
            kind=Kind.CLOZE,
            front=cloze_text(parts, number),
            back=back,
            text=text,
            first=first,
            last=last,
            part=f"c{number}",
            holes=tuple(
                Hole(number, cloze_text(cloze.parts).strip(), cloze.hint) for cloze in clozes if cloze.number == number
            ),
            source_id=page.written_id(first, last),
        )
