"""Queries asked of a database: each finds cards, or is refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from studygpt.errors import UsageError
from tests.fuzz.homes import small_study
from tests.fuzz.targets import query

WORDS = query.WORDS
LONGEST = 200
_folder = TemporaryDirectory(prefix="studygpt-fuzz-")
_study = small_study(Path(_folder.name))


def seeds() -> Iterator[bytes]:
    yield from query.seeds()
    yield b"prop:retrievability>0.9 prop:retrievability<=1 prop:difficulty=5.5 prop:reps>0"
    yield b'tag:a% deck:b_ path:"\\" source:v concept:c rated:1:3 is:suggested is:orphan is:unsure'


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        found = [card.id for card in _study.library.cards(text)]
    except UsageError as error:
        assert str(error)
        return
    assert found == _study.library.card_ids(text)
    assert len(set(found)) == len(found)
