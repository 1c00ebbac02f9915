"""Find the schedule of each card in the comment that the plugin writes at the end of a passage.

The comment holds one group for each card of the passage.
"""

from __future__ import annotations

from dataclasses import replace

from studygpt.model import Draft
from studygpt.notes.plugin_history import comment_groups
from studygpt.notes.scanner.blocks import is_schedule_line
from studygpt.notes.scanner.document import Document


def with_schedules(document: Document, drafts: list[Draft]) -> list[Draft]:
    """Return the cards of a note with their schedules, from comments on the cards' lines or right below them."""
    groups: dict[tuple[int, int], list[str]] = {}
    counts: dict[tuple[int, int], int] = {}
    found = []
    for draft in drafts:
        lines = (draft.line_start, draft.line_end)
        if lines not in groups:
            groups[lines] = _groups(document, *lines)
        at = counts.get(lines, 0)
        counts[lines] = at + 1
        found.append(replace(draft, schedule=groups[lines][at]) if at < len(groups[lines]) else draft)
    return found


def _groups(document: Document, first: int, last: int) -> list[str]:
    """Return the schedules of the cards on these lines, which are counted from 1."""
    end = last
    while end < len(document.lines) and (is_schedule_line(document, end) or _continues_callout(document, end, last)):
        end += 1
    return comment_groups("\n".join(document.lines[first - 1 : end]))


def _continues_callout(document: Document, line: int, last: int) -> bool:
    """Whether a line below a card continues a callout that the plugin wrote."""
    return line > last and "[!sr|" in document.lines[line - 1] and document.lines[line].lstrip().startswith(">")
