"""Known mistakes as programs: each is the reference with one place written wrong, as people really write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any

from lab.catalog import Exercise, find
from lab.source import Place, Standalone, standalone

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
        self.source = standalone(exercise.module, exercise.names)
        self._single: dict[str, SimpleNamespace | None] = {}  # programs with one mistake: made once, by the server

    def text(self, *mistakes: Mistake) -> str | None:
        """The reference with these mistakes in it, as a file; None where they do not go together."""
        if mistakes and mistakes[0].program:
            return mistakes[0].program if len(mistakes) == 1 else None
        edited = self._edited(mistakes)
        return None if edited is None else edited.text

    def program(self, *mistakes: Mistake) -> SimpleNamespace | None:
        if len(mistakes) != 1:
            return self._program(mistakes)
        if mistakes[0].id not in self._single:
            self._single[mistakes[0].id] = self._program(mistakes)
        return self._single[mistakes[0].id]

    def contains(self, mistake: Mistake) -> bool:
        """Whether the definitions that a mistake edits are in the reference, be it that of another exercise."""
        edits = placed_edits(mistake)
        return bool(edits) and all(place in self.source.definitions for place, _, _ in edits)

    def _program(self, mistakes: Sequence[Mistake]) -> SimpleNamespace | None:
        if mistakes and mistakes[0].program:
            pieces: Sequence[str] | None = [mistakes[0].program] if len(mistakes) == 1 else None
        else:
            edited = self._edited(mistakes)
            pieces = edited and [edited.imports, *edited.definitions.values()]
        if pieces is None:
            return None
        space: dict[str, Any] = {"__name__": "a known mistake"}
        for piece in pieces:
            exec(_compiled(piece), space)
        return SimpleNamespace(**{name: space[name] for name in self.names})

    def _edited(self, mistakes: Sequence[Mistake]) -> Standalone | None:
        definitions = dict(self.source.definitions)
        for mistake in mistakes:
            edits = placed_edits(mistake)
            if not edits:
                return None
            for place, old, new in edits:
                if definitions.get(place, "").count(old) != 1:
                    return None
                definitions[place] = definitions[place].replace(old, new)
        return self.source._replace(definitions=definitions)


Edit = tuple[Place, str, str]
"""The definition in which a text stands exactly once, that text, and what it becomes."""


@cache
def placed_edits(mistake: Mistake) -> tuple[Edit, ...]:
    """Find the definitions that a mistake edits, in the reference of its own exercise; none where one is unclear."""
    home = find(mistake.id.partition("/")[0])
    definitions = standalone(home.module, home.names).definitions
    edits: list[Edit] = []
    for old, new in mistake.edits:
        places = [place for place, piece in definitions.items() if old in piece]
        if len(places) != 1 or definitions[places[0]].count(old) != 1:
            return ()
        edits.append((places[0], old, new))
    return tuple(edits)


@cache
def _compiled(piece: str) -> CodeType:
    """Compile a definition once: an edit changes one and leaves the others."""
    return compile(f"from __future__ import annotations\n{piece}", "<a known mistake>", "exec", dont_inherit=True)
