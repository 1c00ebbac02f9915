"""Look up cards by query, id or concept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.model import Card, Status
from studygpt.store import cards as card_store, lineage, sources as source_store
from studygpt.store.bulk import chunks
from studygpt.store.cards import ListedCard
from studygpt.store.lineage import LineageStep


class DeckCount(NamedTuple):
    """The numbers of cards in a deck of a source."""

    deck: str
    source: str
    cards: int
    new: int
    due: int
    suspended: int


class Cards:
    """Find cards in the database."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def cards(self, query: str = "") -> list[Card]:
        """Return the cards that match a query, in the order of their notes."""
        if not _is_storable(query):
            return []
        # Imported only when cards are looked up, so that a review shows its first card sooner.
        from studygpt.query import parse_query
        from studygpt.store import search

        tree = parse_query(query)
        with self.context.database.read() as connection:
            return search.find_cards(connection, tree, self.context.today(), self.context.decay)

    def cards_in(self, concept: str) -> list[Card]:
        """Return the cards of one concept in enabled sources, in the order of their notes."""
        # Imported only when cards are looked up, so that a review shows its first card sooner.
        from studygpt.query import FieldIs
        from studygpt.store import search

        with self.context.database.read() as connection:
            found = search.find_cards(connection, FieldIs("concept", concept), self.context.today())
            enabled = {source.name for source in source_store.all_sources(connection) if source.enabled}
        return [card for card in found if card.source in enabled and concept in card.concepts]

    def card_ids(self, query: str = "") -> list[str]:
        """Return the ids of the cards that match a query, in the order of their notes."""
        if not _is_storable(query):
            return []
        # Imported only when cards are looked up, so that a review shows its first card sooner.
        from studygpt.query import parse_query
        from studygpt.store import search

        with self.context.database.read() as connection:
            return search.list_ids(connection, parse_query(query), self.context.today(), self.context.decay)

    def cards_by_id(self, ids: Sequence[str]) -> list[Card]:
        """Return the cards with these ids, in the order of the ids; ids of cards that no longer exist are left out."""
        with self.context.database.read() as connection:
            return card_store.cards_by_id(connection, ids)

    def each_card(self, ids: Sequence[str]) -> Iterator[Card]:
        """Yield the cards that `cards_by_id` returns, read a few at a time: for lists of any length."""
        for some in chunks(ids):
            yield from self.cards_by_id(some)

    def each_listed(self, ids: Sequence[str]) -> Iterator[ListedCard]:
        """Yield what a list shows of these cards, read a few at a time."""
        for some in chunks(ids):
            with self.context.database.read() as connection:
                found = card_store.listed(connection, some)
            yield from found

    def refreshed(self, card: Card) -> Card | None:
        """Return the card as it is stored now; None if no note holds it any more."""
        with self.context.database.read() as connection:
            found = card_store.cards_by_id(connection, [str(card.id)])
        return found[0] if found and found[0].status is not Status.ORPHAN else None

    def card(self, name: str) -> Card:
        """Return the one card whose id is or begins with `name`, or to which its note gives this id."""
        with self.context.database.read() as connection:
            ids = card_store.ids_like(connection, name) if name.strip() and _is_storable(name) else []
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

    def lineage(self, card: Card) -> list[LineageStep]:
        """Return the changes that syncs or a person made to the card: edits, moves, losing its note, coming back."""
        with self.context.database.read() as connection:
            return lineage.of_card(connection, str(card.id))

    def decks(self) -> list[DeckCount]:
        """Return the card counts of every deck that has cards in use."""
        with self.context.database.read() as connection:
            return [
                DeckCount(deck, source, *counts)
                for source, deck, *counts in card_store.count_decks(connection, self.context.today())
            ]


def _is_storable(words: str) -> bool:
    """Whether a database can store a text. A terminal that is not UTF-8 may pass on invalid characters."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in words)
