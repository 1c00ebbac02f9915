"""Edits that people make to notes, each with the card before it that a person would call the same as a card after it.

`pool` reads the facts, `vault` writes them into notes, `words` changes the words of a card; `contents`, `forms` and
`lookalikes` hold the families of edits.
"""

from __future__ import annotations

from benchmarks.edits import contents, forms, lookalikes  # noqa: F401 - they register their families
from benchmarks.edits.families import FAMILIES

__all__ = ["FAMILIES", "TUNING", "UNSEEN"]

TUNING = (
    *("typo-in-question", "one-reworded", "reworded-by-rule", "clause-added", "answer-extended", "answer-corrected"),
    *("reordered", "inserted-before", "section-to-note", "notes-merged", "note-renamed", "made-reversible"),
    *("hole-changed", "hole-removed-and-renumbered", "list-markers", "bold-and-code", "heading-renamed", "quotes"),
    *("kin-swapped", "replaced-by-kin", "term-changed", "number-changed-answer-kept", "negated", "kin-inserted"),
    *("link-ids-copied", "same-answer-elsewhere", "one-of-two-notes-deleted", "answer-of-another"),
    *("typo-made", "replaced-by-reworded-kin", "note-renamed-and-reordered"),
)
"""Thresholds are set on these, and on the topics of every file of texts but `unseen_texts`."""
UNSEEN = (
    *("typo-in-answer", "several-reworded", "list-reworded", "word-order", "filler-dropped", "answer-shortened"),
    *("inserted-after", "section-moved", "note-split", "note-renamed-and-touched", "folder-moved", "list-renumbered"),
    *("hole-added", "holes-renumbered", "lines-and-spaces", "turned-into-block", "heading-translated", "deck-tag"),
    *("prose-rewritten", "several-at-once", "punctuation", "section-to-note-and-touched", "replaced-among-touched"),
    *("kin-swapped-and-touched", "list-turned-over", "term-changed-answer-kept", "number-changed", "kin-deleted"),
    *("negated-answer-kept", "block-ids-copied", "names-swapped", "note-replaced", "passage-replaced"),
)
"""The figures are given for these."""
assert sorted(TUNING + UNSEEN) == sorted(FAMILIES)
