"""Cards with a label at the beginning of each side: hashcards, repeater, Obsidian_to_Anki.

    Q: What is a token?         C: The [mitochondrion] is the powerhouse of the [cell].
    A: A piece of text
    with an id.                 ---

A side may have several lines. A blank line ends an answer, with two exceptions: in a note with nothing but such cards,
the answer ends at the next card; if there is a rule `---` between this card and the next, it ends at the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.clozes import Cloze
from studygpt.notes.dialects.base import Dialect, cloze_cards, two_sided_cards
from studygpt.notes.dialects.question_answer import (
    ANSWER,
    ANSWER_AHEAD,
    QUESTION,
    is_certain,
    is_label_pair,
    text_after_label,
)
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.blocks import SideLimits, answer_from
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.span_scanner import find_spans

# A fixed first character makes the search fast. An answer is never the first line of a note.
_ANYWHERE = re.compile(rf"\n(?:C:|[ \t>]*{ANSWER_AHEAD})")
_CLOZE = re.compile(r"C:(?=\s|\[|\Z)[ \t]*")
_SPEAKER = re.compile(r"[BEG-NT-UW-Z]:[ \t]")
"""A pattern for the initial of a speaker in a conversation: a letter that is not a label in any language."""
_HOLE = re.compile(r"(?<![!\[])\[(?![\[^\] ])(?P<text>[^\[\]]+)\](?![\](])")
_COLUMN_0 = re.compile(r"(?:>[ ]?)*")
_MIN_CARDS_OF_LIST, _MAX_LOOSE_SHARE = 3, 0.4
_TEXT = frozenset({LineKind.TEXT, LineKind.ITEM})


@dataclass(frozen=True, slots=True)
class SideLabel:
    """A label at the beginning of a line."""

    line: int
    what: str
    """`Q`, `A` or `C`."""
    match: re.Match[str]

    @property
    def word(self) -> str:
        return self.match.groupdict().get("word", self.what)

    @property
    def end(self) -> int:
        """The offset of the text after the label."""
        return self.match.end()


def may_hold(text: str, _rules: Rules) -> bool:
    return text.startswith("C:") or _ANYWHERE.search(text) is not None


def find(page: Page) -> Iterator[FoundCard]:
    labels = _labels(page)
    is_card_list = _is_card_list(page.document, labels)
    for place, label in enumerate(labels):
        following = labels[place + 1] if place + 1 < len(labels) else None
        if label.what == "C":
            yield from _cloze(page, label, following, is_card_list=is_card_list)
        elif label.what == "Q" and following is not None and following.what == "A":
            after = labels[place + 2] if place + 2 < len(labels) else None
            yield from _pair(page, label, following, after, is_card_list=is_card_list)


def _labels(page: Page) -> list[SideLabel]:
    """Return the labels of a note, except in conversations: paragraphs in which other letters are used as labels."""
    document, kinds = page.document, page.document.shapes.kind
    found: list[SideLabel] = []
    before = 0  # the number of labels above this paragraph
    conversation = False
    for line, kind in enumerate(kinds):
        if kind is LineKind.BLANK:
            before, conversation = len(found), False
        elif kind in _TEXT and not conversation and line not in page.taken:
            content = document.shapes.content[line]
            if kind is LineKind.TEXT and _SPEAKER.match(document.text, content):
                conversation = True
                del found[before:]
                continue
            if (label := _label(document, line, content, found[-1] if found else None)) is not None:
                found.append(label)
    # A letter that may be a unit or a variable is a label only if its answer follows.
    return [
        label
        for label, following in zip_longest(found, found[1:])
        if label.what != "Q" or is_certain(label.word) or (following is not None and following.what == "A")
    ]


def _label(document: Document, line: int, content: int, last: SideLabel | None) -> SideLabel | None:
    text, shapes = document.text, document.shapes
    is_item = shapes.kind[line] is LineKind.ITEM
    goes_on = last is not None and last.what == "Q" and shapes.item[last.line] == shapes.item[line] >= 0
    if not is_item and not goes_on and not _COLUMN_0.fullmatch(text, document.starts[line], content):
        return None
    answer = None if is_item else ANSWER.match(text, content)
    if answer and last is not None and last.what == "Q" and is_label_pair(last.word, answer["word"]):
        return SideLabel(line, "A", answer)
    if not is_item and (cloze := _CLOZE.match(text, content)):
        return SideLabel(line, "C", cloze)
    question = QUESTION.match(text, content)
    if question and _is_label(question["word"]):
        return SideLabel(line, "Q", question)
    return SideLabel(line, "A", answer) if answer and is_certain(answer["word"]) else None


def _is_label(word: str) -> bool:
    """Whether a word can be a label. A single letter must be a capital, because `s:` and `c:` are names in code."""
    return len(word) > 1 or not word.islower()


def _is_card_list(document: Document, labels: list[SideLabel]) -> bool:
    """Whether a note holds only labelled cards: at least three, with no headings and no text above the first.

    If many cards are followed by text after a blank line, that text is probably the content of the note, so it is not a
    list of cards.
    """
    cards = sum(label.what != "A" for label in labels)
    if cards < _MIN_CARDS_OF_LIST or labels[0].what == "A" or document.headings:
        return False
    kinds = document.shapes.kind
    if any(kind is not LineKind.BLANK for kind in kinds[document.front.end : labels[0].line]):
        return False
    loose = 0
    for label, following in pairwise(labels):
        if label.what != "Q":
            first = label.line + (not document.text[label.end : document.end_of(label.line)].strip())
            loose += _is_loose(kinds[first : following.line])
    return loose <= _MAX_LOOSE_SHARE * cards


def _is_loose(kinds: list[LineKind]) -> bool:
    """Whether these lines, up to a rule, contain text after a blank line."""
    begun = blank = False
    for kind in kinds:
        if kind is LineKind.RULE:
            return False
        if kind is LineKind.BLANK:
            blank = begun
        elif blank:
            return True
        else:
            begun = True
    return False


def _ends_with_rule(document: Document, first: int, ceiling: int) -> bool:
    """Whether this card ends with a rule, which is followed only by blank lines before the next card or the end."""
    kinds = document.shapes.kind
    for line in range(first, ceiling):
        if kinds[line] is LineKind.HEADING:
            return False
        if kinds[line] is LineKind.RULE:
            return all(kind is LineKind.BLANK for kind in kinds[line + 1 : ceiling])
    return False


def _last_line(page: Page, label: SideLabel, following: SideLabel | None, *, is_card_list: bool) -> int | None:
    """Return the last line of the side that begins with a label; None if the side is empty."""
    document, shapes = page.document, page.document.shapes
    ceiling = following.line if following is not None else len(document.lines)
    if shapes.item[label.line] >= 0 and not _COLUMN_0.fullmatch(
        document.text, document.starts[label.line], shapes.content[label.line]
    ):
        ceiling = min(ceiling, document.item_end(shapes.item[label.line]))
    through = (is_card_list and following is not None) or _ends_with_rule(document, label.line, ceiling)
    limits = SideLimits(
        skip_blanks=True,
        is_other_card=lambda line: line in page.taken or page.is_tag_line(line),
        answer_has_blanks=through,
    )
    quote = shapes.quote[label.line]
    if document.text[label.end : document.end_of(label.line)].strip():
        block = answer_from(document, label.line, ceiling, quote, limits)
    else:
        block = answer_from(document, label.line + 1, ceiling, quote, limits)
    return block[1] if block else None


def _pair(
    page: Page, asked: SideLabel, answered: SideLabel, after: SideLabel | None, *, is_card_list: bool
) -> Iterator[FoundCard]:
    document = page.document
    between = document.shapes.kind[asked.line + 1 : answered.line]
    if LineKind.HEADING in between or LineKind.RULE in between or not is_label_pair(asked.word, answered.word):
        return
    last = _last_line(page, answered, after, is_card_list=is_card_list)
    front = text_after_label(page, asked.line, asked.match, answered.line)
    if not is_certain(asked.word) and not front.endswith(("?", "？")):
        return
    back = text_after_label(page, answered.line, answered.match, last + 1) if last is not None else ""
    if not front or not back or last is None:
        page.report(asked.line, "this question has no text" if not front else "this question's answer is empty")
        return
    if not page.is_free(asked.line, last):
        return
    page.take(asked.line, last)
    yield from two_sided_cards(front, back, asked.line, last, page.written_id(asked.line, last))


def _cloze(page: Page, label: SideLabel, following: SideLabel | None, *, is_card_list: bool) -> Iterator[FoundCard]:
    last = _last_line(page, label, following, is_card_list=is_card_list)
    if last is None or not page.is_free(label.line, last):
        return
    text = text_after_label(page, label.line, label.match, last + 1)
    parts = _with_holes(text)
    if len(parts) > 1:
        page.take(label.line, last)
        yield from cloze_cards(page, parts, text, label.line, last)


def _with_holes(text: str) -> list[str | Cloze]:
    """Split a text into plain pieces and holes. Brackets of links, footnotes, boxes, code and formulas do not count."""
    spans, parts, position = find_spans(text, 0), list[str | Cloze](), 0
    for number, hole in enumerate((each for each in _HOLE.finditer(text) if spans.at(each.start()) is None), 1):
        parts += [text[position : hole.start()], Cloze(number, hole.start(), [hole["text"]])]
        position = hole.end()
    return [*parts, text[position:]]


DIALECT = Dialect("labels", may_hold, find)
