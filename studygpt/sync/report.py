"""What a sync did, or would do: counts that a person can check, and each change with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from studygpt.model import Note, Problem
from studygpt.sync.plan_types import CardChange, ChangeKind, Plan


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
        self.unsure += kinds[ChangeKind.UNSURE]
        self.moved += kinds[ChangeKind.MOVED] + kinds[ChangeKind.BACK]
        self.back += kinds[ChangeKind.BACK]
        self.gone += len(plan.missing)
        self.orphaned += len(plan.gone)
        self.withheld += len(plan.withheld)
        self.withheld_cards += sum(lost.what is ChangeKind.WITHHELD for lost in plan.lost)
        self.changes += plan.changes(with_new=list_new)
