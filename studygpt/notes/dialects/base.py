"""What a dialect is, and what several of them do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studygpt.model import Hole, Kind
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.clozes import Cloze, all_clozes, cloze_text
from studygpt.notes.rules import Rules


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    may_hold: Callable[[str, Rules], bool]
    """Whether a text can hold such a card at all: a look at the speed of a search for a few letters, as every note of a
    vault gets it and most hold none."""
    find: Callable[[Page], Iterator[FoundCard]]
    needs_opt_in: bool = False
    """Whether its marks are too common in prose to count without a deck tag, a deck folder or `--opt-in`."""


_LETTERS_AT_MOST = 1_000_000
_CARDS_AT_LEAST = 10


def limit_clozes(page: Page, line: int, text: str, numbers: list[int]) -> list[int]:
    """The numbers of the clozes of a text that become cards: each card repeats the text, which must come to an end."""
    enough = max(_CARDS_AT_LEAST, _LETTERS_AT_MOST // len(text))
    if len(numbers) > enough:
        page.report(
            line, f"{len(numbers):,} clozes in one text; the first {enough} are cards (blank lines would divide it)"
        )
    return numbers[:enough]


def cloze_cards(
    page: Page, parts: list[str | Cloze], text: str, first: int, last: int, *, extra: str = ""
) -> Iterator[FoundCard]:
    """A card for each number of the clozes in a text. `extra` stands on the back only."""
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
