"""Suggest display formulas that have a name on the line above.

scaled dot product attention
$$ \\mathrm{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right) V $$
"""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind
from studygpt.notes.suggestions.base import SuggestionFinder, SuggestionSearch
from studygpt.notes.suggestions.terms import is_term, without_emphasis

# The first and last words of sentences that introduce a formula. Such a line is not a name.
_BEGINNINGS = frozenset(
    """where and then so thus hence therefore which this that these we let if for given with or but since
    because now also when as it here consider suppose assume using by from recall note substituting i.e.
    finally wobei und dann also daraus damit wenn für mit sei wir es hier aus où et donc alors si avec pour
    soit on nous ici donde y entonces luego si con para sea como onde e então logo se com dove allora quindi
    se con per sia waarbij en dan dus met voor где и тогда значит если для пусть отсюда 其中 则 所以 因此
    那么 设 即 ここで よって ただし 여기서 따라서""".split()
)
_ENDS = frozenset(
    """is are be gives give becomes become have has get obtain yields follows equals that by as to of the a an
    with and or ist sind wird gilt folgt ergibt est sont donne devient es son da é são è sono dà wordt""".split()
)
_SENTENCE_ENDS = (".", "!", ",", ";", "。", "、", "，", "-", "=")


_MAX_LINE = 130
_ANNOUNCING = (":", "：", "**")


def may_hold(text: str) -> bool:
    return "$$" in text and any(_is_below_name(text, start) for start in _starts(text))


def _starts(text: str) -> Iterator[int]:
    """Yield the offset of the first `$$` on each line."""
    position = text.find("$$")
    while position >= 0:
        yield position
        end = text.find("\n", position)
        position = text.find("$$", end) if end >= 0 else -1


def _is_below_name(text: str, position: int) -> bool:
    """Whether a formula begins its line and has a short line above it.

    A blank line may be between them if the line above announces the formula: a heading, bold text or a final colon.
    """
    start = text.rfind("\n", 0, position) + 1
    if position - start > _MAX_LINE or text[start:position].strip(" \t>"):
        return False
    end = start - 1
    blank = end > 0 and text[end - 1] == "\n"
    end -= blank
    above = text.rfind("\n", 0, end) + 1
    if not 0 < end - above <= _MAX_LINE:
        return False
    name = text[above:end].strip(" \t>")
    if "\\" in name or "$" in name:  # part of another formula
        return False
    return not blank or name.startswith("#") or name.endswith(_ANNOUNCING)


def find(search: SuggestionSearch) -> Iterator[FoundCard]:
    document, spans = search.document, search.document.spans
    for start, end, kind in zip(spans.starts, spans.ends, spans.kinds, strict=True):
        if kind is not SpanKind.DISPLAY:
            continue
        first, last = document.line_of(start), document.line_of(end - 1)
        if first == 0 or document.shapes.content[first] != start:
            continue
        if document.text[end : document.end_of(last)].strip(".,; \t"):
            continue
        named = _name_above(search, first)
        if named is not None:
            line, name = named
            yield from search.suggest(name, search.page.lines_text(first, last), line, last)


def _name_above(search: SuggestionSearch, first: int) -> tuple[int, str] | None:
    """Return the line above a formula that names it, and the name; None if there is none.

    A blank line may follow a heading, bold text or a final colon.
    """
    document = search.document
    line = first - 1
    blank = document.kind(line) is LineKind.BLANK
    if blank:
        line -= 1
    if line < document.front.end or document.kind(line) not in (LineKind.TEXT, LineKind.ITEM, LineKind.HEADING):
        return None
    if line in search.page.taken or line in search.question_lines or line in search.task_lines:
        return None
    written = search.page.lines_text(line, line, bare=True)
    alone = document.kind(line) is not LineKind.TEXT or line == 0 or document.kind(line - 1) is not LineKind.TEXT
    announced = document.kind(line) is LineKind.HEADING or written.endswith(_ANNOUNCING)
    if not alone or (blank and not announced):
        return None
    name = without_emphasis(written)
    return (line, name) if _is_name(name) else None


def _is_name(name: str) -> bool:
    if not is_term(name) or "$" in name or "::" in name or name.endswith(_SENTENCE_ENDS):
        return False
    words = name.casefold().split()
    return words[0].rstrip(",:") not in _BEGINNINGS and words[-1] not in _ENDS


FINDER = SuggestionFinder("formulas", may_hold, find)
