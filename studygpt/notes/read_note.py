"""Read a note: its title, its concepts, and its cards with their context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from studygpt.model import Draft, Note, Problem, Question, Task
from studygpt.notes import false_separators
from studygpt.notes.card_text.card_ids import LONGEST_NAME
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.decks import NoteDecks
from studygpt.notes.dialects import DIALECTS
from studygpt.notes.dialects.base import Dialect
from studygpt.notes.doctests import find_doctests
from studygpt.notes.front_matter import FrontMatter
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.document import Document
from studygpt.notes.schedule_comments import with_schedules
from studygpt.notes.suggestions.in_note import NoteSuggestions, find_suggestions, quick_look
from studygpt.notes.unknown_separators import count_unknown_separators
from studygpt.notes.vault import UnreadableNote, decode
from studygpt.text import shortened

_DATE = re.compile(
    r"""(?:\d{4}[-_. ]?(?:\d{2}[-_. ]?\d{2}|\d{2}|W\d{1,2}|Q[1-4])   # 2024-07-18, 20240718, 2024-07, 2024-W29
    | \d{1,2}[-_. ]\d{1,2}[-_. ]\d{2,4}                             # 07.18.24
    | (?:\w{3,9}\.?[ ])?\d{1,2}(?:st|nd|rd|th|\.)?[ ]?\w{3,9}\.?,?[ ]\d{4}
    | \w{3,9}\.?[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ]\d{4}                # July 18, 2024; 18 July 2024
    )(?:[ _,-]+(?:mon|tue|wed|thu|fri|sat|sun)\w*)?$""",
    re.VERBOSE | re.IGNORECASE,
)


def read_note(text: str, path: str, rules: Rules) -> Note:
    """Read the text of the note at `path`, which is relative to its vault."""
    document = Document(text)
    front = document.front
    folder, _, name = path.rpartition("/")
    title = _name(front.text("title") or name.rsplit(".", 1)[0])
    problems = [Problem(path, *front.problem)] if front.problem else []
    declared = front.words("concepts")
    if not declared and "#concept/" in text:
        declared = tuple(tag.name[len("concept/") :] for tag in document.tags if tag.name.startswith("concept/"))
    drawing = is_drawing(front)
    contents = _Contents() if drawing else _read_contents(document, path, rules)
    unknown = () if drawing or contents.drafts else tuple(count_unknown_separators(text, rules).items())
    return Note(
        path=path,
        title=title,
        drafts=contents.drafts,
        suggestions=contents.suggestions,
        questions=contents.questions,
        tasks=contents.tasks,
        problems=(*problems, *contents.problems),
        doctests=find_doctests(document, contents.drafts),
        declared=_names(declared),
        fallback=folder.rpartition("/")[2] if _DATE.match(title) else title,
        is_concept=declares_concept(front),
        requires=_names(front.words("requires")),
        exercises=front.words("lab"),
        not_opted_in=contents.not_opted_in,
        unknown_separators=unknown,
        is_drawing=drawing,
    )


def _name(written: str) -> str:
    """Return a name as any database can store it and look it up."""
    return written[:LONGEST_NAME].replace("\0", "\N{REPLACEMENT CHARACTER}")


def _names(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name(word) for word in words))


def note_from_bytes(data: bytes, path: str, rules: Rules) -> Note:
    """Read the note at `path` from its bytes; raise `UnreadableNote`, whatever is wrong with it."""
    try:
        return read_note(decode(data), path, rules)
    except UnreadableNote:
        raise
    except Exception as error:  # a defect that one note meets must not keep the others from being read
        raise UnreadableNote(defect_words(error)) from error


def defect_words(error: Exception) -> str:
    """Say that the program failed on a note, as a reason why the note is not read."""
    words = f": {error}" if str(error) else ""
    return f"StudyGPT failed on it ({shortened(f'{type(error).__name__}{words}', 80)}); please report it"


@dataclass(frozen=True, slots=True)
class _Contents:
    """What was found in the text of a note."""

    drafts: tuple[Draft, ...] = ()
    suggestions: tuple[Draft, ...] = ()
    questions: tuple[Question, ...] = ()
    tasks: tuple[Task, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_opted_in: int = 0


def is_drawing(front: FrontMatter) -> bool:
    return "excalidraw-plugin" in front.data


def declares_concept(front: FrontMatter) -> bool:
    """Whether a note declares that it is about a concept, so that a link to the note names the concept."""
    says = (front.text("concept") or "").casefold()
    return bool(front.words("concepts")) or says not in ("", "false", "no") or front.text("type") == "concept"


def _read_contents(document: Document, path: str, rules: Rules) -> _Contents:
    text = document.text
    may_opt_in = rules.opt_in_all or rules.deck_folder(path) is not None or _mentions_deck(text, document.front, rules)
    candidates = [
        dialect for dialect in DIALECTS if (may_opt_in or not dialect.needs_opt_in) and dialect.may_hold(text, rules)
    ]
    may_hold = quick_look(text)
    not_opted_in = 0 if may_opt_in else false_separators.count_separator_lines(text)
    if not candidates and not may_hold:
        return _Contents(not_opted_in=not_opted_in)
    page = Page(path, document, rules)
    drafts, decks, parents = _find_cards(page, candidates)
    suggestions: list[Draft] = []
    suggested = find_suggestions(page, may_hold, parents) if may_hold else NoteSuggestions()
    for kind, found in suggested.suggestions:
        deck, tags = decks.deck(found.first, found.last), decks.tags(found.first, found.last)
        trusted = kind.name in rules.trusted
        (drafts if trusted else suggestions).append(
            page.context.draft(kind.name, found, deck, tags, suggested=not trusted)
        )
    for each in (drafts, suggestions):
        each.sort(key=lambda draft: draft.line_start)
    if "<!--SR:" in text:
        drafts = with_schedules(document, drafts)
    page.problems.sort(key=lambda problem: problem.line)
    return _Contents(
        tuple(drafts), tuple(suggestions), suggested.questions, suggested.tasks, tuple(page.problems), not_opted_in
    )


def _find_cards(page: Page, candidates: list[Dialect]) -> tuple[list[Draft], NoteDecks, list[int]]:
    """Find the cards of a page, their decks, and the list items that they are nested in."""
    found: list[tuple[Dialect, FoundCard]] = []
    opt_in_problems: dict[int, list[Problem]] = {}
    for dialect in candidates:
        before = len(page.problems)
        found.extend((dialect, card) for card in dialect.find(page))
        if dialect.needs_opt_in:
            # A problem with a card of such a dialect matters only if the note opted in.
            opt_in_problems = {problem.line - 1: [problem] for problem in page.problems[before:]}
            del page.problems[before:]
    decks = NoteDecks(page, {line for _, card in found for line in range(card.first, card.last + 1)})
    page.problems += [
        each for line, problems in opt_in_problems.items() if decks.opts_in(line, line) for each in problems
    ]
    drafts = [
        page.context.draft(dialect.name, card, decks.deck(card.first, card.last), decks.tags(card.first, card.last))
        for dialect, card in found
        if not dialect.needs_opt_in or decks.opts_in(card.first, card.last)
    ]
    parents = page.document.shapes.parent
    return drafts, decks, [parents.get(card.first, -1) for _, card in found]


def _mentions_deck(text: str, front: FrontMatter, rules: Rules) -> bool:
    """Return True if, by a quick search, the note may contain a deck tag."""
    if _deck_marks(rules.deck_tags).search(text):
        folded = text.casefold()
        if any(f"#{tag}" in folded for tag in rules.deck_tags):
            return True
    return bool(front.data) and any(rules.is_deck_tag(tag) for tag in front.tags)


@lru_cache(maxsize=64)
def _deck_marks(tags: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for the beginnings of deck tags, which few notes contain, in either case."""
    letters = dict.fromkeys(letter for tag in tags for letter in (tag[0], tag[0].upper()))
    return re.compile(f"#(?:{'|'.join(map(re.escape, letters))})")
