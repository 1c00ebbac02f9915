"""Find open questions: questions without an answer, and terms without an explanation."""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.model import Question
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.suggestions import glossary
from studygpt.notes.suggestions.base import SuggestionSearch
from studygpt.notes.suggestions.question_lines import question_text


def find(search: SuggestionSearch) -> Iterator[Question]:
    """Yield the questions of a note that are not part of its cards, suggestions and tasks."""
    page, document = search.page, search.document
    for line in sorted(search.question_lines):
        if line not in page.taken and line not in search.task_lines:
            bare = document.kind(line) in (LineKind.ITEM, LineKind.HEADING)
            text = page.lines_text(line, line, bare=bare).strip()
            if text:
                yield Question("question", question_text(text), line + 1)
    for line, term in glossary.unanswered(search):
        yield Question("term", term, line + 1)
