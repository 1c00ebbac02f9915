"""What a dialect is, and what several of them do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studygpt.model import Hole, Kind
from studygpt.notes.clozes import Cloze, all_clozes, spelled
from studygpt.notes.page import Found, Page
from studygpt.notes.rules import Rules


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    may_hold: Callable[[str, Rules], bool]
    """Whether a text can hold such a card at all: a look at the speed of a search for a few letters, as every note of a
    vault gets it and most hold none."""
    find: Callable[[Page], Iterator[Found]]
    needs_opt_in: bool = False
    """Whether its marks are too common in prose to count without a deck tag, a deck folder or `--opt-in`."""


def cloze_cards(
    page: Page, parts: list[str | Cloze], text: str, first: int, last: int, *, extra: str = ""
) -> Iterator[Found]:
    """A card for each number of the clozes in a text. `extra` stands on the back only."""
    clozes = [cloze for cloze in all_clozes(parts) if spelled(cloze.parts).strip()]
    back = "\n".join(side for side in (spelled(parts), extra) if side)
    for number in sorted({cloze.number for cloze in clozes}):
        yield Found(
            kind=Kind.CLOZE,
            front=spelled(parts, number),
            back=back,
            text=text,
            first=first,
            last=last,
            part=f"c{number}",
            holes=tuple(
                Hole(number, spelled(cloze.parts).strip(), cloze.hint) for cloze in clozes if cloze.number == number
            ),
            source_id=page.written_id(first, last),
        )
