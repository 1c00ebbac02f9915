"""Find tasks: boxes with or without a bullet, `#TODO..` tags, Logseq's markers. Tasks are never cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.model import Task, TaskState
from studygpt.notes.card_text.page import Page
from studygpt.notes.scanner.shapes import LineKind

_BOX = re.compile(r"\[(?P<box>[ xX/><-])\][ \t]+(?P<text>.*)$")
_BOX_ANYWHERE = re.compile(r"\[[ xX/><-]\][ \t]")
_MARKER = re.compile(r"(?P<word>TODO|LATER|WAITING|NOW|DOING|DONE)(?P<colon>:?)[ \t]+(?P<text>.*)$")
_MARKER_ANYWHERE = re.compile(r"\n[ \t>]*(?:[-*+][ \t]+)?(?:TODO|LATER|WAITING|NOW|DOING|DONE)\b")
_TAG = re.compile(r"todo(?:s|[0-9a-f]{1,8})?$", re.IGNORECASE)
_TAG_ANYWHERE = re.compile(r"#todo", re.IGNORECASE)
_USUAL_TAG = re.compile(r"#(?:TODO|todo|Todo)")
_STATES = {
    **dict.fromkeys(("x", "X", "DONE"), TaskState.DONE),
    **dict.fromkeys(("-", "/", "NOW", "DOING"), TaskState.BEGUN),
}
_PLACES = frozenset({LineKind.TEXT, LineKind.ITEM, LineKind.HEADING})


def may_hold(text: str) -> bool:
    return (
        _BOX_ANYWHERE.search(text) is not None
        or _USUAL_TAG.search(text) is not None
        or _MARKER_ANYWHERE.search(text) is not None
    )


def find(page: Page) -> Iterator[Task]:
    """Yield the tasks of a note, except those in its cards."""
    document = page.document
    tagged = {tag.line for tag in document.tags if _TAG.match(tag.name)} if _TAG_ANYWHERE.search(document.text) else ()
    for line in _candidates(page, tagged):
        if line in page.taken or document.kind(line) not in _PLACES:
            continue
        bare = document.kind(line) in (LineKind.ITEM, LineKind.HEADING)
        task = _read(page.lines_text(line, line, bare=bare).strip(), line, tagged=line in tagged)
        if task is not None:
            yield task


def _candidates(page: Page, tagged: set[int] | tuple[()]) -> list[int]:
    text, line_of = page.document.text, page.document.line_of
    found = set(tagged)
    found.update(line_of(match.start()) for match in _BOX_ANYWHERE.finditer(text))
    found.update(line_of(match.end() - 2) for match in _MARKER_ANYWHERE.finditer(f"\n{text}"))
    return sorted(found)


def _read(written: str, line: int, *, tagged: bool) -> Task | None:
    box = _BOX.match(written)
    marker = None if box else _MARKER.match(written)
    text = box["text"] if box else marker["text"] if marker else written if tagged else ""
    text = text.strip().lstrip(":").strip() if tagged else text.strip()
    if not any(letter.isalnum() for letter in text):
        return None
    mark = box["box"] if box else marker["word"] if marker else ""
    return Task(text, line + 1, _STATES.get(mark, TaskState.OPEN))
