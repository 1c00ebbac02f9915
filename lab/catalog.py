"""The catalogue of exercises: what each asks, needs and shows to a learner. Nothing here loads torch."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from lab import source
from lab.errors import UsageError

FOLDER = Path(__file__).parent / "exercises"


@dataclass(frozen=True)
class Exercise:
    slug: str
    number: int  # its place on the path
    title: str
    concepts: tuple[str, ...]
    needs: tuple[str, ...]  # slugs; one that does not exist yet counts as done
    signature: tuple[str, ...]  # what to write, a line each
    module: str  # where the reference is
    names: tuple[str, ...]  # the definitions in it that are the reference, and that a learner's file must define
    hints: tuple[str, ...]
    shows: tuple[str, ...] = ()  # the definitions that make up the solution, if these are more than `names`
    slot: str = ""  # the field of `lab.gpt.parts.Parts` that a learner's file fills; empty if there is none
    drop: tuple[str, ...] = ()  # parameters of the reference that belong to another exercise
    keep: tuple[str, ...] = ()  # methods that a learner writes; if empty, `__init__` and `forward`
    forbids: tuple[str, ...] = ()  # full names of functions, classes and modules that are themselves the answer
    steps: tuple[tuple[str, str], ...] = ()  # how a line of the reference begins, and in words what it makes
    whole_elsewhere: bool = False  # others may take the part from torch, so its steps are looked for here only
    harmless: tuple[str, ...] = ()  # ids of mistakes in other exercises that change nothing here
    budget: float = 8.0  # seconds of processor time for one check
    preload: tuple[str, ...] = ()  # modules to import before a check, as their first import would use up its budget

    @property
    def folder(self) -> Path:
        return FOLDER / self.slug

    @property
    def prompt(self) -> str:
        return (self.folder / "prompt.md").read_text(encoding="utf-8")

    @property
    def starting_file(self) -> str:
        head = f"{self.title}: `studygpt lab {self.slug}` checks this file at every save."
        return source.starting_file(self.module, self.names, head, self.drop, self.keep)

    @property
    def solution(self) -> str:
        """The source of the reference, as it is in the working GPT."""
        return "\n\n".join(source.definition(self.module, name) for name in self.shows or self.names)

    @property
    def file_name(self) -> str:
        """The name of a learner's file, which can be imported, so that one exercise can use another's file."""
        return self.slug.replace("-", "_") + ".py"


@cache
def exercises() -> Mapping[str, Exercise]:
    """All exercises by slug, in the order of the path."""
    found = [load(path.parent) for path in FOLDER.glob("*/exercise.toml")]
    return {exercise.slug: exercise for exercise in sorted(found, key=lambda exercise: exercise.number)}


def load(folder: Path) -> Exercise:
    values = tomllib.loads((folder / "exercise.toml").read_text(encoding="utf-8"))
    unknown = values.keys() - {field.name for field in fields(Exercise)}
    if unknown:
        raise UsageError(f"{folder / 'exercise.toml'}: an exercise has no {', '.join(sorted(unknown))}.")
    frozen: dict[str, Any] = {name: _frozen(value) for name, value in values.items()}
    return Exercise(slug=folder.name, **frozen)


def _frozen(value: Any) -> Any:
    """A TOML value with its lists as tuples."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def find(name: str) -> Exercise:
    """The exercise with this slug, file name or concept; an unknown name offers the nearest."""
    known = exercises()
    wanted = name.strip().lower().removesuffix(".py").replace("_", "-").replace(" ", "-")
    if wanted in known:
        return known[wanted]
    teaching = [exercise for exercise in known.values() if wanted in exercise.concepts]
    if teaching:
        return teaching[0]
    names = [*known, *{concept for exercise in known.values() for concept in exercise.concepts}]
    near = get_close_matches(wanted, names, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    raise UsageError(f"No exercise is called {name!r}. {hint}")


def open_needs(exercise: Exercise, done: frozenset[str]) -> tuple[str, ...]:
    """The exercises that should come first and were not done; one that does not exist counts as done. Advice only."""
    return tuple(slug for slug in exercise.needs if slug in exercises() and slug not in done)
