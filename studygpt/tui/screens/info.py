"""Everything known about a card: its place, its memory with the forgetting curve, its history and former places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from studygpt.charts.forgetting_curve import forgetting_curve_lines
from studygpt.model import Card, Status
from studygpt.study import local_day, recall_after
from studygpt.text import counted, harmless, one_name
from studygpt.tui.widgets.window import Window

if TYPE_CHECKING:
    from studygpt.study import Info, Study

_SHOWN = 40
"""The most acts that are listed."""


class InfoScreen(Window):
    """A window about one card."""

    NAME: ClassVar = "info"
    HEADING: ClassVar = "Card"

    def __init__(self, study: Study, card: Card) -> None:
        super().__init__()
        self.info = study.info(card)
        self.utc_offset = study.context.clock().utc_offset

    def action_info(self) -> None:
        """Close the window with the key that opened it."""
        self.action_back()

    def content(self, width: int, height: int) -> Content:
        return info_content(self.info, self.utc_offset, width, 8 if height >= 24 else 5)


def info_content(info: Info, utc_offset: int, width: int, height: int) -> Content:
    return Content("\n").join(
        [*_facts(info), *_curve(info, width, height), *_history(info), *_lineage(info, utc_offset)]
    )


def _facts(info: Info) -> Iterator[Content]:
    card = info.card
    memory = card.memory
    yield _fact("Card", f"{card.id}" + (f" (in its note: {card.source_id})" if card.source_id else ""))
    yield _fact("Place", f"{card.source}: {card.place}")
    yield _fact("Deck", card.deck)
    if card.concepts:
        yield _fact("Concepts", ", ".join(card.concepts))
    if card.tags:
        yield _fact("Tags", " ".join(f"#{tag}" for tag in card.tags))
    state = "suspended" if card.status is Status.SUSPENDED else str(memory.state)
    state += ", flagged" if card.flag else ""
    yield _fact("State", f"{state}, {counted(memory.reps, 'review')}, {counted(memory.lapses, 'lapse')}")
    if memory.stability is None or memory.difficulty is None or info.recall is None:
        yield _fact("Memory", "nothing is known yet: it was never graded")
        return
    away = info.interval - info.elapsed
    when = "today" if not away else f"in {counted(away, 'day')}" if away > 0 else f"{counted(-away, 'day')} ago"
    yield _fact("Due", f"{info.due}, {when}")
    yield _fact("Recall", f"{info.recall:.0%} now")
    yield _fact("Stability", f"{memory.stability:.1f} days until recall falls to 90%")
    yield _fact("Difficulty", f"{memory.difficulty:.1f} of 10")


def _curve(info: Info, width: int, height: int) -> Iterator[Content]:
    stability = info.card.memory.stability
    if not stability or info.recall is None:
        return
    yield Content("")
    yield Content("Forgetting curve since the last review").stylize("bold")
    days = max(info.interval, info.elapsed, 1)
    falling = partial(recall_after, stability=stability, decay=info.decay)
    for line in forgetting_curve_lines(falling, days, info.elapsed, width, height):
        yield Content(line)


def _history(info: Info) -> Iterator[Content]:
    yield Content("")
    yield Content("History").stylize("bold")
    for line in info.history[:_SHOWN] or ["nothing yet"]:
        yield Content(f"  {one_name(line)}")
    if len(info.history) > _SHOWN:
        yield Content(f"  and {len(info.history) - _SHOWN} before")


def _lineage(info: Info, utc_offset: int) -> Iterator[Content]:
    if not info.lineage:
        return
    yield Content("")
    yield Content("Where it has been").stylize("bold")
    for step in reversed(info.lineage):
        where = f"{local_day(step.at, utc_offset)}  {step.what}, {step.path}:{step.line}: {step.why}"
        yield Content(f"  {one_name(where)}")
        if step.before:
            yield Content(harmless("    was: " + "\n    ".join(step.before.split("\n")))).stylize("$text-muted")


def _fact(label: str, text: str) -> Content:
    return Content.assemble((f"{label:<11}", "bold"), one_name(text))
