"""Find suggestions of cards, open questions and tasks in notes. None of them becomes a card without a decision.

Each kind of suggestion has a module; this one lists them. A finder ignores the lines that an earlier one took, so the
list begins with the kinds that are easiest to recognize. Open questions are found last, in the remaining lines.
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
"""The names of the kinds of suggestions, which are the values of `--trust`."""
