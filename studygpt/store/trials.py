"""What was done at the exercises, and the cards that a mistake there calls for."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Select, exists, func, insert, select

from studygpt.identity import derive_id
from studygpt.model import Act, Deed, Draft, Kind, Note, Trial
from studygpt.store import notes as note_store
from studygpt.store.form import LAB
from studygpt.store.log import holds, next_in
from studygpt.store.sources import add_source, change_source, find_source
from studygpt.store.tables import cards, log, trials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

CALLED_FOR = 7
"""Days for which a mistake's cards are called for, if they are not seen before."""


def append(connection: Connection, trial: Trial) -> None:
    values = {column: getattr(trial, column) for column in _COLUMNS}
    values |= {"deed": trial.deed.value, "mistakes": json.dumps(trial.mistakes), "cards": json.dumps(trial.cards)}
    connection.execute(insert(trials).values(**values))


_COLUMNS = tuple(column.name for column in trials.columns)


def next_id(connection: Connection, at: int) -> int:
    return next_in(connection, trials, at)


def of_exercise(connection: Connection, exercise: str) -> list[Trial]:
    """Oldest first."""
    return _trials(connection, select(trials).where(trials.c.exercise == exercise))


def of_all(connection: Connection) -> dict[str, list[Trial]]:
    """Those of each exercise that was tried."""
    found: dict[str, list[Trial]] = {}
    for trial in _trials(connection, select(trials)):
        found.setdefault(trial.exercise, []).append(trial)
    return found


def _trials(connection: Connection, query: Select[Any]) -> list[Trial]:
    made = []
    for row in connection.execute(query.order_by(trials.c.id)):
        values = {column: getattr(row, column) for column in _COLUMNS}
        values |= {
            "deed": Deed(row.deed),
            "mistakes": tuple((str(name), str(title)) for name, title in json.loads(row.mistakes)),
            "cards": tuple(json.loads(row.cards)),
        }
        made.append(Trial(**values))
    return made


def called(connection: Connection, today: int) -> list[str]:
    """Cards that a mistake of the last days calls for and that were not graded since, the latest mistake's first."""
    query = select(trials.c.at, trials.c.cards).where(trials.c.study_day > today - CALLED_FOR, trials.c.cards != "[]")
    since: dict[str, int] = {}
    for row in connection.execute(query.order_by(trials.c.id.desc())).all():
        for card in json.loads(row.cards):
            since.setdefault(card, row.at)
    if not since:
        return []
    seen = select(log.c.card, func.max(log.c.at)).where(log.c.card.in_(since), log.c.act == Act.GRADE.value, holds())
    graded = {row[0]: row[1] for row in connection.execute(seen.group_by(log.c.card))}
    return [card for card, at in since.items() if graded.get(card, 0) < at]


# ---------------------------------------------------------------------- the card of an exercise


def card_of(connection: Connection, exercise: str) -> str | None:
    """The id of an exercise's card; it has one from its first trial on."""
    card = _id_of(exercise)
    there = select(exists().where(cards.c.id == card))
    return card if connection.execute(there).scalar_one() else None


def cards_of_all(connection: Connection, exercises: list[str]) -> dict[str, str]:
    """The exercise of each card, of those that have one."""
    ids = {_id_of(exercise): exercise for exercise in exercises}
    return {row[0]: ids[row[0]] for row in connection.execute(select(cards.c.id).where(cards.c.id.in_(ids)))}


def put_card(
    connection: Connection, exercise: str, title: str, front: str, back: str, concepts: tuple[str, ...], folder: Path
) -> str:
    """Make the card of an exercise, or bring its words up to date."""
    source = find_source(connection, LAB)
    key = add_source(connection, LAB, folder, ()) if source is None else source.pk
    if source is not None and source.path != folder:
        change_source(connection, key, path=folder)
    path, card = _path_of(exercise), _id_of(exercise)
    seen = note_store.seen_notes(connection, key).get(path)
    note = Note(path, title, declared=concepts)
    (pk,) = note_store.put_notes(
        connection, key, [note_store.Reading(note, 0, 0, "", seen.pk if seen is not None else None)]
    )
    draft = Draft("exercise", Kind.EXERCISE, exercise, front, back, 1, 1, deck="lab", exercises=(exercise,))
    placed = note_store.Placed(card, draft, pk, note)
    if note_store.known_ids(connection, [card]):
        note_store.update_cards(connection, LAB, [placed])
        note_store.put_concepts(connection, {card: concepts}, [card])
    else:
        note_store.insert_cards(connection, key, LAB, [placed], note_store.last_position(connection) + 1)
        note_store.put_concepts(connection, {card: concepts}, [])
    return card


def _path_of(exercise: str) -> str:
    return f"{exercise}/prompt.md"


def _id_of(exercise: str) -> str:
    """The same on every device."""
    return derive_id(LAB, _path_of(exercise), exercise, "", 0)
