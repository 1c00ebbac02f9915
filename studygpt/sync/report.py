"""What a sync did, or would do: counts that a person can check, and each change with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from studygpt.model import Note, Problem
from studygpt.sync.plan_types import CardChange, ChangeKind, Losses, Plan, Stop
from studygpt.text import counted, one_name


@dataclass
class Summary:
    """The counts of one sync of a source. Their names are keys of `studygpt sync --json`."""

    source: str
    notes: int = 0
    """Notes in the folder."""
    read: int = 0
    """Notes that were read, as their files changed."""
    gone: int = 0
    """Notes that were forgotten, as their files are gone."""
    new: int = 0
    kept: int = 0
    moved: int = 0
    back: int = 0
    """How many of the moved cards no note held before this sync."""
    unsure: int = 0
    """Cards with a history that may be others now: a person is asked."""
    orphaned: int = 0
    withheld: int = 0
    """Notes that vanished, too many at once: their cards stay as they are until a person confirms."""
    withheld_cards: int = 0
    stopped: Stop | None = None
    """Why nothing was done: too many histories would have been set aside."""
    histories: int = 0
    """New cards that brought a history of another program along."""
    by_dialect: dict[str, int] = field(default_factory=dict)
    """Cards in the notes that were read, by dialect."""
    suggested: dict[str, int] = field(default_factory=dict)
    """Suggestions in the notes that were read, by kind."""
    questions: int = 0
    tasks: int = 0
    unclaimed: int = 0
    """Lines that look like separator cards, in notes that never opted in."""
    foreign: Counter[str] = field(default_factory=Counter)
    """Lines that look like cards, with separators that the vault's settings do not name."""
    drawings: int = 0
    left_out: list[str] = field(default_factory=list)
    """Notes and folders that the vault itself sets aside."""
    problems: list[Problem] = field(default_factory=list)
    changes: list[CardChange] = field(default_factory=list)
    """The change of each card that changed in any way; new cards are listed only in a dry run."""

    @property
    def question(self) -> str:
        """What looks like an accident, as sentences that ask whether it is one; empty if nothing does."""
        if self.stopped is not None:
            return _stop_words(one_name(self.source), self.stopped)
        if self.withheld:
            return (
                f"{counted(self.withheld, 'note')} with {counted(self.withheld_cards, 'card')} vanished at once from "
                f"{one_name(self.source)}, so these cards stay as they are. Is the folder complete (mounted, synced)?"
            )
        return ""

    @property
    def answers(self) -> tuple[tuple[Losses, str], ...]:
        """What a person can answer, each as a sentence without its stop: what to do, a colon, what that means."""
        if self.stopped is not None:
            return _answers(self.stopped)
        if self.withheld:
            return ((Losses.LET_GO, _set_aside(self.withheld_cards, "notes do")),)
        return ()

    @property
    def warning(self) -> str:
        """The question, and the commands that answer it; empty if nothing is asked."""
        command = f"`studygpt sync {self.source}"
        if self.stopped is not None:
            keep = (
                f" {command} --accept` keeps {self.stopped.replaced:,} of them with the new cards in their places, and "
                "asks you about each."
            )
            return (
                f"Nothing was changed: {self.question} {command} --dry-run --let-go` lists them."
                f"{keep if self.stopped.replaced else ''} {command} --let-go` sets them aside."
            )
        if self.withheld:
            return f"{self.question} If you removed the notes on purpose, {command} --let-go` sets their cards aside."
        return ""

    def count_note(self, note: Note) -> None:
        """Add a note just read."""
        self.read += 1
        self.unclaimed += note.not_opted_in
        self.foreign.update(dict(note.unknown_separators))
        self.drawings += note.is_drawing
        self.problems += note.problems
        self.questions += len(note.questions)
        self.tasks += len(note.tasks)
        for draft in note.drafts:
            self.by_dialect[draft.dialect] = self.by_dialect.get(draft.dialect, 0) + 1
        for draft in note.suggestions:
            self.suggested[draft.dialect] = self.suggested.get(draft.dialect, 0) + 1

    def count_plan(self, plan: Plan, *, list_new: bool) -> None:
        """Add what a plan changes; `list_new` lists each new card as well."""
        self.new += sum(not card.draft.suggested for card in plan.new)
        kinds = Counter(card.what for card in plan.stored if not card.draft.suggested)
        self.kept += kinds[ChangeKind.KEPT] + kinds[ChangeKind.EDITED]
        self.unsure += sum(card.what is ChangeKind.UNSURE for card in plan.stored)
        self.moved += kinds[ChangeKind.MOVED] + kinds[ChangeKind.BACK]
        self.back += kinds[ChangeKind.BACK]
        self.gone += len(plan.missing)
        self.orphaned += len(plan.gone)
        self.withheld += len(plan.withheld)
        self.withheld_cards += sum(lost.what is ChangeKind.WITHHELD for lost in plan.lost)
        self.changes += plan.changes(with_new=list_new)


_NAMED = 3
"""The number of notes that a question names."""


def _stop_words(source: str, stop: Stop) -> str:
    notes = [f"{one_name(path)} ({number:,})" for path, number in stop.notes]
    more = f" and {counted(len(notes) - _NAMED, 'more note')}" if len(notes) > _NAMED else ""
    return (
        f"{stop.lost:,} of the {stop.histories:,} cards that you have learned in {source} would lose their place at "
        f"once: {', '.join(notes[:_NAMED])}{more}. Was that meant?"
    )


def _answers(stop: Stop) -> tuple[tuple[Losses, str], ...]:
    aside = (Losses.LET_GO, _set_aside(stop.lost, "text does"))
    if not stop.replaced:
        return (aside,)
    others = stop.lost - stop.replaced
    rest = f"; {counted(others, 'other is', 'others are')} set aside" if others else ""
    keep = (
        f"Keep {counted(stop.replaced, 'history', 'histories')}: each waits with the new card in its place, and you "
        f"are asked about each{rest}"
    )
    return ((Losses.ACCEPT, keep), aside)


def _set_aside(cards: int, until: str) -> str:
    return f"Set {counted(cards, 'card')} aside: they come back when their {until}"
