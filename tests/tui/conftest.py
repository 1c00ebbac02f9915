"""A study with a past, the same on every machine."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import textual.app
import textual.pilot
from textual.css.stylesheet import Stylesheet

from studygpt.model import Rating
from studygpt.store.sources import change_source
from studygpt.study import Study
from tests.conftest import Cli, HandClock, Vault, living_in

ATTENTION = """---
concepts: [attention]
---
#flashcards/gpt

# Attention

What does **attention** weigh?::The values, by $\\frac{QK^\\top}{\\sqrt{d_k}}$

Why is the score divided by the root of the width?::So that the softmax does not saturate

How is a causal mask written?
?
```python
mask = torch.tril(torch.ones(n, n))
```

What do heads share?::Nothing; each has its own width
"""
TOKENS = """---
concepts: [tokens]
---
#flashcards/text

# Tokens

What does a byte-pair encoder merge?::The commonest pair

How many tokens has GPT-2?::50,257

A token is a ==piece of text== with a number.
"""
LOOSE = """# Loose notes

- **Logit**: a score before softmax, of any size and sign
- **Perplexity**: the exponential of the loss, $e^{L}$

Why does the loss rise in the first steps?

What do tied weights share?
"""
"""No card, but two passages that could be some and two questions."""
_GRADES = (Rating.GOOD, Rating.EASY, Rating.AGAIN, Rating.HARD, Rating.EASY)


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


def write_notes(vault: Vault) -> None:
    vault.write("attention.md", ATTENTION)
    vault.write("tokens.md", TOKENS)
    vault.write("loose.md", LOOSE)


@pytest.fixture(scope="session")
def studied_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a vault of three notes, studied on five days; made once, and copied by each test."""
    place = tmp_path_factory.mktemp("studied")
    vault = Vault(place / "vault")
    write_notes(vault)
    with living_in(place) as clock:
        clock.move(days=-14)
        study = Study.open(clock)
        study.library.import_folder(vault.path, None, ())
        for _ in range(5):
            for number, card in enumerate(study.review.due()[:5]):
                study.review.grade(card, _GRADES[number % len(_GRADES)], 4_000 + 1_000 * number)
            clock.move(days=2.5)
        study.close()
    return place / "home"


@pytest.fixture
def filled(home: Path, clock: HandClock, nothing_ships: Path, vault: Vault, studied_home: Path) -> Study:
    """A vault of three notes, studied on five days; the study is closed again, so that the app can open it."""
    assert not nothing_ships.exists()
    write_notes(vault)
    shutil.copytree(studied_home, home)
    study = Study.open(clock)
    (source,) = study.library.sources()
    with study.context.database.write() as connection:
        change_source(connection, source.pk, path=vault.path)
    study.close()
    return study


@pytest.fixture
def take_in(cli: Cli, clock: HandClock, vault: Vault) -> Callable[[], None]:
    """Take in the notes of the vault, and disable the shipped decks, which a program that a test starts has."""
    assert clock

    def take_in() -> None:
        assert cli("import", vault.path).code == 0
        assert cli("sources", "disable", "studygpt").code == 0

    return take_in


_parsed: dict[Any, Any] = {}
_parse_rules = Stylesheet._parse_rules


def _parse_rules_once(sheet: Stylesheet, *what: Any, **more: Any) -> Any:
    """Each app parses the same styles anew, which would be a fifteenth of what these tests take."""
    key = (what, *more.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *what, **more)
    return _parsed[key]


@pytest.fixture(autouse=True)
def _parse_styles_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_rules_once)


async def _no_callback_is_ready(_min_sleep: float = 0, _max_sleep: float = 1) -> None:
    """Let the event loop run until it has nothing more to do but wait for timers and threads."""
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _wait_for_work_not_for_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot waits after each key until the process seems to rest, and looks at that every 20 ms."""
    for module in (textual.app, textual.pilot):
        monkeypatch.setattr(module, "wait_for_idle", _no_callback_is_ready)
