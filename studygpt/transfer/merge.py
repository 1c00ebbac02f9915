"""Add to a database the rows of another one that it does not have yet; rows that are here stay as they are."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, select

from studygpt.errors import StudyError
from studygpt.model import Act
from studygpt.store.bulk import SOME, chunks, insert_rows, update_rows
from studygpt.store.log import OTHER_PROGRAM
from studygpt.store.notes import UNREAD
from studygpt.store.suggestions import OPEN, accept
from studygpt.store.tables import cards, log, memory, metadata, notes, sources, trials
from studygpt.transfer.tables import Row, staged_rows


class Merge:
    """A merge of a staging database into the learner's own.

    Two rows with the same key are the same row. A row that is new here gets a number (`pk`) of its own, and rows that
    name it follow. For a card or note that is here already, the notes here decide what belongs to it.
    """

    def __init__(self, connection: Connection, staged: Path, at: int) -> None:
        """`at` is the present instant (ms)."""
        self.connection = connection
        self.at = at
        self.gained: dict[str, int] = dict.fromkeys(metadata.tables, 0)
        """How many rows each table gained."""
        self.cards_with_new_log: set[str] = set()
        """Cards with rows in the log here that they did not have before: the rows are new here, or the card is."""
        self.new_undos: list[int] = []
        """The rows of the log that are undone by rows that were not here before."""
        self._undone_by: dict[int, tuple[int, str]] = {}
        """For each row of the log that was not here before and undoes another, that other one and its card there."""
        self._numbers: dict[str, dict[int, int]] = {}
        """For each table, the number of a row here by its number in the file."""
        self._added: dict[str, set[Any]] = {"cards": set(), "notes": set(), "sources": set()}
        """The keys of cards (words), notes and sources (numbers) that were added."""
        _take_decisions(connection, staged)
        for table, names, rows in staged_rows(staged):
            if table.name != "settings":  # it describes this database alone: its device, its parameters
                self._add(table, names, rows)
        self._follow_undone_acts()
        # The log outlives its cards, so it may tell more of a card that comes back than its memory in the file knows.
        self.cards_with_new_log |= _logged(connection, self._added["cards"] - self.cards_with_new_log)

    def _add(self, table: Table, names: list[str], rows: list[Row]) -> None:
        for name, named in _numbered_columns(table).items():
            at, known = names.index(name), self._numbers.get(named, {})
            rows = [(*row[:at], known.get(row[at], row[at]), *row[at + 1 :]) for row in rows]
        if table in (log, trials):
            self._refuse_other_rows(table, names, rows)
        if table.name in _OWNED_BY:
            column, owner = _OWNED_BY[table.name]
            rows = [row for row in rows if row[names.index(column)] in self._added[owner]]
        if table is cards:
            rows = [self._as_known_here(names, row) for row in rows]
        key = [names.index(name) for name in _key(table)]
        here = _stored_numbers(self.connection, table, [tuple(row[at] for at in key) for row in rows])
        numbers = self._numbers.setdefault(table.name, {})
        numbered = names.index("pk") if "pk" in names else None
        last = max(_last_number(self.connection, table), *numbers.values(), 0) if numbered is not None else 0
        fresh = []
        for row in rows:
            same = tuple(row[at] for at in key)
            if same in here:
                if numbered is not None:
                    numbers[row[numbered]] = here[same]
                continue
            if numbered is not None:
                last += 1
                numbers[row[numbered]] = last
                row = (*row[:numbered], last, *row[numbered + 1 :])
            fresh.append(self._unread(names, row) if table is notes else row)
        insert_rows(self.connection, table, names, fresh)
        self.gained[table.name] += len(fresh)
        if table.name in self._added:
            self._added[table.name].update(row[0] for row in fresh)
        if table is log:
            self.cards_with_new_log.update(row[names.index("card")] for row in fresh)
            own, card, act, value = (names.index(name) for name in ("id", "card", "act", "value"))
            undos = {row[own]: (int(row[value]), row[card]) for row in fresh if row[act] == Act.UNDO.value}
            self._undone_by |= undos
            self.new_undos += [undone for undone, _ in undos.values()]

    def _follow_undone_acts(self) -> None:
        """Give each undo the card of the act that it takes back, which may have another id here than there."""
        cards_here: dict[int, str] = {}
        for some in chunks(self.new_undos):
            cards_here.update((row.id, row.card) for row in self.connection.execute(_CARDS_OF_ACTS, {"some": some}))
        moved = [
            (cards_here[undone], undo)
            for undo, (undone, card) in self._undone_by.items()
            if cards_here.get(undone, card) != card
        ]
        update_rows(self.connection, log, "id", ("card",), moved)
        self.cards_with_new_log.update(card for card, _ in moved)

    def _as_known_here(self, names: list[str], row: Row) -> Row:
        """Return the row of a card, without its note where that is known here and does not state it yet."""
        card = dict(zip(names, row, strict=True))
        if card["suggestion"] is None and card["note"] is not None and card["note"] not in self._added["notes"]:
            card |= {"note": None, "orphaned_at": self.at}
        return tuple(card.values())

    def _unread(self, names: list[str], row: Row) -> Row:
        """Return the row of a note so that the next sync reads its file here, which may say something else.

        Where the source is new here too, only the time goes: by the rest, its notes are recognised in a folder here.
        """
        note = dict(zip(names, row, strict=True))
        is_new = note["source"] in self._added["sources"]
        return tuple({**note, **({"mtime_ns": 0} if is_new else UNREAD)}.values())

    def _refuse_other_rows(self, table: Table, names: list[str], rows: list[Row]) -> None:
        """Raise an error where a row here has the id of another one there: neither may replace the other."""
        at, whose = names.index("id"), names.index("device")
        there = {row[at]: row for row in rows if row[whose] != OTHER_PROGRAM}
        columns = [table.c[name] for name in names]
        for some in chunks(list(there)):
            for row in self.connection.execute(select(*columns).where(table.c.id.in_(some))):
                if _without_cards(names, row) != _without_cards(names, there[row[at]]):
                    raise StudyError(
                        f"row {row[at]} of the {_NAMES[table]} says one thing here and another there: one of the two "
                        "is damaged, or was changed by hand; `studygpt doctor` looks closer. Nothing was changed."
                    )


def _without_cards(names: list[str], row: Row) -> dict[str, Any]:
    """Return what a row says without the ids of cards, which each device may know by other ids."""
    said = dict(zip(names, row, strict=True))
    if said.get("act") == Act.DECIDE.value:
        del said["value"]
    return {name: value for name, value in said.items() if name not in ("card", "cards")}


_CARDS_OF_ACTS = select(log.c.id, log.c.card).where(log.c.id.in_(SOME))
_NAMES = {log: "log", trials: "attempts"}


_OWNED_BY = {
    "card_concepts": ("card", "cards"),
    "concept_requires": ("note", "notes"),
    "learned": ("card", "cards"),
    "questions": ("note", "notes"),
    "tasks": ("note", "notes"),
}
"""Tables that say more of a card or a note, with the column that names it."""


def _numbered_columns(table: Table) -> dict[str, str]:
    """Return the columns that hold the number of a row in another table, with the name of that table."""
    found = {key.parent.name: key.column.table.name for key in table.foreign_keys if key.column.name == "pk"}
    return found | ({"source": sources.name} if table is memory else {})


def _key(table: Table) -> list[str]:
    """Return the columns that identify a row on every device."""
    own = [column.name for column in table.primary_key.columns]
    if own != ["pk"]:
        return own
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    if unique:
        return [column.name for column in unique[0].columns]
    single = [column.name for column in table.columns if column.unique]
    return single or [column.name for column in table.columns if column.name != "pk"]


def _stored_numbers(connection: Connection, table: Table, wanted: list[Row]) -> dict[Row, Any]:
    """Return the wanted keys that are stored here, each with the number of its row, if the table has numbers."""
    key = [table.c[name] for name in _key(table)]
    number = table.c.pk if "pk" in table.c else key[0]
    found = {}
    for some in chunks(sorted({row[0] for row in wanted})):
        query = select(number, *key).where(key[0].in_(some))
        found.update({tuple(row[1:]): row[0] for row in connection.execute(query)})
    return found


def _last_number(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(table.c.pk).order_by(table.c.pk.desc()).limit(1)).scalar() or 0)


def _logged(connection: Connection, ids: Set[str]) -> set[str]:
    """Return those of these cards that the log knows."""
    found: set[str] = set()
    for some in chunks(sorted(ids)):
        found.update(connection.execute(select(log.c.card).where(log.c.card.in_(some)).distinct()).scalars())
    return found


def _take_decisions(connection: Connection, staged: Path) -> None:
    """Accept or reject the suggestions that wait here and were accepted or rejected in the staging database."""
    for _, names, rows in staged_rows(staged, [cards]):
        decided: dict[str | None, list[str]] = {}
        for row in rows:
            card = dict(zip(names, row, strict=True))
            if card["suggestion"] != OPEN:
                decided.setdefault(card["suggestion"], []).append(card["id"])
        for state, ids in decided.items():
            for some in chunks(ids):
                waiting = select(cards.c.id).where(cards.c.id.in_(some), cards.c.suggestion == OPEN)
                found = list(connection.execute(waiting).scalars())
                if found and state is None:
                    accept(connection, found)
                elif found:
                    connection.execute(cards.update().where(cards.c.id.in_(found)).values(suggestion=state))
