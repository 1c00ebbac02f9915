"""Suggest the terms of glossaries: tagged items, terms in bold, and lists under a heading such as Glossary.

- #tag #GLOSS150 *logit*:          - **logit**: a score          ## Terms
  - a score before softmax                                       - logit: a score
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.false_separators import is_property_value
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.suggestions.base import MAX_LINES, SuggestionFinder, SuggestionSearch
from studygpt.notes.suggestions.terms import COLON, Term, is_term, suggest_terms, without_emphasis

_TAG = re.compile(r"gloss\w*$", re.IGNORECASE)
_TAG_ANYWHERE = re.compile(r"#(?:GLOSS|gloss)")
_TAGGED = re.compile(
    rf"(?P<term>(?P<mark>\*{{1,3}}|__|_)(?!\s).+?(?P=mark)(?![\w*]))(?:{COLON}|[ \t]*$)[ \t]*(?P<meaning>.*)$"
)
_BOLD = re.compile(
    rf"(?P<mark>\*{{1,3}})(?P<term>[^*\n]{{1,120}}?)(?:[ \t]*[:：](?P=mark)|(?P=mark){COLON})[ \t]*(?P<meaning>.*)$"
)
_BOLD_ANYWHERE = re.compile(r"\n[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\*")
# Code, formulas and links belong to the term, whatever characters they contain.
_PAIR = re.compile(
    r"(?P<term>(?>`[^`\n]*`|\$[^$\n]*\$|\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\]\([^()\n]*\)|[^:：`\n])+?)"
    r"(?:[ \t]*[:：](?![:/])|[ \t]+(?:[-–—=]|->|→)[ \t])[ \t]*(?P<meaning>.*)$"
)
_PAIR_SIGN = re.compile(r"[:：]|[ \t](?:[-–—=]|->|→)[ \t]")
"""A pattern for a quick check before `_PAIR`, because most lines of prose contain none of these signs."""
_MAX_PREFIX = 240
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]$")

_GLOSSARY = frozenset(
    """glossary glossaries terms terminology vocabulary vocab lexicon jargon glossar begriffe fachbegriffe
    vokabeln wortschatz terminologie glossaire termes vocabulaire lexique glosario términos terminos
    vocabulario terminología glossário glossario termos vocabulário termini vocabolario terminologia
    woordenlijst begrippen begrippenlijst termen ordlista begrepp gloser słownik słowniczek pojęcia terminy
    slovník slovníček pojmy sözlük terimler глоссарий термины словарь понятия терминология 术语 术语表 術語
    词汇 词汇表 詞彙 名词解释 用語 用語集 単語 単語帳 語彙 용어 용어집 단어 단어장 어휘 مصطلحات المصطلحات
    مفردات शब्दावली אוצר מונחים""".split()
)
_DEFINITIONS = frozenset(
    """definitions definitionen définitions definiciones definições definizioni definities definitioner
    definicje definice tanımlar kavramlar определения 定义 定義 概念 정의 개념 تعريفات تعاريف concepts
    concetti conceptos conceitos konzepte begreppen abbreviations acronyms abkürzungen abréviations
    acronymes acrónimos abreviaturas siglas sigle afkortingen сокращения 缩写 略語 약어 notation symbols
    notations symbole symboles""".split()
)
_NO_GLOSSARY = frozenset("conditions service use payment agreement contract reference trade".split())
_HEADING_WORD = re.compile(r"[^\W\d_]+")
_MAX_HEADING_WORDS = 5
_HEADING = re.compile(r"\n#{1,6}[ \t]([^\n]{1,120})(?=\n|\Z)")
_ALL_NAMES = _GLOSSARY | _DEFINITIONS
# Labels that people use to organize notes. The text after them is not the meaning of a term.
_LABELS = frozenset(
    """note notes nb n.b. warning caution tip tips hint example examples e.g. eg important todo date time day
    author authors by source sources link links url website tag tags status title type category created
    updated modified version topic topics summary tldr tl;dr conclusion question questions answer answers q
    a result results location place name email mail phone address price cost rating attendees participants
    agenda update edit ps p.s. references reference see deadline due priority owner assignee duration start
    end page pages chapter isbn publisher goal goals plan next pros cons me user assistant system human ai
    chatgpt gpt interviewer speaker host guest hinweis achtung beispiel beispiele wichtig quelle quellen
    datum zeit ort autor frage antwort titel thema ziel notiz remarque exemple exemples important auteur
    lien titre sujet objectif réponse heure lieu nota ejemplo ejemplos importante fuente fecha autor enlace
    título tema objetivo pregunta respuesta hora lugar exemplo exemplos fonte pergunta resposta local
    esempio esempi data domanda risposta autore titolo opmerking voorbeeld bron vraag antwoord titel
    onderwerp doel примечание пример источник дата автор вопрос ответ ссылка тема цель время место важно 注
    注意 例 例子 备注 來源 来源 日期 作者 链接 标题 问题 答案 时间 地点 出典 日付 メモ 例文 著者 質問 回答
    目的 예 예시 참고 출처 날짜 저자 질문 답 목표 주의 مثال ملاحظة المصدر التاريخ""".split()
)


def may_hold(text: str) -> bool:
    return (
        _TAG_ANYWHERE.search(text) is not None
        or ("*" in text and _BOLD_ANYWHERE.search(text) is not None)
        or _names_glossary(text)
    )


def _names_glossary(text: str) -> bool:
    """Whether any heading of the note may announce terms. All headings are checked at once for speed."""
    return not _ALL_NAMES.isdisjoint(_HEADING_WORD.findall("\n".join(_HEADING.findall(text)).casefold()))


def title_names(title: str, names: frozenset[str]) -> bool:
    """Whether a heading is short and contains one of these words."""
    words = _HEADING_WORD.findall(title.casefold())
    if len(words) > _MAX_HEADING_WORDS or not names.intersection(words):
        return False
    return _NO_GLOSSARY.isdisjoint(words)


def find(search: SuggestionSearch) -> Iterator[FoundCard]:
    yield from suggest_terms(search, tagged(search))
    yield from suggest_terms(search, _bold(search))
    yield from suggest_terms(search, _pairs(search))
    yield from _paragraphs(search)


def tagged(search: SuggestionSearch) -> dict[int, Term]:
    """Return the terms of list items with a glossary tag, by line."""
    found: dict[int, Term] = {}
    for tag in search.document.tags:
        if _TAG.match(tag.name) and tag.line not in found and tag.line not in search.page.taken:
            written = search.own_text(tag.line)
            if search.document.kind(tag.line) is LineKind.ITEM and written:
                found[tag.line] = _tagged_term(written)
    return found


def _tagged_term(written: str) -> Term:
    match = _TAGGED.match(written) or _pair(written)
    if match is None:
        return without_emphasis(written), ""
    return without_emphasis(match["term"]), written[match.start("meaning") :].strip()


def _bold(search: SuggestionSearch) -> dict[int, Term]:
    document = search.document
    found: dict[int, Term] = {}
    for item in search.items:
        if document.text.startswith("*", document.shapes.content[item]) and _is_open(search, item):
            match = _BOLD.match(search.own_text(item))
            if match is not None and _is_worth_asking(without_emphasis(match["term"]), match["meaning"]):
                found[item] = (without_emphasis(match["term"]), match["meaning"].strip())
    return found


def _is_open(search: SuggestionSearch, line: int) -> bool:
    return line not in search.page.taken and line not in search.task_lines and line not in search.question_lines


def _is_worth_asking(term: str, meaning: str) -> bool:
    words = term.casefold()
    return words not in _LABELS and is_term(term) and not (meaning and is_property_value(meaning.strip()))


def _pairs(search: SuggestionSearch) -> dict[int, Term]:
    """Return list items under a heading that announces terms: `term: text`, or a term with nested items."""
    found: dict[int, Term] = {}
    for line in glossary_lines(search, _ALL_NAMES):
        if search.document.kind(line) is not LineKind.ITEM or not _is_open(search, line):
            continue
        written = search.own_text(line)
        match = _pair(written)
        term = without_emphasis(match["term"] if match else written)
        if match is not None and _is_worth_asking(term, match["meaning"]):
            found[line] = (_link_words(term), written[match.start("meaning") :].strip())
        elif match is None and search.children.get(line) and is_term(term):
            found[line] = (_link_words(term), "")
    return found


def _paragraphs(search: SuggestionSearch) -> Iterator[FoundCard]:
    """Suggest lines `term: text` outside of lists, under a heading that announces terms."""
    document = search.document
    lines = [line for line in glossary_lines(search, _ALL_NAMES) if _is_plain(search, line)]
    terms: dict[int, Term] = {}
    for line in lines:
        # Inside a paragraph, only a line below another pair, or a line in bold, can be a pair.
        in_prose = line - 1 not in terms and _is_plain(search, line - 1)
        if not in_prose or document.lines[line].startswith("**"):
            written = search.own_text(line)
            match = _pair(written)
            if match is not None and _is_worth_asking(without_emphasis(match["term"]), match["meaning"]):
                terms[line] = (_link_words(without_emphasis(match["term"])), written[match.start("meaning") :].strip())
    for line, (term, meaning) in terms.items():
        end = line + 1
        while end < len(document.lines) and end not in terms and _is_plain(search, end) and end - line < MAX_LINES:
            end += 1
        more = search.page.lines_text(line + 1, end - 1) if end - 1 > line else ""
        yield from search.suggest(term, f"{meaning}\n{more}".strip("\n"), line, end - 1)


def _is_plain(search: SuggestionSearch, line: int) -> bool:
    """Whether a line is text outside of lists that is not part of a card, task or question."""
    document = search.document
    return document.kind(line) is LineKind.TEXT and document.shapes.item[line] < 0 and _is_open(search, line)


def _pair(written: str) -> re.Match[str] | None:
    beginning = written[:_MAX_PREFIX]
    return _PAIR.match(beginning) if _PAIR_SIGN.search(beginning) else None


def _link_words(term: str) -> str:
    """Return the shown text of a link if the term is only a link; otherwise return the term."""
    link = _WIKILINK.match(term)
    return link[1].strip() if link else term


def glossary_lines(search: SuggestionSearch, names: frozenset[str] = _GLOSSARY) -> list[int]:
    """Return the lines under headings that contain one of these names."""
    document = search.document
    found: list[int] = []
    end = 0
    for heading in document.headings:
        if heading.line >= end and title_names(heading.title, names):
            end = document.section_ends[heading.line]
            found.extend(range(heading.line + 1, end))
    return found


def unanswered(search: SuggestionSearch) -> Iterator[tuple[int, str]]:
    """Yield each term without an explanation once: tagged items, and items under a glossary heading."""
    seen: set[str] = set()
    bare = {line: without_emphasis(search.own_text(line)) for line in glossary_lines(search) if _is_bare(search, line)}
    named = {line: match[0] for line, match in tagged(search).items()} | bare
    for line, written in sorted(named.items()):
        term = _link_words(written)
        if line not in search.page.taken and is_term(term) and term.casefold() not in seen:
            seen.add(term.casefold())
            yield line, term


def _is_bare(search: SuggestionSearch, line: int) -> bool:
    if search.document.kind(line) is not LineKind.ITEM or not _is_open(search, line):
        return False
    return not any(map(search.says_something, range(line + 1, search.document.item_end(line))))


FINDER = SuggestionFinder("glossary", may_hold, find)
