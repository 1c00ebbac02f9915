"""Concepts: their keys, what each needs first, and the exercises of their cards."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from studygpt.store.count_sql import in_play
from studygpt.store.tables import card_concepts, cards, concept_requires, concepts, notes, sources


def concept_keys(connection: Connection) -> Mapping[str, int]:
    """Return the key of each concept by its name."""
    return {row.name: row.pk for row in connection.execute(select(concepts.c.name, concepts.c.pk))}


def requirements(connection: Connection) -> dict[str, set[str]]:
    """Return the concepts that each concept needs first, as notes of enabled sources say."""
    needed = concepts.alias("needed")
    query = (
        select(concepts.c.name, needed.c.name)
        .join_from(concept_requires, concepts, concepts.c.pk == concept_requires.c.concept)
        .join(needed, needed.c.pk == concept_requires.c.requires)
        .join(notes, notes.c.pk == concept_requires.c.note)
        .join(sources, sources.c.pk == notes.c.source)
        .where(sources.c.enabled)
    )
    found: dict[str, set[str]] = {}
    for concept, requires in connection.execute(query):
        found.setdefault(concept, set()).add(requires)
    return found


def exercises(connection: Connection) -> list[tuple[str, str]]:
    """Return pairs of a concept and the exercises of one of its cards, as the card stores them (a list in JSON)."""
    query = select(concepts.c.name, cards.c.exercises).select_from(card_concepts)
    query = query.join(concepts, concepts.c.pk == card_concepts.c.concept)
    query = in_play(query, card_concepts.c.card).where(cards.c.exercises != "[]").distinct()
    return [(row[0], row[1]) for row in connection.execute(query)]
