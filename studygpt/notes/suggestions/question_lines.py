"""Find the lines of a note with a question: a sentence that ends with a question mark of any script."""

from __future__ import annotations

import re

from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind

_MARK = re.compile(r"[?？؟]+[!！]*")
_CLOSING = "*_~'\")]}”’»«」』）`.…"
"""The characters that may be between a question mark and the end of its sentence."""
_TRAILING = frozenset("*_~'\")]}”’»」』）`$%.…+#")
"""The characters that may be between the last word of a sentence and its question mark."""
_MAX_SIGNS = 8
_SENTENCE = re.compile(r".+?(?:(?<![.!?…])[.!?。！？؟…]+[\"'”’»)\]*_」』）]*(?=\s|$)|[。！？؟]|$)\s*")
_LONG = 300
_LONE_MARK = re.compile(r"\n[ \t>]*\?\??[ \t>]*(?=\n|\Z)")
_PROSE = frozenset({LineKind.TEXT, LineKind.ITEM, LineKind.HEADING})


def may_hold_question(text: str) -> bool:
    return "?" in text or "？" in text or "؟" in text


def question_lines(document: Document) -> set[int]:
    """Return the lines of prose with a question, except lines with a separator, which are cards."""
    found: set[int] = set()
    if not may_hold_question(document.text):
        return found
    separated: set[int] | None = None
    callouts: set[int] | None = None
    for match in _MARK.finditer(document.text):
        line = document.line_of(match.start())
        if line in found or document.kind(line) not in _PROSE or not _ends_sentence(document, line, match):
            continue
        written = document.lines[line]
        if "::" in written or "<%" in written or "{{" in written:
            continue
        if document.shapes.quote[line]:
            callouts = _callout_lines(document) if callouts is None else callouts
            if line not in callouts:
                continue
        separated = _lines_beside_separators(document) if separated is None else separated
        if line not in separated:
            found.add(line)
    return found


def _ends_sentence(document: Document, line: int, match: re.Match[str]) -> bool:
    text, start, end = document.text, document.shapes.content[line], document.end_of(line)
    span = document.spans.at(match.start())
    if span is not None and document.spans.kinds[span] is not SpanKind.ESCAPE:
        return False
    before = match.start() - 1
    spaced = before >= start and text[before] in " \u00a0\u202f"  # as in French, and in `a ? b : c`
    if spaced or text[before] == "\\":
        before -= 1
    for _ in range(_MAX_SIGNS):
        if before < start or text[before] not in _TRAILING:
            break
        before -= 1
    if before < start or not (text[before].isalnum() or text[before] > "\u00ff"):
        return False
    if match[0][0] != "?":
        return True
    behind = match.end()
    for _ in range(_MAX_SIGNS):
        if behind >= end or text[behind] not in _CLOSING:
            break
        behind += 1
    if behind < end and spaced and text[behind : behind + 2].strip()[:1].islower():
        return False
    return behind >= end or text[behind].isspace() or text[behind] == "<" or text[behind] > "\u00ff"


def _lines_beside_separators(document: Document) -> set[int]:
    """Return the lines of paragraphs with a lone `?` or `??`, which are cards in a note that did not opt in."""
    found: set[int] = set()
    marked = {document.line_of(match.start()) for match in _LONE_MARK.finditer(f"\n{document.text}")}
    if not marked:
        return found
    first = 0
    kinds = document.shapes.kind
    for line in range(len(kinds) + 1):
        if line == len(kinds) or kinds[line] is LineKind.BLANK:
            run = range(first, line)
            if not marked.isdisjoint(run):
                found.update(run)
            first = line + 1
    return found


def _callout_lines(document: Document) -> set[int]:
    """Return the lines of callouts (`> [!question] ..`), which are the author's own words, unlike other quotations."""
    found: set[int] = set()
    own = False
    for line, depth in enumerate(document.shapes.quote):
        if not depth:
            own = False
        elif not line or not document.shapes.quote[line - 1]:
            own = document.lines[line].lstrip(" \t>").startswith("[!")
        if own:
            found.add(line)
    return found


def ends_with_question(text: str) -> bool:
    return text.rstrip(_CLOSING + " !！").endswith(("?", "？", "؟"))


def question_text(text: str) -> str:
    """Return the question on a line: all of its text, or, if the text is long, only the sentences with a question."""
    if len(text) <= _LONG:
        return text
    asked = [match[0].strip() for match in _SENTENCE.finditer(text) if ends_with_question(match[0])]
    return " ".join(asked) or text
