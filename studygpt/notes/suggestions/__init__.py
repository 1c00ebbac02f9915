"""What only looks like a card: suggestions, open questions, tasks. Nothing of it is ever active by itself.

One file a kind of suggestion, and this list of them. What one takes the next leaves alone, so the order is from the
form that says most plainly what it asks to the one that says it least; open questions are what is left.
"""

from __future__ import annotations

from studygpt.notes.suggestions import definitions, formulas, glossary, headings, tables
from studygpt.notes.suggestions.base import Guess

GUESSES: tuple[Guess, ...] = (
    headings.GUESS,
    glossary.GUESS,
    definitions.GUESS,
    tables.GUESS,
    formulas.GUESS,
)
KINDS = tuple(guess.name for guess in GUESSES)
"""What `--trust` takes."""
