"""Dialects: the ways in which people write cards in notes. Each dialect has a module; this one lists them.

A dialect takes the lines of its cards with `Page.take`, and later dialects ignore these lines. The list therefore
begins with the dialects whose cards are easiest to recognize.
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
