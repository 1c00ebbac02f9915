"""Cards on their way to the screen: both sides of whatever a note holds, at any width, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from studygpt.check.previewed_card import previewed_card
from studygpt.model import Card
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import BOLD, CURLY, HIGHLIGHT, Rules
from studygpt.render.card import back_lines, front_lines, path_in_note
from studygpt.render.card_json import card_object
from studygpt.render.changed_words import changed_words
from studygpt.render.plain import plain_text
from studygpt.render.segments import text_of
from studygpt.render.typed_answer import marked_answer
from studygpt.text import harmless_json
from tests.fuzz.targets import note
from tests.harmless_text import forbidden

RULES = Rules(opt_in_all=True, cloze_patterns=(HIGHLIGHT, BOLD, CURLY))
WORDS = note.WORDS
LONGEST = 300
_MOST_CARDS = 4


def seeds() -> Iterator[bytes]:
    for seed in note.seeds():
        yield seed[1:]


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    read = read_note(text, "note.md", RULES)
    for draft in (*read.drafts, *read.suggestions)[:_MOST_CARDS]:
        expect_shown(previewed_card(draft, source="source", path=read.path, title=read.title, concepts=()))


def expect_shown(card: Card) -> None:
    for width in (None, 8, 60):
        for side in (front_lines, back_lines):
            for line in side(card, width, scrollable=False):
                assert not forbidden(line.text)
                assert "\n" not in line.text
                assert width is None or line.wide or line.width <= width, line
    assert forbidden(plain_text(back_lines(card, None, drawn=False), drawn=False)) == []
    assert not forbidden(text_of(marked_answer(card.front, card)))
    changed_words(card.front, card.back)
    assert path_in_note(card) or not card.title
    written = harmless_json(json.dumps(card_object(card, None, None), ensure_ascii=False))
    assert not forbidden(written)
    assert json.loads(written)["front"] == card.front
