"""The ways in which people write cards. Each has a file, and this module lists them.

A dialect takes its lines with `Page.take`, and a later dialect leaves them alone. So they run from the plainest form
of a card to the least plain.
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
