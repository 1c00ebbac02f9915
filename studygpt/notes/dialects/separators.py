"""Cards of Obsidian Spaced Repetition, with the separators that the vault's own settings name.

    Question::Answer            Front:::Back (both ways)          Question
                                                                  ?          (`??` for both ways)
                                                                  Answer

These cards count only with a deck tag, a deck folder or `--opt-in`, because `::` is too common in prose and code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from studygpt.notes import false_separators
from studygpt.notes.anki_directives import is_anki_directive
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.dialects.base import Dialect, two_sided_cards
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.blocks import SideLimits, find_sides
from studygpt.notes.scanner.shapes import LineKind

_NO_CARD = frozenset(
    {
        LineKind.CODE,
        LineKind.TABLE,
        LineKind.FRONT,
        LineKind.FENCE,
        LineKind.DISPLAY,
        LineKind.COMMENT,
        LineKind.BLANK,
        LineKind.RULE,
    }
)


_MAX_TRIES_A_LINE = 40
"""The number of false separators after which the rest of a line is ignored, such as in a megabyte of colons."""
TASK = re.compile(r"\[[ xX/>-]\][ \t]")


@lru_cache(maxsize=64)
def _inline_pattern(rules: Rules) -> re.Pattern[str]:
    marks = sorted({mark for mark in (rules.inline, rules.inline_reversed) if mark}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, marks)) or r"(?!)")


@lru_cache(maxsize=64)
def _line_pattern(rules: Rules) -> re.Pattern[str]:
    """Compile a pattern for a separator that is alone on its line, apart from a block id after it."""
    marks = sorted({mark for mark in (rules.multiline, rules.multiline_reversed) if mark}, key=len, reverse=True)
    written = "|".join(map(re.escape, marks)) or r"(?!)"
    return re.compile(rf"(?:\A|\n)[ \t>]*(?P<mark>{written})[ \t]*(?:\^[A-Za-z0-9-]+[ \t]*)?(?=\n|\Z)")


def may_hold(text: str, rules: Rules) -> bool:
    return any(
        mark and mark in text
        for mark in (rules.inline, rules.inline_reversed, rules.multiline, rules.multiline_reversed)
    )


def find(page: Page) -> Iterator[FoundCard]:
    inline = dict(_inline_marks(page))
    yield from _blocks(page, inline)
    for line, (start, end) in inline.items():
        yield from _one_line(page, line, start, end)


def _inline_marks(page: Page) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield each line that is a card by itself, with the start and end of its separator."""
    document = page.document
    seen, here, tried = -1, -1, 0
    for match in _inline_pattern(page.rules).finditer(document.text):
        line = document.line_of(match.start())
        if line == seen or line in page.taken or document.kind(line) in _NO_CARD:
            continue
        tried = tried + 1 if line == here else 0
        here = line
        if tried > _MAX_TRIES_A_LINE:
            continue
        if document.spans.at(match.start()) is None and _is_separator(page, line, match):
            seen = line
            yield line, match.span()


def _is_separator(page: Page, line: int, match: re.Match[str]) -> bool:
    document = page.document
    content, end = document.shapes.content[line], document.end_of(line)
    left, right = document.text[content : match.start()], document.text[match.end() : end]
    if not right.strip() and left.strip() and not false_separators.is_property(left, ""):
        page.report(line, f"this card has no answer after its `{match[0]}`")
    if not left.strip() or not right.strip():
        return False
    if TASK.match(left) or is_anki_directive(left):
        return False
    if "::" not in match[0]:  # a separator of the vault's own, unless it is part of a longer run of the character
        return not (left.endswith(match[0][0]) or right.startswith(match[0][-1])) or match[0][0].isalnum()
    if left.endswith(":") or right.startswith(":") or false_separators.is_in_cloze(left):
        return False
    if false_separators.is_in_code_word(
        document.lines[line], match.start() - document.starts[line], match.end() - document.starts[line]
    ):
        return False
    if match[0] == "::" and false_separators.is_signature(left, right):
        return False
    opening = max(left.rfind("["), left.rfind("("))
    bracketed = opening >= 0 and not set("])") & set(left[opening:]) and bool(set("])") & set(right))
    if bracketed and false_separators.is_property(left[opening + 1 :], right, bracketed=True):
        return False
    space = right[: len(right) - len(right.lstrip())]
    return not false_separators.is_property(left, space + page.passage(match.end(), end))


def _one_line(page: Page, line: int, start: int, end: int) -> Iterator[FoundCard]:
    document = page.document
    if not page.is_free(line, line):
        return
    front = page.passage(document.shapes.content[line], start).strip()
    back = page.passage(end, document.end_of(line)).strip()
    if not front or not back:
        return
    page.take(line, line)
    both_ways = document.text[start:end] == page.rules.inline_reversed
    yield from _sides(page, front, back, line, line, both_ways=both_ways, separator=document.text[start:end])


def _blocks(page: Page, inline: dict[int, tuple[int, int]]) -> Iterator[FoundCard]:
    document, rules = page.document, page.rules
    marks: dict[int, str] = {}
    for match in _line_pattern(rules).finditer(document.text):
        line = document.line_of(match.start("mark"))
        if line not in page.taken and document.kind(line) not in _NO_CARD:
            marks[line] = match["mark"]
    limits = SideLimits(
        end_marker=rules.end_marker,
        is_other_card=lambda line: line in inline or line in page.taken or page.is_tag_line(line),
    )
    for sides in find_sides(document, list(marks), limits):
        if sides.problem or sides.question is None or sides.answer is None:
            page.report(sides.line, sides.problem or "this separator makes no card")
            continue
        (first, question_end), answer = sides.question, sides.answer
        if not page.is_free(first, answer[1]):
            continue
        front, back = page.lines_text(first, question_end, bare=first == question_end), page.lines_text(*answer)
        if not front or not back:
            page.report(sides.line, "this card has an empty side")
            continue
        page.take(first, answer[1])
        mark = marks[sides.line]
        yield from _sides(
            page, front, back, first, answer[1], both_ways=mark == rules.multiline_reversed, separator=f"\n{mark}\n"
        )


def _sides(
    page: Page, front: str, back: str, first: int, last: int, *, both_ways: bool, separator: str
) -> Iterator[FoundCard]:
    source_id, whole = page.written_id(first, last), first == last
    yield from two_sided_cards(
        front, back, first, last, source_id, separator=separator, both_ways=both_ways, whole=whole
    )


DIALECT = Dialect("separators", may_hold, find, needs_opt_in=True)
