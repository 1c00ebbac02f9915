"""The words around a card in a review: its place, the progress of the day, and the grades. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from studygpt.model import Card, Rating
from studygpt.text import counted, one_name, short_interval, whole_minutes

if TYPE_CHECKING:
    from studygpt.study import GradeOutcome, ReviewSession, SessionProgress, Study

_GRADE_STYLES = {
    Rating.AGAIN: "$text-error",
    Rating.HARD: "$text-warning",
    Rating.GOOD: "$text-success",
    Rating.EASY: "$text-accent",
}
ANSWERS = {"same": "yes", "next": "another one", "same_again": "yes, and show it again today"}
"""The answers to the question whether a card is still the same, by the action that gives each."""


def place_line(card: Card) -> Content:
    """A card's deck, headings and parent bullets, note and line, after a flag if the card has one."""
    path = [*card.headings, *card.ancestors]
    where = " > ".join(path) if path else card.title
    flag = "⚑ " if card.flag else ""
    marks = f" #{' #'.join(card.tags)}" if "leech" in card.tags else ""
    return Content(one_name(f"{flag}{card.deck} · {where} · {card.path}:{card.line_start}{marks}"))


def progress_line(progress: SessionProgress, width: int) -> Content:
    """A bar, and the number of cards left of each kind."""
    done, counts, minutes = progress
    total = done + counts.all
    cells = max(6, min(24, width // 4))
    filled = round(cells * done / total) if total else cells
    bar = f"{'━' * filled}{'╌' * (cells - filled)}"
    words = f" {done} done · {counts.new} new · {counts.learning} learning · {counts.due} due"
    if width < 72:
        words = f" {done} · {counts.new} new {counts.learning} learn {counts.due} due"
    left = f" · {max(1, minutes)} min" if counts.all else ""
    return Content.assemble((bar, "$text-accent"), words, left)


def grade_line(outcomes: Mapping[Rating, GradeOutcome], width: int) -> Content:
    """Each grade with its key and interval, such as `1 Again 1m`; each can also be clicked."""
    gap = "   " if width >= 60 else " "
    pieces: list[Content] = []
    for rating in Rating:
        when = f" {short_interval(outcomes[rating].interval_ms)}" if rating in outcomes else ""
        name = rating.name.lower()
        words = f"{rating.name.capitalize()}"
        markup = f"[@click=screen.grade_{name}][b]{int(rating)}[/b] [{_GRADE_STYLES[rating]}]$words[/]$when[/]{gap}"
        pieces.append(Content.from_markup(markup, words=words, when=when))
    return Content.assemble(*pieces)


def answer_line(key: Callable[[str], str]) -> Content:
    """The answers to the question whether a card is still the same, with their keys; each can also be clicked."""
    pieces = [
        Content.from_markup(f"[@click=screen.{name}][b]$key[/b] $words[/]", key=key(name), words=words)
        for name, words in ANSWERS.items()
    ]
    return Content(" · ").join(pieces)


def waiting_words(study: Study, session: ReviewSession, more: str, doubts: str) -> list[str]:
    """Paragraphs for when no card is left: what was done, and what is next. `more` and `doubts` are keys."""
    did = session.state.did
    words = []
    if did.cards:
        minutes = whole_minutes(did.spent_ms)
        words.append(f"**Well done.** {did.cards} cards, {did.known} of them known, in {minutes} min.")
    step = session.state.next_step_at
    waiting = study.review.waiting()
    if step is not None:
        away = short_interval(max(0, step - study.context.clock().at))
        words.append(f"A card that you are learning comes back in {away}; it shows by itself.")
    elif not did.cards:
        words.append("**Nothing is due now.** That is how it should be.")
    if waiting.reviews:
        words.append(
            f"{_wait(waiting.reviews, 'review')} for other days, the most at risk first. `{more}` takes 50 of them now."
        )
    elif waiting.new:
        words.append(f"{_wait(waiting.new, 'new card')} for other days. `{more}` begins ten of them now.")
    elif not study.library.has_own_notes():
        words.append("`studygpt import FOLDER` takes in your own notes.")
    if unsure := len(study.review.doubts.ids()):
        words.append(f"{counted(unsure, 'changed card')} may be another one now: `{doubts}` asks about each.")
    return words


def _wait(number: int, one: str) -> str:
    return f"{counted(number, one)} {'waits' if number == 1 else 'wait'}"
