"""Cards with question and answer as labelled list items, in many languages.

- **Question**: What does `torch.stack` do?
   - **Answer**: It joins tensors along a new axis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.dialects.base import Dialect, two_sided_cards
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.shapes import LineKind

# The labels of question and answer in each language. Single letters other than Q and A may also be variables, so with
# these labels the question must end with a question mark.
_LANGUAGES = (
    ("Q|Question", "A|Answer"),
    ("F|Frage", "A|Antwort"),
    ("Q|Question", "R|Réponse|Reponse"),
    ("P|Pregunta", "R|Respuesta"),
    ("P|Pergunta", "R|Resposta"),
    ("D|Domanda", "R|Risposta"),
    ("В|Вопрос", "О|Ответ"),
    ("V|Vraag", "A|Antwoord"),
    ("P|Pytanie", "O|Odpowiedź"),
    ("F|Fråga", "S|Svar"),
    ("O|Otázka", "O|Odpověď"),
    ("S|Soru", "C|Cevap"),
    ("问题|問題|问|問|質問|Q", "答案|回答|答え|答|A"),
    ("질문|문|Q", "답변|답|A"),
)


def _label(words: str) -> str:
    # The colon may be inside the emphasis or after it, or the emphasis may cover the whole side.
    colon = r"(?:[ \t]*[:：](?P=mark)|(?P=mark)[ \t]*[:：]|(?P<open>[ \t]*[:：]))"
    return rf"(?P<mark>\*\*|__|\*|_|)(?P<word>{words})(?:[ \t]*\d{{1,3}})?{colon}[ \t]*"


def _any(side: int) -> str:
    return "|".join(sorted({word for pair in _LANGUAGES for word in pair[side].split("|")}, key=len, reverse=True))


ANSWERS = _label(_any(1))
"""A regular expression for the labels of an answer in any language, to be used without regard to case."""
_INITIALS = "".join(sorted({letter for word in _any(1).split("|") for letter in word[0].upper() + word[0].lower()}))
ANSWER_AHEAD = rf"(?=[*_{_INITIALS}])(?i:{ANSWERS})"
"""A faster form of `ANSWERS` for searches: a check of one character rules out most lines."""
QUESTION = re.compile(_label(_any(0)), re.IGNORECASE)
ANSWER = re.compile(ANSWERS, re.IGNORECASE)
# A fixed first character makes the search fast. An answer is never the first line of a note.
_MARKER = re.compile(rf"\n[ \t>]*(?:[-*+]|\d{{1,9}}[.)])[ \t]+{ANSWER_AHEAD}")
_CERTAIN_LETTERS = frozenset("QqВв问問문")


def is_label_pair(question: str, answer: str) -> bool:
    """Whether two labels mean question and answer in the same language."""
    question, answer = question.casefold(), answer.casefold()
    return any(
        question in asked.casefold().split("|") and answer in answered.casefold().split("|")
        for asked, answered in _LANGUAGES
    )


def is_certain(word: str) -> bool:
    """Whether a label can only mean a question. After any other label, the text must end with a question mark."""
    return len(word) > 1 or word in _CERTAIN_LETTERS


def may_hold(text: str, _rules: Rules) -> bool:
    return _MARKER.search(text) is not None


def find(page: Page) -> Iterator[FoundCard]:
    document = page.document
    for line, kind in enumerate(document.shapes.kind):
        if kind is not LineKind.ITEM or line in page.taken:
            continue
        question = QUESTION.match(document.text, document.shapes.content[line])
        if question is None:
            continue
        answer_line = _answer_of(page, line)
        if answer_line is None:
            continue
        answer = ANSWER.match(document.text, document.shapes.content[answer_line])
        assert answer is not None
        word = question["word"]
        if not is_label_pair(word, answer["word"]):
            continue
        last = document.item_end(answer_line) - 1
        if not page.is_free(line, last):
            continue
        front = text_after_label(page, line, question, answer_line)
        back = text_after_label(page, answer_line, answer, last + 1)
        if not is_certain(word) and not front.endswith(("?", "？")):
            continue
        if not front or not back:
            page.report(line, "this question has no text" if not front else "this question's answer is empty")
            continue
        page.take(line, last)
        yield from two_sided_cards(front, back, line, last)


def _answer_of(page: Page, question: int) -> int | None:
    """Return the line of the answer's list item, nested in the question's item or right after it; None if missing."""
    document = page.document
    shapes = document.shapes
    end = document.item_end(question)
    for line in range(question + 1, end):
        if shapes.kind[line] is LineKind.ITEM and shapes.parent[line] == question:
            if ANSWER.match(document.text, shapes.content[line]):
                return line
            if QUESTION.match(document.text, shapes.content[line]):
                return None
    while end < len(document.lines) and shapes.kind[end] is LineKind.BLANK:
        end += 1
    if (
        end < len(document.lines)
        and shapes.kind[end] is LineKind.ITEM
        and shapes.parent[end] == shapes.parent[question]
    ):
        return end if ANSWER.match(document.text, shapes.content[end]) else None
    return None


def text_after_label(page: Page, line: int, label: re.Match[str], end: int) -> str:
    """Return the text from a label to the line before `end`, without the indentation of the lines."""
    document = page.document
    own = page.passage(label.end(), document.end_of(line)).strip()
    if label.groupdict().get("open"):  # `**Q: text**`
        own = own.removesuffix(label["mark"]) if own.endswith(label["mark"]) else label["mark"] + own
    rest = page.lines_text(line + 1, end - 1) if end - 1 > line else ""
    gap = "\n\n" if rest and document.kind(line + 1) is LineKind.BLANK else "\n"
    return f"{own}{gap}{rest}".strip("\n").rstrip() if rest else own


DIALECT = Dialect("question_answer", may_hold, find)
