"""Mistakes in cards that a machine can see."""

from __future__ import annotations

import re

from studygpt.model import Problem
from studygpt.notes.blanks import count_blanks
from studygpt.study.preview import Preview

_EMBED = re.compile(r"!\[\[#([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")


def lint(preview: Preview) -> list[Problem]:
    """Everything that a person should look at, in the order of notes and lines."""
    problems = [*preview.problems]
    fronts: dict[tuple[str, str], str] = {}
    for note, draft in preview.drafts:
        place = f"{note.path}:{draft.line_start}"
        key = (" ".join(draft.front.split()).casefold(), draft.part if draft.kind == "cloze" else "")
        first = fronts.setdefault(key, place)
        if first != place:
            problems.append(
                Problem(note.path, draft.line_start, f"the same question stands at {first}; which answer is meant?")
            )
        blanks = count_blanks(draft.front)
        if blanks and not draft.holes:
            problems.append(
                Problem(
                    note.path,
                    draft.line_start,
                    f"the question has {blanks} blanks, and the answer another number of items",
                )
            )
        problems += [
            Problem(note.path, draft.line_start, f"the embedded section {match[0]} is not in this note")
            for match in _EMBED.finditer(f"{draft.front}\n{draft.back}")
        ]
    order = {note.path: number for number, note in enumerate(preview.notes)}
    return sorted(dict.fromkeys(problems), key=lambda each: (order.get(each.path, -1), each.path, each.line))
