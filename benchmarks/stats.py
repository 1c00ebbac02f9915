"""Measure a view of progress over 1,000,000 reviews of 100,000 cards against the bare SQL aggregates it needs.

`_ALONE` is how one would count each figure by itself; the views count several in one pass, without what was undone.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event

from benchmarks.measure import command, compare, report
from benchmarks.studied_home import fill
from studygpt.stats.overview import overview
from studygpt.store import concept_graph
from studygpt.study import Study

CARDS, REVIEWS = 100_000, 1_000_000
BOUND = 2.0
_ROUNDS = 3
_LIVE = """FROM memory JOIN cards ON cards.id = memory.card JOIN sources ON sources.pk = cards.source
    WHERE cards.orphaned_at IS NULL AND sources.enabled"""
_RECALL = "power(1 + 0.98 * max(:today - last_day, 0) / stability, -0.1542)"
_ALONE = (
    "SELECT study_day, count(*), sum(duration_ms) FROM log WHERE act = 'grade' GROUP BY 1",
    "SELECT state_before, value, count(*) FROM log WHERE act = 'grade' GROUP BY 1, 2",
    "SELECT (at / 1000 + utc_offset) / 3600 % 24, count(*), sum(value != '1') FROM log WHERE act = 'grade' GROUP BY 1",
    """SELECT json_extract(memory_before, '$[3]') - json_extract(memory_before, '$[6]') >= 21, count(*),
    sum(value != '1') FROM log WHERE act = 'grade' AND state_before = 'review' GROUP BY 1""",
    """WITH judged AS MATERIALIZED (SELECT value != '1' AS came, power(1 + 0.98 *
        (study_day - json_extract(memory_before, '$[6]')) / json_extract(memory_before, '$[4]'), -0.1542) AS recall
        FROM log WHERE act = 'grade' AND study_day > json_extract(memory_before, '$[6]'))
    SELECT CAST(recall * 20 AS INT), count(*), sum(came), sum(recall), sum(-ln(CASE came WHEN 1 THEN recall
        ELSE 1 - recall END)) FROM judged GROUP BY 1""",
    """SELECT concept, count(*), sum(value != '1'), sum(duration_ms) FROM log JOIN card_concepts USING (card)
    WHERE act = 'grade' GROUP BY 1""",
    """SELECT deck, count(*), sum(value != '1') FROM log JOIN cards ON cards.id = log.card
    WHERE act = 'grade' AND state_before = 'review' GROUP BY 1""",
    f"SELECT state, suspended, count(*), sum({_RECALL}), sum(stability), sum(lapses) {_LIVE} GROUP BY 1, 2",
    f"SELECT due_day, count(*) {_LIVE} AND due_day <= :today + 365 GROUP BY 1",
    f"SELECT due_day - last_day, count(*) {_LIVE} GROUP BY 1",
    f"SELECT CAST(stability AS INT), count(*) {_LIVE} GROUP BY 1",
    f"SELECT CAST(difficulty AS INT), count(*) {_LIVE} GROUP BY 1",
    f"SELECT CAST({_RECALL} * 20 AS INT), count(*) {_LIVE} GROUP BY 1",
    f"""SELECT concept, state, suspended, count(*), sum({_RECALL}), sum(stability), sum(lapses)
    {_LIVE.replace("WHERE", "JOIN card_concepts ON card_concepts.card = memory.card WHERE")} GROUP BY 1, 2, 3""",
)


def run() -> bool:
    with TemporaryDirectory() as folder:
        env = {"STUDYGPT_HOME": f"{folder}/home", "STUDYGPT_WORKSPACE": f"{folder}/work"}
        os.environ.update(env)
        study = fill(Path(folder), CARDS, REVIEWS)
        file, today = study.context.database.file, study.context.today()
        assert file is not None, "it is a file"
        bare = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

        def alone() -> None:
            for statement in _ALONE:
                bare.execute(statement, {"today": today}).fetchall()

        with study.context.database.read() as connection:
            concept = next(iter(concept_graph.concept_keys(connection)))
        program = [str(Path(sys.executable).with_name("studygpt")), "stats", "--json"]
        views: dict[str, Callable[[], object]] = {
            "all figures": study.stats.all,
            "one concept": lambda: study.stats.open(concept),
            "Home": lambda: overview(study.context, study.library, study.review),
        }
        held = [_against_its_own(name, view, study, bare) for name, view in views.items()]
        figures, counts, ratio = compare(study.stats.all, alone, _ROUNDS)
        held.append(report("all figures / each aggregate by itself", ratio, BOUND, f"{figures:.1f} s / {counts:.1f} s"))
        figures, counts, ratio = compare(command(program, {**os.environ, **env}), alone, _ROUNDS)
        held.append(
            report("`stats --json` / each aggregate by itself", ratio, BOUND, f"{figures:.1f} s / {counts:.1f} s")
        )
        study.close()
        return all(held)


def _against_its_own(name: str, view: Callable[[], object], study: Study, bare: sqlite3.Connection) -> bool:
    """Compare a view with the statements it makes, run by sqlite3 alone."""
    made: list[tuple[str, Any]] = []  # Any: parameters of a statement, as SQLAlchemy hands them to sqlite3

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        made.append((statement, parameters))

    engine = study.context.database.engine
    event.listen(engine, "before_cursor_execute", note)
    view()
    event.remove(engine, "before_cursor_execute", note)
    bare.create_function("lower", 1, str.lower)

    def again() -> None:
        for statement, parameters in made:
            if statement.startswith(("SELECT", "WITH")):
                bare.execute(statement, parameters).fetchall()

    took, counting, ratio = compare(view, again, _ROUNDS)
    detail = f"{took * 1000:,.0f} ms / {counting * 1000:,.0f} ms"
    return report(f"{name} / its own statements, bare", ratio, BOUND, detail)


if __name__ == "__main__":
    sys.exit(not run())
