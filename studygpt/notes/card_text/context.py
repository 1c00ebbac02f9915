"""Find the context of a card: the headings and list items around it, its tags, links and exercises."""

from __future__ import annotations

import re
from functools import cached_property

from studygpt.model import Draft
from studygpt.notes.anki_directives import file_tags
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.hidden_parts import CARD_TAG, EXERCISE_LINK, HiddenParts
from studygpt.notes.card_text.passages import Passages
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.spans import SpanKind

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|#^]+)(?:[#^][^\[\]|]*)?(?:\|[^\[\]]*)?\]\]")
_ATTACHMENT = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp[34]|wav|ogg|m4a|webm|mov)$", re.IGNORECASE)
BOLD_LINE = re.compile(r"(\*\*|__)(?P<words>.+)\1$")


class CardContext:
    """Give cards the context of their place in a note."""

    def __init__(self, document: Document, hidden: HiddenParts, passages: Passages) -> None:
        self.document = document
        self.hidden = hidden
        self.passages = passages
        self._titles: dict[int, str] = {}
        self._tags_of: dict[tuple[str, ...], tuple[str, ...]] = {}

    def draft(
        self, dialect: str, found: FoundCard, deck: str | None, deck_tags: list[str], *, suggested: bool = False
    ) -> Draft:
        """Return a found card as a draft, with its deck, tags, links, exercises, headings and enclosing list items."""
        document = self.document
        first, last = found.first, found.last
        start, end = document.starts[first], document.end_of(last)
        links: tuple[str, ...] = ()
        exercises = self._exercises
        if document.text.find("[[", start, end) >= 0:
            links = tuple(dict.fromkeys(_note_links(document, start, end)))
            exercises = tuple(dict.fromkeys([*exercises, *self._exercise_links(start, end)]))
        own = (
            [tag.name for line in range(first, last + 1) for tag in self.hidden.tags_on(line)] if document.tags else []
        )
        return Draft(
            dialect=dialect,
            kind=found.kind,
            text=found.text,
            part=found.part,
            front=found.front,
            back=found.back,
            holes=found.holes,
            source_id=found.source_id,
            line_start=first + 1,
            line_end=last + 1,
            deck=deck,
            tags=self._tags((*deck_tags, *found.tags, *self._file_tags, *own)),
            links=links,
            exercises=exercises,
            headings=document.heading_titles(first),
            ancestors=tuple(map(self._item_title, document.enclosing_items(first))),
            suggested=suggested,
        )

    @cached_property
    def _exercises(self) -> tuple[str, ...]:
        return self.document.front.words("lab")

    @cached_property
    def _file_tags(self) -> tuple[str, ...]:
        return file_tags(self.document)

    def _tags(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tags of a card: those of the note and those in `named`. Most cards of a note share one tuple."""
        if named not in self._tags_of:
            tags = dict.fromkeys((*self.document.front.tags, *named))
            self._tags_of[named] = tuple(tag for tag in tags if not CARD_TAG.match(tag))
        return self._tags_of[named]

    def _exercise_links(self, start: int, end: int) -> list[str]:
        spans = self.document.spans
        found = []
        for link in EXERCISE_LINK.finditer(self.document.text, start, end):
            at = spans.at(link.start(1))
            if at is not None and spans.kinds[at] is SpanKind.WIKILINK:
                found.append(link[1])
        return found

    def _item_title(self, item: int) -> str:
        """Return the text of a list item as a title for the cards nested in it."""
        if item not in self._titles:
            self._titles[item] = self._read_title(item)
        return self._titles[item]

    def _read_title(self, item: int) -> str:
        end = self.document.own_end(item)
        title = self.passages.lines_text(item, end - 1, bare=True).strip().removesuffix(":").rstrip()
        if title.startswith("#"):  # a heading in a list item, as in Logseq
            title = title.lstrip("#").strip() or title
        bold = BOLD_LINE.fullmatch(title)
        return bold["words"].removesuffix(":").rstrip() if bold and bold[1] not in bold["words"] else title


def _note_links(document: Document, start: int, end: int) -> list[str]:
    """Return the names, without folders, of the notes that a text links to. `[[1, 2]]` in code is not a link."""
    links = (
        link[2].strip()
        for link in _WIKILINK.finditer(document.text, start, end)
        if not link[1] and document.spans.is_a(SpanKind.WIKILINK, link.start())
    )
    return [
        link.rsplit("/", 1)[-1].removesuffix(".md")
        for link in links
        if not link.startswith(("lab/", "SR/")) and not _ATTACHMENT.search(link)
    ]
