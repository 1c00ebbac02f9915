"""A card that changed since it was learned: how it read then, how it reads now, and why it may be another one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from studygpt.model import Card, Kind
from studygpt.render.changed_words import changed_words
from studygpt.render.hole_marks import without_marks
from studygpt.render.plain import plain
from studygpt.render.segments import Segment, Segments, StyledLine
from studygpt.render.wrap import wrapped
from studygpt.text import counted, harmless, joined, one_name
from studygpt.tui.content.card import words_lines

if TYPE_CHECKING:
    from studygpt.study import Doubt, DoubtedCard

QUESTION = "Still the same card?"
EACH_APART = "They have no change in common, so each is decided by itself."
_LABEL = 5
"""The columns that `was` and `now` take, with the blanks behind them."""
_SHOWN = 30
"""The most cards of a group that are shown one below the other."""
_BLANK = StyledLine(())


class Wordings(NamedTuple):
    """How something reads at two times, with the words marked that are not in both."""

    was: Segments
    now: Segments

    @property
    def marked(self) -> list[str]:
        return [segment.text for segment in (*self.was, *self.now) if segment.style]


def asked_lines(doubt: Doubt, card: Card, width: int, all_key: str) -> list[StyledLine]:
    """What a person reads above the question of a card in doubt, to say whether it is still the same card.

    `all_key` opens the list of all cards in doubt.
    """
    alike = f"Others changed alike, {one_name(doubt.common)}: {all_key} lists them." if doubt.common else ""
    return [
        *words_lines("This card changed since you learned it.", width, "heading"),
        _BLANK,
        *doubt_lines(doubt, card, width),
        *(words_lines(alike, width, "muted") if alike else ()),
        _BLANK,
        *words_lines(QUESTION, width, "heading"),
    ]


def doubt_lines(doubt: Doubt, card: Card, width: int) -> list[StyledLine]:
    """How a card read and how it reads now, and why it may be another one."""
    return [*_was_and_now(doubt, card, width), _BLANK, *words_lines(_reason(doubt, card), width)]


def group_lines(common: str, doubted: Sequence[DoubtedCard], width: int) -> list[StyledLine]:
    """What a person reads of cards that have a change in common, to decide about all of them at once."""
    how = f"alike: {one_name(common)}" if common else "each in its own way"
    lines = [
        *words_lines(f"{counted(len(doubted), 'card')} changed {how}", width, "heading"),
        *words_lines("An answer here counts for all of them." if common else EACH_APART, width),
    ]
    for card, doubt in doubted[:_SHOWN]:
        lines += [_BLANK, *_was_and_now(doubt, card, width)]
    if len(doubted) > _SHOWN:
        lines += [_BLANK, *words_lines(f"and {counted(len(doubted) - _SHOWN, 'other')}", width, "muted")]
    return lines


def former_answer(doubt: Doubt, card: Card, width: int) -> list[StyledLine]:
    """The answer that was learned; no lines where it reads the same now."""
    _, answer = _changes(doubt, card)
    if answer is None:
        return []
    return [_BLANK, *_wrapped(_told("The answer changed since you learned it; it was:", answer.was), width)]


# ---------------------------------------------------------------------- the two wordings


def _was_and_now(doubt: Doubt, card: Card, width: int) -> Iterator[StyledLine]:
    """The question at both times; the answer where that changed, and the place where neither did."""
    question, answer = _changes(doubt, card)
    if question is None and answer is None:  # such as the target of a link: only the source shows it
        question, answer = _wordings(doubt.front, card.front, harmless), _wordings(doubt.back, card.back, harmless)
    same = (Segment(_plain(card.front)),)
    for label, place, side in (("was", doubt.place, 0), ("now", card.place, 1)):
        parts = [same if question is None else question[side]]
        if answer is not None:
            parts.append(_told("answer:", answer[side]))
        elif question is None:
            parts.append((Segment(one_name(place), "muted"),))
        lines = [line for part in parts for line in _wrapped(part, max(8, width - _LABEL))]
        for at, line in enumerate(lines):
            yield StyledLine((Segment(f"{'' if at else label:<{_LABEL}}", "strong"), *line.segments))


def _changes(doubt: Doubt, card: Card) -> tuple[Wordings | None, Wordings | None]:
    """The question and the answer, each None where it reads the same."""
    question, answer = _wordings(doubt.front, card.front, _plain), _wordings(doubt.back, card.back, _plain)
    if card.kind is Kind.CLOZE and question is not None and answer is not None and question.marked == answer.marked:
        answer = None  # the answer of a cloze repeats its question
    return question, answer


def _reason(doubt: Doubt, card: Card) -> str:
    """Why the card may be another one, as a sentence."""
    reason = f"{doubt.why[:1].upper()}{doubt.why[1:]}"
    before = doubt.place.rpartition(":")[0]
    return f"{reason}." if before == card.path else f"{reason}. It stood in {before}; now it stands in {card.path}."


def _wordings(was: str, now: str, readable: Callable[[str], str]) -> Wordings | None:
    """Two wordings as people read them; None where both read the same."""
    old, new = readable(was), readable(now)
    return None if joined(old) == joined(new) else Wordings(*changed_words(old, new))


def _plain(markdown: str) -> str:
    return plain(without_marks(markdown))


def _told(label: str, text: Segments) -> Segments:
    """A text behind its label, or below it if it has several lines."""
    gap = "\n" if any("\n" in segment.text for segment in text) else " "
    return (Segment(f"{label}{gap}", "muted"), *text)


def _wrapped(text: Segments, width: int) -> list[StyledLine]:
    """Break a text of several lines into lines of that width; empty ones are left out."""
    lines: list[list[Segment]] = [[]]
    for segment in text:
        first, *more = segment.text.split("\n")
        lines[-1].append(segment._replace(text=first))
        lines += ([segment._replace(text=each)] for each in more)
    return [StyledLine(spans) for line in lines for spans in wrapped(line, width) if spans]
