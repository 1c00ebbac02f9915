"""Rules about the values of an export: SQLite stores values that break them, but the program could not work with them.

Pure: the rules are conditions in SQL and the functions that these call.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from math import isfinite
from pathlib import PurePath

from studygpt.model import Act, ExerciseAction, Hole, Kind, Memory, State

_LAST_DAY = 2_932_896
"""The last day of the year 9999, which is the last that Python knows."""
_MOST = 1_000_000_000
_MOST_STABILITY = 1_000_000
_DAY_S = 86_400
_LAST_INSTANT = (_LAST_DAY + 1) * _DAY_S * 1000
_LAST_CLOCK = 2**62
_LISTS = ("tags", "links", "exercises", "headings", "ancestors")


def _one_of(words: Iterable[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{{0}} IN ({listed})"


def _between(low: float, high: float) -> str:
    return f"{{0}} BETWEEN {low} AND {high}"


_COUNT = _between(0, _MOST)
_DAY = _between(0, _LAST_DAY)
_INSTANT = _between(0, _LAST_INSTANT)
_WORDS = "{0} = '[]' OR is_list_of_words({0})"
_HOLES = "{0} = '[]' OR is_list_of_holes({0})"
_MEMORY = "is_memory({0})"
_PATH = "is_path({0})"

_RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "sources": (("opt_in", _WORDS), ("trusted", _WORDS)),
    "notes": (("path", _PATH), ("size", _between(-1, 2**62)), ("declared", _WORDS)),
    "cards": (
        ("path", _PATH),
        ("kind", _one_of(Kind)),
        ("line_start", _COUNT),
        ("line_end", _COUNT),
        ("holes", _HOLES),
        *((name, _WORDS) for name in _LISTS),
        ("orphaned_at", _INSTANT),
        ("suggestion", _one_of(("open", "rejected"))),
    ),
    "questions": (("line", _COUNT), ("kind", _one_of(("question", "term")))),
    "tasks": (("line", _COUNT), ("state", _one_of(("open", "begun", "done")))),
    "memory": (
        ("state", _one_of(State)),
        ("step", _COUNT),
        ("due_at", _INSTANT),
        ("due_day", _DAY),
        ("stability", f"{{0}} > 0 AND {{0}} <= {_MOST_STABILITY}"),
        ("difficulty", _between(1, 10)),
        ("last_day", _DAY),
        ("reps", _COUNT),
        ("lapses", _COUNT),
        ("buried_day", _DAY),
        ("flag", _COUNT),
        ("tags", _WORDS),
    ),
    "learned": (
        ("path", _PATH),
        ("kind", _one_of(Kind)),
        ("line_start", _COUNT),
        ("holes", _HOLES),
        ("headings", _WORDS),
        ("ancestors", _WORDS),
    ),
    "lineage": (("at", _INSTANT), ("line", _COUNT)),
    "log": (
        ("at", _INSTANT),
        ("utc_offset", _between(-_DAY_S, _DAY_S)),
        ("study_day", _DAY),
        ("duration_ms", _between(0, 2**53)),
        ("act", _one_of(Act)),
        ("value", f"act != '{Act.GRADE}' OR {_one_of(('1', '2', '3', '4'))}"),
        ("value", f"act != '{Act.IMPORT}' OR {_MEMORY}"),
        ("value", f"act NOT IN ('{Act.BURY}', '{Act.FLAG}') OR is_day({{0}})"),
        ("state_before", _one_of(State)),
        ("due_given", _INSTANT),
        ("value", f"act != '{Act.UNDO}' OR is_row_id({{0}})"),
        ("memory_before", _MEMORY),
        ("clock", _between(0, _LAST_CLOCK)),
    ),
    "trials": (
        ("clock", _between(0, _LAST_CLOCK)),
        ("at", _INSTANT),
        ("utc_offset", _between(-_DAY_S, _DAY_S)),
        ("study_day", _DAY),
        ("deed", _one_of(ExerciseAction)),
        ("hint", _COUNT),
        ("mistakes", "{0} = '[]' OR is_list_of_pairs({0})"),
        ("cards", _WORDS),
    ),
    "settings": (("value", "is_setting(key, {0})"),),
}
"""For each table, its columns with a condition on each; an absent value breaks none."""


def broken_rule(connection: sqlite3.Connection) -> tuple[str, str, object] | None:
    """Return table, column and value of a row that breaks a rule; None if there is no such row."""
    _prepare(connection)
    for table, rules in _RULES.items():
        if connection.execute(f"SELECT 1 FROM {table} WHERE {_breaks(rules)} LIMIT 1").fetchone():
            for rule in rules:
                query = f"SELECT {rule[0]} FROM {table} WHERE {_breaks([rule])} LIMIT 1"
                if found := connection.execute(query).fetchone():
                    return table, rule[0], found[0]
    return None


def delete_broken(connection: sqlite3.Connection) -> None:
    """Delete the rows that break a rule."""
    _prepare(connection)
    for table, rules in _RULES.items():
        connection.execute(f"DELETE FROM {table} WHERE {_breaks(rules)}")


def _prepare(connection: sqlite3.Connection) -> None:
    for function in _FUNCTIONS:
        connection.create_function(function.__name__[1:], 1, function, deterministic=True)
    connection.create_function("is_setting", 2, _is_setting, deterministic=True)


def _breaks(rules: Iterable[tuple[str, str]]) -> str:
    """Return the condition that a row breaks one of these rules."""
    conditions = [f"({column} IS NULL OR ({rule.format(column)}))" for column, rule in rules]
    return f"NOT coalesce({' AND '.join(conditions)}, 0)"


# ---------------------------------------------------------------------- the functions that the conditions call


def _parsed(written: object) -> object:  # any JSON value; None for what is none
    try:
        return json.loads(written) if isinstance(written, str) else None
    except (ValueError, RecursionError):
        return None


def _all_in_list(written: object, holds: Callable[[object], bool]) -> bool:
    found = _parsed(written)
    return isinstance(found, list) and all(map(holds, found))


def _is_word(value: object) -> bool:
    """Return True for a text that can be stored again: JSON can spell half a letter."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value))


def _is_list_of_words(written: object) -> bool:
    return _all_in_list(written, _is_word)


def _is_list_of_pairs(written: object) -> bool:
    return _all_in_list(written, lambda each: isinstance(each, list) and len(each) == 2 and all(map(_is_word, each)))


def _is_list_of_holes(written: object) -> bool:
    return _all_in_list(written, _is_hole)


def _is_hole(value: object) -> bool:
    return (
        isinstance(value, dict)
        and {"number", "text"} <= value.keys() <= {*Hole._fields}
        and _is_whole(value["number"], _MOST)
        and _is_word(value["text"])
        and (value.get("hint") is None or _is_word(value["hint"]))
    )


def _is_path(written: object) -> bool:
    """Return True for the path of a note inside its source."""
    path = PurePath(written) if isinstance(written, str) and "\0" not in written else None
    return path is not None and not path.anchor and ".." not in path.parts


def _is_day(written: object) -> bool:
    return isinstance(written, str) and written.isascii() and written.isdigit() and int(written[:10]) <= _LAST_DAY


def _is_row_id(written: object) -> bool:
    return isinstance(written, str) and written.isascii() and written.isdigit() and int(written[:20]) < 2**63


def _is_memory(written: object) -> bool:
    """Return True for a list that `memory_from_json` reads; older programs wrote fewer fields."""
    found = _parsed(written)
    if not isinstance(found, list) or not 1 <= len(found) <= len(_NEW):
        return False
    # Field by field, as a log has a million of them.
    state, step, due_at, due_day, stability, difficulty, last_day, reps, lapses = [*found, *_NEW[len(found) :]]
    return (
        state in _STATES
        and _is_whole(step, _MOST)
        and _is_whole(reps, _MOST)
        and _is_whole(lapses, _MOST)
        and (due_at is None or _is_whole(due_at, _LAST_INSTANT))
        and (due_day is None or _is_whole(due_day, _LAST_DAY))
        and (last_day is None or _is_whole(last_day, _LAST_DAY))
        and (stability is None or (type(stability) in (float, int) and 0 < stability <= _MOST_STABILITY))
        and (difficulty is None or (type(difficulty) in (float, int) and 1 <= difficulty <= 10))
    )


_NEW = tuple(getattr(Memory(), name) for name in Memory.__slots__)
_STATES = [state.value for state in State]


def _is_whole(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_setting(key: object, written: object) -> bool:
    found = _parsed(written)
    if key == "device":
        return isinstance(found, str) and bool(found) and _is_word(found)
    if key == "more_today":
        return isinstance(found, list) and len(found) == 3 and all(_is_whole(each, _MOST) for each in found)
    if key in ("parameters_since", "parameters_chosen"):
        return _is_whole(found, _LAST_CLOCK)
    return found is not None and all(map(isfinite, _numbers(found)))


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, float))
    elif isinstance(value, float):
        yield value


_FUNCTIONS = (
    _is_list_of_words,
    _is_list_of_holes,
    _is_list_of_pairs,
    _is_memory,
    _is_day,
    _is_row_id,
    _is_path,
)
