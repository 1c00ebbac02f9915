"""The histories that plugins leave in notes and beside them: schedule comments and memory files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite

from studygpt.model import Rating, State, date_of_day
from studygpt.notes.plugin_history import (
    PluginMemory,
    UnreadableHistory,
    comment_groups,
    read_memory_file,
    read_schedule,
)

WORDS = (
    *("<!--SR:!", "-->", "fsrs,", "2024-01-01", "2000-01-01", "0001-01-01", "9999-12-31", ",250", "1e999", "nan", "-1"),
    *('{"card": {', '"due": ', '"state": ', '"last_review": ', '"stability": ', '"difficulty": ', '"reps": '),
    *(
        '"lapses": ',
        '"reviewLogs": [',
        '"rating": ',
        '"review": ',
        "2024-01-01T00:00:00.000Z",
        "+23:59",
        "true",
        "null",
    ),
    *("null", "learning", "review", "relearning", "Infinity", "99999999999999999999", "²", "٣", "1_0", " 1 "),
)
LONGEST = 400


def seeds() -> Iterator[bytes]:
    yield b"<!--SR:!2024-08-16,51,230!2000-01-01,1,250-->"
    yield b"<!--SR:!fsrs,2024-08-16,51,12.5,5.1,2,3,1,0,2024-06-26-->"
    yield b"<!--SR:!fsrs,2024-08-16,51,12.5,5.1,review,3,1-->"
    card = {"due": "2024-08-16T00:00:00.000Z", "state": 2, "last_review": "2024-07-16", "stability": 3.5,
            "difficulty": 5, "reps": 3, "lapses": 1}  # fmt: skip
    rows = [{"rating": 3, "review": "2024-07-16T10:00:00.000Z"}, {"rating": 1, "review": 1721037600000}]
    yield json.dumps({"card": card, "reviewLogs": rows}).encode()
    yield json.dumps({"card": card | {"state": "Review", "due": 1721037600000}}).encode()


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for group in comment_groups(text):
        try:
            memory = read_schedule(group)
        except UnreadableHistory as error:
            assert str(error)
        else:
            expect_sound(memory)
    try:
        history = read_memory_file(text)
    except UnreadableHistory as error:
        assert str(error)
        return
    expect_sound(history.standing)
    assert [review.at for review in history.reviews] == sorted(review.at for review in history.reviews)
    for review in history.reviews:
        assert review.rating in Rating
        date_of_day(review.at // 86_400_000)


def expect_sound(memory: PluginMemory | None) -> None:
    """The database can store what was read, and the scheduler can work with it."""
    if memory is None:
        return
    assert memory.state in State
    assert memory.state is not State.NEW
    date_of_day(memory.due_day)
    date_of_day(memory.last_day)
    for number in (memory.stability, memory.difficulty, memory.ease):
        assert number is None or (isfinite(number) and number >= 0)
    assert memory.difficulty is None or 1 <= memory.difficulty <= 10
    assert 0 <= memory.reps < 2**31
    assert 0 <= memory.lapses < 2**31
