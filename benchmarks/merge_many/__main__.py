"""`python -m benchmarks.merge_many survey COUNT [FIRST_SEED]`; one history: `replay SEED`, or `shrink SEED KIND`."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.merge_many.checks import finish
from benchmarks.merge_many.notes import first_notes, text_of
from benchmarks.merge_many.world import BEGIN, Broken, Step, World
from studygpt import notices, paths
from studygpt.model import Moment
from studygpt.store import bulk, database, devices, journal, log
from studygpt.study import Study
from tests import compiled_statements

WEIGHTS = {
    "grade": 24,
    "undo": 7,
    "edit": 12,
    "sync": 9,
    "merge": 12,
    "suspend": 3,
    "unsuspend": 2,
    "flag": 3,
    "tag": 5,
    "bury": 3,
    "reset": 2,
    "due": 2,
    "fit": 2,
    "lab": 4,
    "jump": 4,
    "decide": 3,
    "snapshot": 2,
    "drop": 2,
    "remove": 1,
    "back": 2,
}
STIRRED = WEIGHTS | {"undo": 14, "edit": 24, "back": 12, "sync": 24, "fit": 0, "lab": 0}
"""Of histories in which notes change more than they are studied."""
VAULTS = 24
History = tuple[dict[str, Any], list[Step]]


def random_history(seed: int) -> History:
    draw = random.Random(seed)
    config = {
        "vault": draw.randrange(VAULTS),
        "starts": [draw.choice(("filled", "filled", "filled", "own", "copied", "bare")) for _ in range(3)],
        "jumps": [draw.randrange(10) for _ in range(3)],
        "zones": [draw.choice((0, 0, 9, -8)) for _ in range(3)],
        "app": draw.random() < 0.7,
        "ending": draw.randrange(10_000),
    }
    weights = STIRRED if draw.random() < 0.3 else WEIGHTS
    operations = draw.choices(list(weights), list(weights.values()), k=draw.randint(5, 40))
    return config, [(each, draw.randrange(3), draw.randrange(24), draw.randrange(24)) for each in operations]


def make_templates(folder: Path) -> None:
    """Make the homes that all histories copy: an empty one, and one for each vault."""
    for kind in ("bare", *(f"vault{number}" for number in range(VAULTS))):
        vault = folder / "vaults" / kind
        vault.mkdir(parents=True)
        os.environ["STUDYGPT_HOME"], os.environ["STUDYGPT_NOW"] = str(folder / kind), "2026-05-04T12:00:00+00:00"
        study = Study.open(lambda: Moment(BEGIN, 0))
        if kind != "bare":
            for name, note in first_notes(int(kind[5:])).items():
                (vault / name).write_text(text_of(note))
            study.library.import_folder(vault, "vault", ())
        study.close()


def play(
    history: History, folder: Path, templates: Path, tell: Callable[[str], object]
) -> tuple[list[Broken], Counter[str]]:
    """Play a history in a folder of its own; return the promises that were broken, and how many acts there were."""
    config, steps = history
    root = Path(tempfile.mkdtemp(dir=folder))
    draw = random.Random(config["ending"])  # so that a history that is played again has the same ids
    for module in (log, devices):
        vars(module)["secrets"] = SimpleNamespace(
            randbits=draw.getrandbits, token_hex=lambda many: draw.randbytes(many).hex()
        )
    world = World(config, root, templates, tell)
    try:
        for step in steps:
            world.step(step)
        found = finish(world)
    except Broken as broken:
        found = [broken]
    except Exception as error:
        inside = [each.name for each in traceback.extract_tb(error.__traceback__) if "/studygpt/" in each.filename]
        if not inside:
            raise
        found = [Broken(f"{type(error).__name__} in {inside[-1]}", traceback.format_exc()[-3000:])]
    finally:
        for device in world.devices:
            device.close()
        notices.take()
        shutil.rmtree(root)
    return found, world.counts


def shrunk(history: History, fails: Callable[[History], bool]) -> History:
    config, steps = history
    size = len(steps)
    while size:
        at = 0
        while at < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if fails((config, fewer)):
                steps = fewer
            else:
                at += size
        size //= 2
    return config, steps


def _by_dialect(compile_: Callable[..., Any]) -> Callable[..., Any]:
    """Let all databases of the process share the statements that each would compile anew."""
    known: dict[Any, Any] = {}

    def compiled(*words: Any) -> Any:
        key = (*words[:-1], words[-1].name)
        if key not in known:
            known[key] = compile_(*words)
        return known[key]

    return compiled


def _end(*_: object) -> None:
    raise KeyboardInterrupt


def survey(count: int, first: int, folder: Path, templates: Path) -> None:
    began, played, failed, apart = time.monotonic(), 0, 0, 0
    for request in (signal.SIGINT, signal.SIGTERM):  # what was found until then is told
        signal.signal(request, _end)
    acts: Counter[str] = Counter()
    kinds: dict[str, list[int]] = defaultdict(list)
    try:
        for seed in range(first, first + count):
            found, counts = play(random_history(seed), folder, templates, lambda _: None)
            played += 1
            acts += counts
            names = {broken.kind: broken for broken in reversed(found)}
            failed += any(not kind.startswith("apart") for kind in names)
            apart += bool(names) and all(kind.startswith("apart") for kind in names)
            if played % 100 == 0:
                print(f"{played} played, {failed} broke a promise, {time.monotonic() - began:.0f} s", flush=True)
            for kind, broken in names.items():
                kinds[kind].append(seed)
                if not kind.startswith("apart") and len(kinds[kind]) <= 8:
                    print(f"seed {seed}: {str(broken)[:700]}", flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
    print(
        f"{played:,} histories from seed {first}: {failed} broke a promise, "
        f"{apart} more only hold a passage as two cards"
    )
    print(f"{sum(acts.values()):,} operations in {time.monotonic() - began:.0f} s: {dict(acts.most_common())}")
    for kind, seeds in sorted(kinds.items(), key=lambda each: -len(each[1])):
        print(f"{len(seeds):6}  {kind}  seeds {seeds[:6]}")


def main(words: list[str]) -> None:
    compiled_statements.share()
    for name in ("_insertion", "_change"):
        vars(bulk)[name] = _by_dialect(vars(bulk)[name].__wrapped__)
    vars(journal)["_sync"] = lambda _: None
    database._SYNCED = database._NOT_SYNCED = "OFF"
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="merge-many-", dir=memory if memory.is_dir() else None))
    paths.shipped_decks = lambda: folder / "no-decks"
    try:
        templates = folder / "templates"
        make_templates(templates)
        gc.freeze()
        gc.set_threshold(50_000, 50, 50)
        if words[0] == "survey":
            survey(int(words[1]), int(words[2]) if len(words) > 2 else 0, folder, templates)
            return
        history = random_history(int(words[1]))
        if words[0] == "shrink":
            history = shrunk(
                history,
                lambda each: any(
                    broken.kind == words[2] for broken in play(each, folder, templates, lambda _: None)[0]
                ),
            )
        print(history)
        for broken in play(history, folder, templates, print)[0]:
            print("BROKEN", broken)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
