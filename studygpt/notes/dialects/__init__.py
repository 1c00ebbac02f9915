"""The ways people write cards: one file each, and this list of them.

A dialect takes its lines with `Page.take`; what an earlier one took, a later one leaves alone. So the order is from
the form that says most plainly "this is a card" to the one that says it least.
"""

from __future__ import annotations

from studygpt.notes.dialects import (
    anki_blocks,
    card_tags,
    cloze,
    fields,
    highlights,
    labels,
    logseq,
    question_answer,
    separators,
    srai,
)
from studygpt.notes.dialects.base import Dialect

DIALECTS: tuple[Dialect, ...] = (
    srai.DIALECT,
    anki_blocks.DIALECT,
    fields.DIALECT,
    question_answer.DIALECT,
    logseq.DIALECT,
    card_tags.DIALECT,
    labels.DIALECT,
    cloze.DIALECT,
    separators.DIALECT,
    highlights.DIALECT,
)
