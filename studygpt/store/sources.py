"""Read and write the registered folders of notes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from studygpt.store.constants import LAB, SHIPPED
from studygpt.store.tables import cards, notes, sources
from studygpt.text import shell_word


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of notes."""

    pk: int
    name: str
    path: Path
    enabled: bool
    opt_in: tuple[str, ...]
    trusted: tuple[str, ...]
    """Kinds of suggestions that become cards at once in this source."""
    rules: str


def move_command(name: str, path: str = "PATH") -> str:
    """Return the command that tells where the folder of the source with this name is now."""
    return f"studygpt sources move {shell_word(name)} {path}"


def missing_folder(source: Source) -> str:
    """Return the sentence for a source whose folder is not there: its cards are safe, and what to do."""
    moved = f". If it was moved, `{move_command(source.name)}` says where it is now." if source.name != SHIPPED else ""
    return (
        f"{source.path}: the folder of the source {source.name!r} is not there (moved, or not mounted?); "
        f"its cards stay as they are{moved}"
    )


def all_sources(connection: Connection) -> list[Source]:
    """Return the folders of notes, the learner's own first, the shipped one last; the exercises are not among them."""
    rows = connection.execute(
        select(sources).where(sources.c.name != LAB).order_by(sources.c.name == SHIPPED, sources.c.pk)
    )
    return [_source(row) for row in rows]


def _source(row: Row[Any]) -> Source:
    return Source(row.pk, row.name, Path(row.path), row.enabled, _list(row.opt_in), _list(row.trusted), row.rules)


def _list(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def find_source(connection: Connection, name: str) -> Source | None:
    """Return the source with this name."""
    row = connection.execute(select(sources).where(sources.c.name == name)).first()
    return _source(row) if row is not None else None


def count_contents(connection: Connection) -> dict[int, tuple[int, int]]:
    """Count the notes and cards of each source, without orphans."""
    in_notes = connection.execute(select(notes.c.source, func.count()).group_by(notes.c.source))
    shown = cards.c.orphaned_at.is_(None) & cards.c.suggestion.is_(None)
    live = select(cards.c.source, func.count()).where(shown).group_by(cards.c.source)
    in_cards = {row[0]: int(row[1]) for row in connection.execute(live)}
    return {row[0]: (int(row[1]), in_cards.get(row[0], 0)) for row in in_notes}


def enabled_sources(connection: Connection) -> list[tuple[int, str]]:
    """Return key and name of the enabled sources, the learner's own first."""
    rows = connection.execute(
        select(sources.c.pk, sources.c.name).where(sources.c.enabled).order_by(sources.c.name == SHIPPED, sources.c.pk)
    )
    return [(row.pk, row.name) for row in rows]


def add_source(
    connection: Connection, name: str, path: Path, opt_in: tuple[str, ...], trusted: tuple[str, ...] = ()
) -> int:
    """Register a source; return its key."""
    values = {"name": name, "path": str(path), "opt_in": json.dumps(opt_in), "trusted": json.dumps(trusted)}
    result = connection.execute(insert(sources).values(enabled=True, rules="", **values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def change_source(connection: Connection, pk: int, **values: object) -> None:
    """Change columns of a source."""
    for name in ("opt_in", "trusted"):
        if name in values:
            values[name] = json.dumps(values[name])
    if "path" in values:
        values["path"] = str(values["path"])
    connection.execute(update(sources).where(sources.c.pk == pk).values(**values))


def remove_source(connection: Connection, pk: int) -> None:
    """Delete a source with its notes and cards; the log stays."""
    connection.execute(delete(sources).where(sources.c.pk == pk))
