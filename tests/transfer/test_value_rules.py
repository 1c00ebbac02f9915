"""Each value of an export that the program could not work with is refused, with the row's table and column."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from studygpt.model import Memory, State, memory_to_json
from studygpt.study import Study
from studygpt.transfer.value_rules import broken_rule
from tests.conftest import Vault

SOUND = Memory(State.REVIEW, 0, 1_700_000_000_000, 20_000, 3.5, 5.0, 19_990, 3, 1)


def memory(**changes: object) -> str:
    values = json.loads(memory_to_json(SOUND))
    for name, value in changes.items():
        values[Memory.__slots__.index(name)] = value  # type: ignore[attr-defined]
    return json.dumps(values)


WRONG: list[tuple[str, str, object]] = [
    *(("memory", "stability", value) for value in (0, -1.0, 1e300, float("inf"))),
    *(("memory", "difficulty", value) for value in (0, 0.5, 11, -3.0, float("inf"))),
    *(("memory", name, -1) for name in ("step", "reps", "lapses", "due_day", "last_day", "buried_day", "flag")),
    *(("memory", name, 2**62) for name in ("step", "reps", "lapses", "due_day", "last_day", "due_at")),
    *(("memory", "tags", value) for value in ("[1]", '[["a"]]', '{"a": 1}', "[" * 3000, '["\\ud800"]', "null")),
    *(("log", name, -1) for name in ("study_day", "at", "duration_ms", "due_given")),
    *(("log", name, 2**62) for name in ("study_day", "at", "utc_offset", "duration_ms")),
    ("log", "state_before", "asleep"),
    ("log", "value", "5"),
    *(
        ("log", "memory_before", value)
        for value in (
            "[]",
            "[1]",
            "{}",
            "x",
            memory(state="asleep"),
            memory(difficulty=0),
            memory(difficulty=float("inf")),
            memory(stability=float("nan")),
            memory(stability=-1),
            memory(due_day=-1),
            memory(due_day=10**9),
            memory(reps=True),
            memory(lapses=None),
            memory(step=1.5),
            json.dumps([*json.loads(memory()), 1]),
        )
    ),
    *(
        ("cards", "holes", value)
        for value in ("[1]", "[{}]", '[{"number": "1", "text": "a"}]', '[{"number": 1, "text": "a", "evil": 1}]')
    ),
    *(("cards", "path", value) for value in ("/etc/passwd", "../a.md", "a/../../b.md", "a\0")),
    ("cards", "kind", "trick"),
    ("cards", "line_start", -1),
    ("cards", "orphaned_at", -1),
    ("cards", "suggestion", "perhaps"),
    ("notes", "path", "../../.bashrc"),
    ("notes", "declared", "[{}]"),
    ("sources", "opt_in", "[null]"),
    *(("settings", "value", value) for value in ("", "[", "nan", "[Infinity]")),
]  # fmt: skip


@pytest.fixture
def stored(study: Study, vault: Vault, home: Path) -> sqlite3.Connection:
    vault.write("a.md", "#flashcards\n\nWhat is it?::This ==hole==\n")
    study.library.import_folder(vault.path, None, ())
    study.close()
    connection = sqlite3.connect(home / "studygpt.db")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(
        "INSERT INTO log (id, device, card, at, utc_offset, study_day, duration_ms, act, value, state_before, "
        "due_given, memory_before) VALUES (1, 'd', 'c', 1700000000000, 0, 20000, 5, 'grade', '3', 'new', NULL, ?)",
        (memory(),),
    )
    connection.commit()
    return connection


def test_sound_values_break_no_rule_and_every_other_is_named(stored: sqlite3.Connection) -> None:
    assert broken_rule(stored) is None
    for table, column, value in WRONG:
        stored.execute(f"UPDATE {table} SET {column} = ?", (value,))
        assert (broken_rule(stored) or ())[:2] == (table, column), (table, column, value)
        stored.rollback()
    for key, value in (("device", "1"), ("more_today", "1"), ("more_today", "[1, -1, 1]"), ("parameters_since", "-1")):
        stored.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))
        assert (broken_rule(stored) or ())[:2] == ("settings", "value"), (key, value)
        stored.rollback()
    for act, value in (("import", "[]"), ("bury", "x"), ("flag", "-1"), ("flag", "9" * 5000)):
        stored.execute("UPDATE log SET act = ?, value = ?", (act, value))
        assert (broken_rule(stored) or ())[:2] == ("log", "value"), (act, value)
        stored.rollback()
    assert broken_rule(stored) is None
    stored.close()
