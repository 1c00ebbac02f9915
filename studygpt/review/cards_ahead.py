"""The cards of a session that are read before their turn, so that the next one shows without a wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from threading import Lock, Thread
from typing import NamedTuple

from studygpt.errors import StudyError
from studygpt.model import Card
from studygpt.review.review import Review
from studygpt.store.learned import Doubt

_HERE, _FROM_SERVER = 3, 40
"""How many cards are read at once: a look into a file takes a millisecond, one at a server may take half a second."""


class KnownCard(NamedTuple):
    """A card, and how it read when it was learned, if otherwise."""

    card: Card
    changed: Doubt | None


class CardsAhead:
    """The cards that were read. From a server they are read in the background, long before their turn."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self._from_server = review.context.outbox is not None
        self.count = _FROM_SERVER if self._from_server else _HERE
        """How many cards are read before their turn."""
        self._known: dict[str, KnownCard] = {}
        self._lock = Lock()
        self._forgotten = 0
        """How often cards were forgotten: what was asked for before that may be old when it comes."""
        self._reader: Thread | None = None

    def find(self, wanted: str, following: Sequence[str]) -> KnownCard | None:
        """Return a card, and read those that follow it too; None if it is gone."""
        if wanted not in self._known:
            self._read([wanted, *following])
        elif self._from_server and self._reader is None and any(card not in self._known for card in following):
            self._reader = Thread(target=self._read_behind, args=[following], name="cards ahead", daemon=True)
            self._reader.start()
        return self._known.get(wanted)

    def _read(self, ids: Iterable[str]) -> None:
        begun = self._forgotten
        missing = [card for card in ids if card not in self._known]
        cards = self.review.cards(missing)
        changed = self.review.doubts.about_all(missing)
        with self._lock:
            if begun == self._forgotten:
                for card in cards:
                    self._known.setdefault(str(card.id), KnownCard(card, changed.get(str(card.id))))

    def _read_behind(self, ids: Sequence[str]) -> None:
        try:
            with suppress(StudyError):  # it is met again where the card is wanted
                self._read(ids)
        finally:
            self._reader = None

    def put(self, card: Card) -> None:
        """Take a card as it is after an act, by which its present wording was learned."""
        with self._lock:
            self._known[str(card.id)] = KnownCard(card, None)

    def forget(self, cards: Iterable[str] | None = None) -> None:
        """Read these cards (by default all) again when they are next wanted."""
        with self._lock:
            self._forgotten += 1
            for card in list(self._known) if cards is None else cards:
                self._known.pop(card, None)
