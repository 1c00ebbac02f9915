"""Text that only looks like a card: suggestions, open questions, tasks. None of it is ever active by itself.

Each kind of suggestion has a file, and this module lists them. A finder leaves alone what an earlier one took, so they
run from the plainest form of a question to the least plain; open questions are what remains.
"""

from __future__ import annotations

from studygpt.notes.suggestions import definitions, formulas, glossary, headings, tables
from studygpt.notes.suggestions.base import SuggestionFinder

FINDERS: tuple[SuggestionFinder, ...] = (
    headings.FINDER,
    glossary.FINDER,
    definitions.FINDER,
    tables.FINDER,
    formulas.FINDER,
)
SUGGESTION_KINDS = tuple(finder.name for finder in FINDERS)
"""The names of the kinds of suggestions: what `--trust` takes."""
