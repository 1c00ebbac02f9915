"""Open questions: lines that ask and have no answer, and terms that nobody has explained yet."""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.model import Question
from studygpt.notes.scanner.shapes import Line
from studygpt.notes.suggestions import glossary
from studygpt.notes.suggestions.base import Sheet
from studygpt.notes.suggestions.question_lines import question_of


def find(sheet: Sheet) -> Iterator[Question]:
    """What is left of a note when its cards, suggestions and tasks are taken out of it."""
    page, document = sheet.page, sheet.document
    for line in sorted(sheet.asking):
        if line not in page.taken and line not in sheet.todo:
            bare = document.kind(line) in (Line.ITEM, Line.HEADING)
            text = page.lines_text(line, line, bare=bare).strip()
            if text:
                yield Question("question", question_of(text), line + 1)
    for line, term in glossary.unanswered(sheet):
        yield Question("term", term, line + 1)
