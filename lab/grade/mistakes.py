"""Known mistakes as programs: each is the reference with one place written wrong, as people really write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any

from lab.catalog import Exercise
from lab.source import standalone

ALONE = ""
"""The kind of a mistake that has nothing in common with another: it is counted by itself."""


@dataclass(frozen=True)
class Mistake:
    id: str  # the exercise and what was done, as in `attention/zero-fill`
    title: str
    why: str  # the sentence that explains it
    cards: tuple[str, ...]  # queries for the cards that teach it: a concept, and words of the card
    edits: tuple[tuple[str, str], ...] = ()  # old and new text; the old text occurs exactly once in the reference
    program: str = ""  # or a whole file
    # True if this is not wrong but another published way than the prompt's; the verdict then names no mistake.
    convention: bool = False
    kind: str = field(kw_only=True)  # what it has in common with others, so that a habit can be counted, or ALONE
    formerly: str = field(default="", kw_only=True)  # its id in attempts that were stored before ids had words


class Reference:
    """The reference as text, so that it can be edited and run."""

    def __init__(self, exercise: Exercise) -> None:
        self.names = exercise.names
        self.pieces = tuple(standalone(exercise.module, exercise.names))
        self._single: dict[str, SimpleNamespace | None] = {}  # programs with one mistake: made once, by the server

    def text(self, *mistakes: Mistake) -> str | None:
        """The reference with these mistakes in it, as a file; None where they do not go together."""
        if mistakes and mistakes[0].program:
            return mistakes[0].program if len(mistakes) == 1 else None
        pieces = self._edited(mistakes)
        return None if pieces is None else "\n".join(pieces)

    def program(self, *mistakes: Mistake) -> SimpleNamespace | None:
        if len(mistakes) != 1:
            return self._program(mistakes)
        if mistakes[0].id not in self._single:
            self._single[mistakes[0].id] = self._program(mistakes)
        return self._single[mistakes[0].id]

    def _program(self, mistakes: Sequence[Mistake]) -> SimpleNamespace | None:
        if mistakes and mistakes[0].program:
            pieces: Sequence[str] | None = [mistakes[0].program] if len(mistakes) == 1 else None
        else:
            pieces = self._edited(mistakes)
        if pieces is None:
            return None
        space: dict[str, Any] = {"__name__": "a known mistake"}
        for piece in pieces:
            exec(_compiled(piece), space)
        return SimpleNamespace(**{name: space[name] for name in self.names})

    def _edited(self, mistakes: Sequence[Mistake]) -> list[str] | None:
        pieces = list(self.pieces)
        for mistake in mistakes:
            if mistake.program:
                return None
            for old, new in mistake.edits:
                places = [i for i, piece in enumerate(pieces) if old in piece]
                if len(places) != 1 or pieces[places[0]].count(old) != 1:
                    return None
                pieces[places[0]] = pieces[places[0]].replace(old, new)
        return pieces


@cache
def _compiled(piece: str) -> CodeType:
    """Compile a definition once: an edit changes one and leaves the others."""
    return compile(f"from __future__ import annotations\n{piece}", "<a known mistake>", "exec", dont_inherit=True)
