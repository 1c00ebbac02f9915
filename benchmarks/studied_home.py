"""Make a home with years of study, written straight into the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from sqlalchemy import text

from benchmarks.vault import write_vault
from studygpt.study import Study

CONCEPTS = 200
_AT_ONCE = 50_000


def fill(folder: Path, cards: int, reviews: int) -> Study:
    """Write so many cards, in `CONCEPTS` concepts that build on one another, with so many reviews in their log."""
    write_vault(folder / "vault", notes=cards // 25, megabytes=cards * 14 // 100_000 + 1, cards=cards)
    study = Study.open()
    study.library.import_folder(folder / "vault", None, ())
    _place_in_concepts(study)
    past = _Past(Random(1), study.context.today(), -(-reviews // cards))
    with study.context.database.write() as connection:
        ids = list(connection.execute(text("SELECT card FROM memory ORDER BY position")).scalars())
        rows: list[dict[str, object]] = []
        ends: list[dict[str, object]] = []
        for card in ids:
            rows += past.rows_of(card)
            ends.append({"of": card, **past.end})
        rows.sort(key=lambda row: int(str(row["at"])))
        for number, row in enumerate(rows):
            row["id"] = (int(str(row["at"])) << 20) + number
        for first in range(0, len(rows), _AT_ONCE):
            connection.execute(text(_ROW), rows[first : first + _AT_ONCE])
        connection.execute(text(_END), ends)
    return study


_ROW = """INSERT INTO log (id, clock, device, card, at, utc_offset, study_day, duration_ms, act, value, state_before,
    due_given, memory_before)
    VALUES (:id, :id, 'here', :card, :at, 0, :day, :spent, :act, :value, :state, :due, :memory)"""
_END = """UPDATE memory SET state = 'review', stability = :stability, difficulty = :difficulty, reps = :reps,
    lapses = :lapses, last_day = :last, due_day = :due, due_at = 0 WHERE card = :of"""


def _place_in_concepts(study: Study) -> None:
    with study.context.database.write() as connection:
        connection.execute(text("DELETE FROM card_concepts"))
        connection.execute(text("DELETE FROM concepts"))
        for number in range(1, CONCEPTS + 1):
            connection.execute(text("INSERT INTO concepts VALUES (:pk, :name)"), {"pk": number, "name": f"C{number}"})
            if number > 1:
                needs = "INSERT INTO concept_requires VALUES (:pk, :of, (SELECT min(pk) FROM notes))"
                connection.execute(text(needs), {"pk": number, "of": number // 2})
        spread = "INSERT INTO card_concepts SELECT card, 1 + rowid % :many, 0 FROM memory"
        connection.execute(text(spread), {"many": CONCEPTS})


class _Past:
    """Draws the history of a card: grades at growing distances, now and then a lapse, rarely an undo."""

    def __init__(self, random: Random, today: int, reviews: int) -> None:
        self.random = random
        self.today = today
        self.reviews = reviews
        self.end: dict[str, object] = {}

    def rows_of(self, card: str) -> Iterator[dict[str, object]]:
        random = self.random
        day = self.today - random.randint(900, 1900)
        memory: list[object] = ["new", 0, None, None, None, None, None, 0, 0]
        stability, lapses = 2.0 + 3 * random.random(), 0
        difficulty = 1 + 9 * random.random()
        for number in range(self.reviews):
            at = day * 86_400_000 + random.randint(6, 22) * 3_600_000 + random.randint(0, 3_599_999)
            grade = random.choices((1, 2, 3, 4), (10, 12, 70, 8))[0]
            row = {"card": card, "at": at, "day": day, "spent": random.randint(2_000, 20_000), "act": "grade"}
            yield {**row, "value": str(grade), "state": memory[0], "due": at, "memory": json.dumps(memory)}
            stability = max(1.0, stability * (0.4 if grade == 1 else 1.7))
            lapses += grade == 1 and number > 0
            last, due = day, day + max(1, round(stability))
            memory = ["review", 0, 0, due, stability, difficulty, last, number + 1, lapses]
            day = min(self.today, due + random.randint(0, 2))
        self.end = {
            "stability": stability,
            "difficulty": difficulty,
            "reps": self.reviews,
            "lapses": lapses,
            "last": last,
            "due": last + max(1, round(stability)),
        }
