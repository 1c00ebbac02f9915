"""The fixtures in `tests/fixtures/notes/`: notes as people write them, and the cards they must give.

    === what this case shows
    [path: folder/note.md]          where the note lies in its vault (else `note.md`)
    [opt-in: all]                   what `--opt-in` was given, several with commas
    [trust: glossary]               what `--trust` was given, likewise
    [settings: {"...": ...}]        the data.json of Obsidian Spaced Repetition
    the note, line by line
    --- cards
    2-4 separators basic id=^abc part=forward deck=flashcards/a tags=x,y lab=attention
    < the front, line by line
    > the back
    @ Outer heading / Inner heading      the heading path, where the case is about it
    ^ parent bullet / nested bullet      the ancestors, likewise
    ? 1 hidden text :: its hint          the holes, likewise; a lone ? says that there is none
    --- suggestions                      what only looks like a card, in the same form
    --- questions
    4 question what does it ask?         or `4 term what is not explained`
    --- tasks
    5 open what to do                    open, begun or done
    --- problems
    3 some words of the sentence         or `none`: nothing is reported

A card's line numbers, dialect, kind, front and back are always compared; the rest only where the case names it. So are
suggestions, questions and tasks, where the case has a part for them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

_OPTION = re.compile(r"\[(path|opt-in|trust|settings): (.*)\]$")


_PARTS = ("cards", "suggestions", "questions", "tasks", "problems")


@dataclass
class Expected:
    lines: tuple[int, int]
    dialect: str
    kind: str
    named: dict[str, str]
    front: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    headings: list[str] | None = None
    ancestors: list[str] | None = None
    holes: list[tuple[int, str, str | None]] | None = None


@dataclass
class Case:
    title: str
    file: str
    line: int
    options: dict[str, str] = field(default_factory=dict)
    note: list[str] = field(default_factory=list)
    cards: list[Expected] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    no_problems: bool = False
    suggestions: list[Expected] | None = None
    questions: list[str] | None = None
    tasks: list[str] | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.note) + "\n"

    @property
    def settings(self) -> dict[str, object]:
        return json.loads(self.options.get("settings", "{}"))


def fixture_cases() -> list[Case]:
    """Return every case in `tests/fixtures/notes/`."""
    folder = Path(__file__).parent.parent / "fixtures" / "notes"
    return [case for path in sorted(folder.glob("*.txt")) for case in read_cases(path)]


def read_cases(path: Path) -> list[Case]:
    cases: list[Case] = []
    part = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("=== "):
            cases.append(Case(line[4:], path.name, number))
            part = "options"
        elif not cases:
            continue
        elif line.removeprefix("--- ") in _PARTS and line.startswith("--- "):
            part = line[4:]
            if part in ("suggestions", "questions", "tasks"):
                setattr(cases[-1], part, [])
        elif part == "options" and (option := _OPTION.match(line)):
            cases[-1].options[option[1]] = option[2]
        elif part in ("options", "note"):
            part = "note"
            cases[-1].note.append(line)
        elif part == "cards" and line:
            _read_card(cases[-1].cards, line)
        elif part == "suggestions" and line:
            _read_card(getattr(cases[-1], part), line)
        elif part in ("questions", "tasks") and line:
            getattr(cases[-1], part).append(line)
        elif part == "problems" and line == "none":
            cases[-1].no_problems = True
        elif part == "problems" and line:
            where, _, words = line.partition(" ")
            cases[-1].problems.append((int(where), words))
    return cases


def _read_card(cards: list[Expected], line: str) -> None:
    mark, rest = line[0], line[2:]
    if mark == "<":
        cards[-1].front.append(rest)
    elif mark == ">":
        cards[-1].back.append(rest)
    elif mark == "@":
        cards[-1].headings = rest.split(" / ") if rest else []
    elif mark == "^":
        cards[-1].ancestors = rest.split(" / ") if rest else []
    elif line == "?":
        cards[-1].holes = []
    elif mark == "?":
        number, _, hole = rest.partition(" ")
        text, _, hint = hole.partition(" :: ")
        cards[-1].holes = [*(cards[-1].holes or []), (int(number), text, hint or None)]
    else:
        where, dialect, kind, *named = line.split()
        first, _, last = where.partition("-")
        cards.append(
            Expected((int(first), int(last or first)), dialect, kind, dict(pair.split("=", 1) for pair in named))
        )
