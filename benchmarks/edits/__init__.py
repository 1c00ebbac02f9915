"""Edits that people make to notes, each with the card before it that a person would call the same as a card after it.

`pool` reads the facts, `vault` writes them into notes, `words` changes the words of a card; `contents`, `forms` and
`lookalikes` hold the families of edits. `generated` makes the edits and counts what became of the cards.
"""

from __future__ import annotations

from benchmarks.edits import contents, forms, lookalikes  # noqa: F401 - they register their families
from benchmarks.edits.families import FAMILIES

__all__ = ["FAMILIES"]
