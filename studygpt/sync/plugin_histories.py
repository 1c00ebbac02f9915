"""Read the review histories that plugins keep in a vault, for the cards that are new."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from studygpt.files import read_text
from studygpt.model import Draft, Problem
from studygpt.notes.plugin_history import History, UnreadableHistory, read_memory_file, read_schedule
from studygpt.notes.vault import find_vault
from studygpt.sync.plan_types import PlannedCard

_MEMORY_FOLDER = Path("SR/memory")


class HistoryFiles:
    """Reads schedule comments and memory files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def folder(self) -> Path | None:
        """The folder of memory files, where the vault has one."""
        folder = find_vault(self.root) / _MEMORY_FOLDER
        return folder if folder.is_dir() else None

    def read_all(self, cards: Iterable[PlannedCard], problems: list[Problem]) -> dict[str, History]:
        """Return the histories of these cards, by card; add what cannot be read to `problems`."""
        found: dict[str, History] = {}
        for card in cards:
            try:
                history = self._read(card.draft)
            except UnreadableHistory as error:
                problems.append(Problem(card.note.path, card.draft.line_start, f"no history: {error}"))
                continue
            if history is not None and (history.reviews or history.standing):
                found[card.id] = history
        return found

    def _read(self, draft: Draft) -> History | None:
        if draft.schedule:
            return History(standing=read_schedule(draft.schedule))
        if self.folder is None or draft.source_id is None or draft.dialect != "srai":
            return None
        file = self.folder / f"{draft.source_id}.md"
        try:
            return read_memory_file(read_text(file))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableHistory(f"{_MEMORY_FOLDER}/{draft.source_id}.md cannot be read") from error
        except UnreadableHistory as error:
            raise UnreadableHistory(f"{_MEMORY_FOLDER}/{draft.source_id}.md: {error}") from error


def may_have_history(draft: Draft) -> bool:
    """Tell whether a plugin may have kept a history of a card."""
    return bool(draft.schedule) or (draft.dialect == "srai" and draft.source_id is not None)
