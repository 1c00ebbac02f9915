"""Notes and the cards in them: import, sync, sources, and looking cards up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studygpt import paths
from studygpt.backup.copies import back_up
from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Problem, Status
from studygpt.progress import Progress, unwatched
from studygpt.store import cards as card_store, lineage, sources as source_store
from studygpt.store.constants import SHIPPED
from studygpt.store.lineage import Step
from studygpt.store.sources import Source

if TYPE_CHECKING:
    from studygpt.sync import Summary


class DeckCount(NamedTuple):
    deck: str
    source: str
    cards: int
    new: int
    due: int
    suspended: int


class Library:
    def __init__(self, context: StudyContext) -> None:
        self.context = context

    # ------------------------------------------------------------------ sources

    def sources(self) -> list[Source]:
        with self.context.database.read() as connection:
            return source_store.all_sources(connection)

    def contents(self) -> dict[int, tuple[int, int]]:
        """For each source's key, how many notes and cards it holds."""
        with self.context.database.read() as connection:
            return source_store.count_contents(connection)

    def source(self, name: str) -> Source:
        known = self.sources()
        found = next((source for source in known if source.name == name), None)
        if found is None:
            names = ", ".join(source.name for source in known)
            raise UsageError(f"there is no source {name!r}; there are: {names}")
        return found

    def take_in_shipped(self) -> None:
        """Register the notes that ship, once; where the program has moved since, follow it."""
        folder = paths.shipped_decks()
        with self.context.database.read() as connection:
            known = source_store.find_source(connection, SHIPPED)
        if known is None and folder.is_dir():
            with self.context.database.write() as connection:
                known = source_store.find_source(connection, SHIPPED)  # another program may have been faster
                if known is None:
                    source_store.add_source(connection, SHIPPED, folder, ())
            known = self.source(SHIPPED)
        if known is not None and not known.rules and folder.is_dir():  # registered, and never read to the end
            self.sync_source(known)

    def import_folder(
        self,
        path: Path,
        name: str | None,
        opt_in: tuple[str, ...],
        progress: Progress = unwatched,
        *,
        trusted: tuple[str, ...] = (),
    ) -> Summary:
        """Register a folder as a source and read its notes; a registered one is read again."""
        folder = path.expanduser()
        if not folder.exists():
            raise StudyError(f"{path}: there is no such folder")
        if not folder.is_dir():
            raise StudyError(
                f"{path}: this is a file; `studygpt import` takes a folder of notes, such as {folder.parent}, "
                "and `studygpt preview` shows the cards of one note"
            )
        folder = folder.resolve()
        source = self._registered(folder, name)
        if source is None:
            source = self._register(folder, name or folder.name or "notes", opt_in, trusted)
        elif set(opt_in) - set(source.opt_in) or set(trusted) - set(source.trusted):
            source = replace(
                source,
                opt_in=tuple(dict.fromkeys((*source.opt_in, *opt_in))),
                trusted=tuple(dict.fromkeys((*source.trusted, *trusted))),
            )
            with self.context.database.write() as connection:
                source_store.change_source(connection, source.pk, opt_in=source.opt_in, trusted=source.trusted)
        return self.sync_source(source, progress)

    def _registered(self, folder: Path, name: str | None) -> Source | None:
        for source in self.sources():
            if source.path == folder:
                if name is not None and name != source.name:
                    raise StudyError(f"{folder}: this folder is registered already, as the source {source.name!r}")
                return source
            if source.name != SHIPPED and (folder in source.path.parents or source.path in folder.parents):
                inner, outer = sorted((folder, source.path), key=lambda each: len(each.parts), reverse=True)
                raise StudyError(
                    f"{inner} lies inside {outer}, and one of them is registered as the source {source.name!r}: a note "
                    "in both would become two cards. Remove that source first (`studygpt sources remove`), or import "
                    "another folder."
                )
        return None

    def _register(self, folder: Path, name: str, opt_in: tuple[str, ...], trusted: tuple[str, ...] = ()) -> Source:
        taken = next((source for source in self.sources() if source.name == name), None)
        if taken is not None:
            raise StudyError(
                f"a source named {name!r} is registered already ({taken.path}); choose another name with --name"
            )
        with self.context.database.write() as connection:
            source_store.add_source(connection, name, folder, opt_in, trusted)
        return self.source(name)

    def place(self, source: str, path: str) -> Path:
        """Where a note of a source lies: for one that ships, the learner's copy where there is one."""
        folder = self.source(source).path
        copy = paths.deck_copies() / path
        return copy if source == SHIPPED and copy.is_file() else folder / path

    def set_enabled(self, name: str, enabled: bool) -> None:
        source = self.source(name)
        with self.context.database.write() as connection:
            source_store.change_source(connection, source.pk, enabled=enabled)

    def remove(self, name: str) -> Source:
        source = self.source(name)
        if source.name == SHIPPED:
            raise StudyError("the shipped decks cannot be removed; `studygpt sources disable studygpt` turns them off")
        back_up(self.context.database, "before-remove")
        with self.context.database.write() as connection:
            source_store.remove_source(connection, source.pk)
        return source

    # ------------------------------------------------------------------ sync

    def sync_source(
        self, source: Source, progress: Progress = unwatched, *, let_go: bool = False, dry_run: bool = False
    ) -> Summary:
        """Bring a source's cards in line with its notes; `let_go` and `dry_run` as in `studygpt.sync`."""
        from studygpt.sync import sync_source

        if source.name == SHIPPED and source.path != paths.shipped_decks():
            source = replace(source, path=paths.shipped_decks())
            with self.context.database.write() as connection:
                source_store.change_source(connection, source.pk, path=source.path)
        context = self.context
        return sync_source(
            context.database, source, context.clock(), context.settings, progress, let_go=let_go, dry_run=dry_run
        )

    def passed_over(self, source: Source) -> Iterator[Problem]:
        """Each place in a source's notes that was not taken for a card, and why; the notes are read again for it."""
        from studygpt.notes.passed_over import passed_over
        from studygpt.notes.read_note import read_note
        from studygpt.notes.vault import Unreadable, decode
        from studygpt.sync.scan import look

        folder = look(source)
        yield from (Problem(path, 0, "set aside by the vault (template, ignore file)") for path in folder.left_out)
        for file in folder.files:
            try:
                text = decode(Path(folder.place(file.path)).read_bytes())
            except (OSError, Unreadable):  # the import has told so
                continue
            yield from passed_over(text, read_note(text, file.path, folder.rules), folder.rules)

    def add(self, front: str, back: str, deck: str | None) -> tuple[Path, Card]:
        """Write a card into the workspace, as anyone would write it, and take it in."""
        from studygpt.library.workspace import append_card

        note, line = append_card(front, back, deck)
        folder = note.parent.resolve()
        # The workspace may lie in a vault that is a source already: then the card is one of that source.
        source = next((each for each in self.sources() if each.path in (folder, *folder.parents)), None)
        if source is None:
            names = {each.name for each in self.sources()}
            name = next(name for name in ("notes", "workspace", str(folder)) if name not in names)
            source = self._register(folder, name, ())
        self.sync_source(source)
        path = (folder / note.name).relative_to(source.path).as_posix()
        with self.context.database.read() as connection:
            cards = card_store.cards_at(connection, source.pk, path)
        found = next((card for card in cards if card.line_start == line), None)
        if found is None:
            raise StudyError(
                f"{note}:{line}: the card was written, but the source {source.name!r} does not read it there"
            )
        return note, found

    # ------------------------------------------------------------------ cards

    def cards(self, query: str = "") -> list[Card]:
        """The cards that a query names, in the order of their notes."""
        if not _is_text(query):
            return []
        from studygpt.query import parse_query
        from studygpt.store import search

        tree = parse_query(query)
        with self.context.database.read() as connection:
            return search.find_cards(connection, tree, self.context.today(), self.context.decay)

    def cards_in(self, concept: str) -> list[Card]:
        """The cards in play of one concept, in the order of their notes."""
        from studygpt.query import Has
        from studygpt.store import search

        with self.context.database.read() as connection:
            found = search.find_cards(connection, Has("concept", concept), self.context.today())
        enabled = {source.name for source in self.sources() if source.enabled}
        return [card for card in found if card.source in enabled and concept in card.concepts]

    def card_ids(self, query: str = "") -> list[str]:
        """The ids of those cards; `cards_by_id` has the cards of some."""
        if not _is_text(query):
            return []
        from studygpt.query import parse_query
        from studygpt.store import search

        with self.context.database.read() as connection:
            return search.list_ids(connection, parse_query(query), self.context.today(), self.context.decay)

    def cards_by_id(self, ids: Sequence[str]) -> list[Card]:
        """These cards, in this order; without those that are gone."""
        with self.context.database.read() as connection:
            return card_store.cards_by_id(connection, ids)

    def present(self, card: Card) -> Card | None:
        """A card as its note has it now; None where no note does."""
        with self.context.database.read() as connection:
            found = card_store.cards_by_id(connection, [str(card.id)])
        return found[0] if found and found[0].status is not Status.ORPHAN else None

    def card(self, name: str) -> Card:
        """The one card that an id, the beginning of one, or an id written in a note names."""
        with self.context.database.read() as connection:
            ids = card_store.ids_like(connection, name) if name.strip() and _is_text(name) else []
            if not ids:
                raise StudyError(f"there is no card {name!r}; `studygpt cards` lists them with their ids")
            cards = card_store.cards_by_id(connection, ids)
        if len(cards) > 1:
            shown = "; ".join(f"{card.id} ({card.front.splitlines()[0][:40]})" for card in cards[:3])
            raise UsageError(
                f"{name!r} names {len(cards)} cards: {shown}{' ...' if len(cards) > 3 else ''}. "
                "Give more letters of one id."
            )
        return cards[0]

    def lineage(self, card: Card) -> list[Step]:
        """What became of a card whenever a sync did not simply find it again."""
        with self.context.database.read() as connection:
            return lineage.of_card(connection, str(card.id))

    def decks(self) -> list[DeckCount]:
        with self.context.database.read() as connection:
            return [
                DeckCount(deck, source, *counts)
                for source, deck, *counts in card_store.count_decks(connection, self.context.today())
            ]


def _is_text(words: str) -> bool:
    """Whether words can be stored at all: a terminal that is not UTF-8 hands over halves of letters."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in words)
