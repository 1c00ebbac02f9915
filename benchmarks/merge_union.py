# ruff: noqa
# mypy: ignore-errors
"""Random histories on three devices, and the claim that `studygpt merge` is a union.

Written by somebody who had read the manual and the claim and none of the code; kept as it came, but for its places.

Survey:   python -m benchmarks.merge_union survey COUNT [FIRST_SEED]
Replay:   python -m benchmarks.merge_union replay FILE.json|SEED      (tells every step in words)

A history is plain data: a configuration and a list of steps `(operation, device, a, b)`. A step that cannot be done
(no card to grade, ...) does nothing, so that any sub-list of steps is a history too, and failures can be shrunk.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path


import pytest  # noqa: E402
from hypothesis import HealthCheck, Phase, given, settings, strategies as st  # noqa: E402

from studygpt import paths  # noqa: E402
from studygpt import study as facade  # noqa: E402
from studygpt.cli import main  # noqa: E402
from studygpt.errors import StudyError  # noqa: E402
from studygpt.model import Moment, Rating, Status  # noqa: E402
from studygpt.study import Study  # noqa: E402

from sqlalchemy import Engine, event  # noqa: E402


class Compiled(dict):
    """Statements as SQL, by the name of their dialect (as tests/conftest.py has it): each engine would compile them anew."""

    def get(self, key, default=None):
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key, statement) -> None:
        super().__setitem__((key[0].name, *key[1:]), statement)


_compiled = Compiled()


@event.listens_for(Engine, "engine_connect")
def _share_compiled(connection) -> None:
    connection.execution_options(compiled_cache=_compiled)


LONG = int(os.environ.get("LONG", "25"))
VERBOSE = False
TRUE_START = datetime(2026, 5, 4, 12, tzinfo=timezone.utc)


class Broken(Exception):
    """The claim does not hold. `kind` names the kind of the failure."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


# ------------------------------------------------------------------------------------------------ notes

LONG_Q = [
    "Which property of the softmax function makes its outputs usable as the weights of a weighted mean of the values",
    "Why does a decoder that predicts the next token hide all later positions before it normalises its scores over them",
    "How many numbers does the table of token embeddings hold for a vocabulary of V tokens and a width of D numbers each",
    "In which order does byte pair encoding apply the merges that it learned when it meets a text that it never saw before",
    "What would happen to the gradients of deep networks if every block had no path that adds its input to its own output",
    "Which part of a transformer block has the most parameters when the width of its hidden layer is four times the model's",
]
LONG_A = [
    "They are positive and their sum is one",
    "Each position would otherwise see the answer that it has to give",
    "V times D, one row for every token of the vocabulary",
    "In the order in which they were learned, earliest first",
    "They would shrink or grow with every block they pass",
    "The feed-forward network with its two large matrices",
]
SHORT_Q = ["What is a logit", "BPE", "What is a token", "Formula of the week", "What does the mask hide", "GELU"]
SHORT_A = [
    "A score before softmax",
    "Byte pair encoding",
    "A piece of text with an id",
    "E = mc squared",
    "The future",
    "A smooth kind of ReLU",
]
CLOZES = [
    "Paris is the {{c1::capital}} of {{c2::France}}.",
    "Attention divides by the {{c1::root}} of the {{c2::head size}}.",
    "A {{c1::tokenizer}} turns {{c2::text}} into ids.",
]


@dataclass(frozen=True)
class Passage:
    form: str  # long short bullets cloze reversed labelled memory scheduled
    q: str
    a: str
    mark: str = ""

    def text(self) -> str:
        if self.form == "cloze":
            return self.q
        if self.form == "reversed":
            return f"{self.q}:::{self.a}"
        if self.form == "bullets":
            return f"- **Question**: {self.q}?\n  - **Answer**: {self.a}"
        if self.form == "labelled":
            return f"Q: {self.q}?\nA: {self.a}"
        if self.form == "memory":
            return f"{self.q} [[SR/memory/{self.mark}.md|>>]] {self.a}"
        if self.form == "scheduled":
            return f"{self.q}::{self.a} <!--SR:!2024-08-16,51,230-->"
        return f"{self.q}::{self.a}"


Note = tuple[Passage, ...]


def note_text(note: Note, style: int = 0) -> str:
    gap = "\n\n\n" if style else "\n\n"
    return "#flashcards\n\n" + gap.join(passage.text() for passage in note) + "\n"


def first_vault(config: dict) -> dict[str, Note]:
    """The notes with which all begin: 3 to 6 of them, with 5 to 15 cards."""
    draw = random.Random(config["vault_seed"])
    pool: list[Passage] = []
    longs = draw.sample(range(6), draw.randint(2, 4))
    pool += [Passage("long", LONG_Q[i], LONG_A[i]) for i in longs]
    pool += [
        Passage(draw.choice(["short", "short", "bullets", "labelled"]), SHORT_Q[i], SHORT_A[i])
        for i in draw.sample(range(6), draw.randint(1, 4))
    ]
    if config.get("cloze"):
        pool += [Passage("cloze", CLOZES[draw.randrange(3)], "")]
    if config.get("reversed"):
        pool += [Passage("reversed", "Logits", "Scores before softmax")]
    if config.get("memory_links"):
        pool += [Passage("memory", "tiktoken", "is a fast BPE tokeniser", "KwfTbvZ1")]
    if config.get("scheduled"):
        pool += [Passage("scheduled", "What is a learning rate?", "The size of a step of gradient descent")]
    draw.shuffle(pool)
    names = [f"{letter}.md" for letter in "abcdef"[: config["notes"]]]
    vault: dict[str, list[Passage]] = {name: [] for name in names}
    for at, passage in enumerate(pool):
        vault[names[at % len(names)]].append(passage)
    if config.get("twins") and pool:  # the same question, in another note: with the same answer, or with another one
        twin = pool[draw.randrange(len(pool))]
        other = names[(pool.index(twin) + 1) % len(names)]
        vault[other].append(
            twin if config["twins"] == 1 or twin.form == "cloze" else replace(twin, a="Something else altogether")
        )
    return {name: tuple(note) for name, note in vault.items()}


# ------------------------------------------------------------------------------------------------ reading databases


def look(path: Path, query: str, *values: object) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(query, values).fetchall()


TABLES = (
    "log",
    "trials",
    "cards",
    "memory",
    "aliases",
    "learned",
    "told_apart",
    "notes",
    "sources",
    "questions",
    "tasks",
)


def everything(path: Path) -> dict[str, list[str]]:
    """All tables, as sorted texts of rows."""
    return {table: sorted(map(repr, look(path, f"select * from {table}"))) for table in TABLES}


MEMORY = (
    "state",
    "step",
    "due_at",
    "due_day",
    "stability",
    "difficulty",
    "last_day",
    "reps",
    "lapses",
    "suspended",
    "buried_day",
    "flag",
    "tags",
)


def canonical(path: Path) -> dict[str, dict]:
    """What must be equal on all devices, by aspect."""
    cards, places, orphan_places, memories, order = {}, {}, {}, {}, {}
    rows = look(
        path,
        "select c.id, s.name, c.path, c.line_start, c.line_end, c.text, c.part, c.front, c.back, c.kind, c.note,"
        " c.suggestion, m.suspended, c.source_id, c.deck, c.tags from cards c join sources s on s.pk = c.source"
        " left join memory m on m.card = c.id",
    )
    for (
        card,
        source,
        note_path,
        start,
        end,
        text,
        part,
        front,
        back,
        kind,
        note,
        suggestion,
        suspended,
        ident,
        deck,
        tags,
    ) in rows:
        status = (
            "orphan"
            if note is None
            else "suggested:" + suggestion
            if suggestion
            else "suspended"
            if suspended
            else "active"
        )
        cards[card] = {
            "source": source,
            "text": text,
            "part": part,
            "front": front,
            "back": back,
            "kind": kind,
            "status": status,
            "source_id": ident,
            "deck": deck,
            "tags": tags,
        }
        (places if note is not None else orphan_places)[card] = {"path": note_path, "start": start, "end": end}
    for card, position, *memory in look(path, f"select card, position, {', '.join(MEMORY)} from memory"):
        memories[card] = dict(zip(MEMORY, memory, strict=True))
        memories[card]["tags"] = json.dumps(sorted(json.loads(memories[card]["tags"])))
        order[card] = position
    names = [row[1] for row in look(path, "pragma table_info(log)")]
    log = {row[0]: dict(zip(names, row, strict=True)) for row in look(path, "select * from log")}
    trial_names = [row[1] for row in look(path, "pragma table_info(trials)")]
    trials = {row[0]: dict(zip(trial_names, row, strict=True)) for row in look(path, "select * from trials")}
    known = dict(look(path, "select key, value from settings"))
    doubts = {
        row[0]: {"doubt": row[1], "front": row[2], "back": row[3]}
        for row in look(path, "select card, doubt, front, back from learned")
    }
    unsure = {card: {"doubt": row["doubt"]} for card, row in doubts.items() if row["doubt"]}
    ranked = sorted((card for card in order if cards.get(card, {}).get("status") == "active"), key=lambda c: order[c])
    return {
        "log": log,
        "trials": trials,
        "cards": cards,
        "places": places,
        "memories": memories,
        "parameters": {"all": {"value": known.get("parameters")}},
        "doubts": unsure,
        "learned": doubts,
        "orphan places": orphan_places,
        "parameters' dates": {"all": {name: known.get(name) for name in ("parameters_chosen", "parameters_since")}},
        "order of cards": {"all": {"order": ranked}},
    }


SERIOUS = ("log", "trials", "parameters", "cards", "places", "memories")


def difference(one: dict, other: dict, where: str, aspects: tuple[str, ...] = SERIOUS) -> Broken | None:
    for aspect in aspects:
        left, right = one[aspect], other[aspect]
        if left == right:
            continue
        missing, extra = sorted(set(left) - set(right), key=str), sorted(set(right) - set(left), key=str)
        if missing or extra:
            what = ""
            if aspect == "log":
                what = ":" + ",".join(sorted({str((left.get(i) or right.get(i))["act"]) for i in missing + extra}))
            if aspect == "cards":
                what = ":" + ",".join(sorted({str((left.get(i) or right.get(i))["status"]) for i in missing + extra}))
            shown = [(i, left.get(i) or right.get(i)) for i in (missing + extra)[:4]]
            return Broken(
                f"{where}/{aspect}/rows{what}", f"only in the first {missing}, only in the second {extra}: {shown}"
            )
        for key in left:
            if left[key] != right[key]:
                columns = sorted(c for c in left[key] if left[key][c] != right[key][c])
                named = one["cards"].get(key, {}).get("front", "")
                return Broken(
                    f"{where}/{aspect}/{','.join(columns)}",
                    f"{key} ({named!r}): " + "; ".join(f"{c}: {left[key][c]!r} / {right[key][c]!r}" for c in columns),
                )
    return None


# ------------------------------------------------------------------------------------------------ the world


@dataclass
class Device:
    at: int
    name: str
    place: Path
    offset: timedelta
    zone: int
    imported: bool = False
    mine: dict[str, Note] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)
    mtime: int = 1_700_000_000
    acts: list[int | None] = field(default_factory=list)
    """The rows of its acts that were not undone, in order of doing; None where a step made several."""
    signs: set[str] = field(default_factory=set)

    @property
    def home(self) -> Path:
        return self.place / "home"

    @property
    def db(self) -> Path:
        return self.home / "studygpt.db"

    @property
    def vault(self) -> Path:
        return self.place / "vault"


class World:
    def __init__(self, config: dict, root: Path) -> None:
        self.config = config
        self.root = root
        self.true = TRUE_START
        self.devices = [
            Device(i, "ABC"[i], root / "ABC"[i], timedelta(days=config["offsets"][i]), config["zones"][i])
            for i in range(3)
        ]
        self.newest: dict[str, tuple[Note | None, int]] = {}  # what the last edit of each note left, and its style
        self.edits = 0
        self.grades: dict[int, tuple[str, str, str]] = {}  # row -> (card, front, device)
        self.undone: set[int] = set()
        self.impure: set[str] = set()
        self.exports = 0
        self.graded = 0
        self.merges = 0
        first = first_vault(config)
        for name, note in first.items():
            self.newest[name] = (note, 0)
        fronts = Counter(passage.q for note in first.values() for passage in note)
        self.impure |= {q for q, n in fronts.items() if n > 1}
        for device in self.devices:
            device.vault.mkdir(parents=True)
            (device.place / "workspace").mkdir()
            if not config["late"][device.at]:
                for name, note in first.items():
                    self.write(device, name, note)
        for device in self.devices:
            if config["opened_first"] or not config["late"][device.at]:
                with self.study(device):
                    pass
        for device in self.devices:
            if not config["late"][device.at]:
                self.take_in(device)

    # -------------------------------------------------------------- telling

    def tell(self, words: str) -> None:
        if VERBOSE:
            print(words)

    # -------------------------------------------------------------- machinery

    def moment(self, device: Device) -> datetime:
        return (self.true + device.offset).astimezone(timezone(timedelta(hours=device.zone)))

    def live(self, device: Device) -> None:
        os.environ["STUDYGPT_HOME"] = str(device.home)
        os.environ["STUDYGPT_WORKSPACE"] = str(device.place / "workspace")
        os.environ["STUDYGPT_NOW"] = self.moment(device).isoformat()
        paths.shipped_decks = lambda: self.root / "no-decks"

    @contextlib.contextmanager
    def study(self, device: Device):
        self.live(device)
        when = self.moment(device)
        opened = Study.open(lambda: Moment(round(when.timestamp() * 1000), device.zone * 3600))
        try:
            device.signs.add(opened.context.device)
            yield opened
        finally:
            opened.close()

    def run(self, device: Device, *words: str | Path) -> tuple[int, str, str]:
        self.live(device)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([str(word) for word in words])
        if code == 70 or "Traceback" in err.getvalue() or "unexpected" in err.getvalue().lower():
            raise Broken(f"crash/{words[0]}", f"{words}: {code}: {err.getvalue()[-1500:]}")
        return code, out.getvalue(), err.getvalue()

    def rows(self, device: Device) -> set[int]:
        return {row for (row,) in look(device.db, "select id from log")}

    # -------------------------------------------------------------- notes

    def write(self, device: Device, name: str, note: Note | None, style: int = 0) -> None:
        path = device.vault / name
        if note is None:
            path.unlink(missing_ok=True)
            device.mine.pop(name, None)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(note_text(note, style), encoding="utf-8")
        device.mtime += 1
        os.utime(path, (device.mtime, device.mtime))
        device.mine[name] = note
        device.styles[name] = style

    def edit(self, device: Device, name: str, note: Note | None, style: int | None = None) -> None:
        style = device.styles.get(name, 0) if style is None else style
        self.write(device, name, note, style)
        self.newest[name] = (note, style)
        self.edits += 1

    def pull(self, device: Device) -> None:
        """Copy the last version of every note to a device's vault."""
        for name, (note, style) in self.newest.items():
            if device.mine.get(name) != note or (note is not None and device.styles.get(name) != style):
                self.write(device, name, note, style)

    def passages(self, device: Device) -> list[tuple[str, int]]:
        return [(name, at) for name in sorted(device.mine) for at in range(len(device.mine[name]))]

    # -------------------------------------------------------------- sync and import

    def has_source(self, device: Device) -> Path | None:
        if not device.db.exists():
            return None
        with self.study(device) as study:
            for source in study.library.sources():
                if source.name == "vault":
                    return Path(source.path)
        return None

    def take_in(self, device: Device) -> None:
        """Import the vault, or tell a source that a merge brought where it is here."""
        if not any(device.vault.iterdir()):
            self.pull(device)
        path = self.has_source(device)
        if path is None:
            code, _, err = self.run(device, "import", device.vault, "--name", "vault", "--as-new")
        elif path != device.vault:
            code, _, err = self.run(device, "sources", "move", "vault", device.vault, "--yes")
        else:
            code, _, err = self.run(device, "sync", "--let-go")
        if code not in (0, 1):
            raise Broken("refused/import", f"{code}: {err}")
        device.imported = True

    def sync(self, device: Device, how: str = "--let-go") -> None:
        if not device.imported:
            return
        code, _, err = self.run(device, "sync", *([how] if how else []))
        if code not in (0, 1) or (code and how):
            raise Broken("refused/sync", f"{code}: {err}")

    # -------------------------------------------------------------- merge

    def merge(self, into: Device, other: Device, form: int) -> None:
        if not other.db.exists():
            return
        target: Path = (other.home, other.db, self.root / f"export{self.exports}.jsonl")[form % 3]
        if form % 3 == 2:
            self.exports += 1
            code, _, err = self.run(other, "export", "--json", target)
            if code:
                raise Broken("refused/export", err)
        self.merges += 1
        before = everything(other.db)
        files = {
            f.name: hashlib.sha256(f.read_bytes()).hexdigest()
            for f in other.home.iterdir()
            if f.is_file() and not f.name.endswith("-shm")
        }
        theirs = set(other.home.rglob("*"))
        self.tell(f"{into.name}: studygpt merge {target.relative_to(self.root)}")
        code, out, err = self.run(into, "merge", target)
        if code:
            import re

            raise Broken(
                "refused/merge:" + re.sub(r"\d+", "N", err.strip().replace(str(self.root), ""))[:70],
                f"{into.name} <- {target}: {code}: {err}{out}",
            )
        if everything(other.db) != before:
            raise Broken("merge changed OTHER/tables", f"{into.name} <- {target}")
        files2 = {
            f.name: hashlib.sha256(f.read_bytes()).hexdigest()
            for f in other.home.iterdir()
            if f.is_file() and not f.name.endswith("-shm")
        }
        for name in set(files) | set(files2):
            empty = hashlib.sha256(b"").hexdigest()
            if files.get(name, empty) != files2.get(name, empty):
                raise Broken("merge changed OTHER/bytes of " + name, f"{into.name} <- {target}")
        new = {f for f in set(other.home.rglob("*")) ^ theirs if not f.name.endswith(("-shm", "-wal"))}
        if new:
            raise Broken("merge changed OTHER/files", f"{new}")
        path = self.has_source(into)
        if path is not None and path != into.vault and self.config["moves_after_merge"]:
            if not any(into.vault.iterdir()):
                self.pull(into)
            self.take_in(into)

    # -------------------------------------------------------------- steps

    def step(self, operation: str, at: int, a: int, b: int) -> None:
        self.true += timedelta(minutes=(a * 37 + b * 101) % 2200 + 1)
        device = self.devices[at % 3]
        getattr(self, "do_" + operation)(device, a, b)

    def act(self, device: Device, words: str, does, *, simple: bool = True) -> None:
        """Let a device act on a card, and note the rows that it wrote."""
        before = self.rows(device)
        with self.study(device) as study:
            try:
                told = does(study)
            except StudyError as refusal:
                self.tell(f"{device.name}: {words}: refused: {refusal}")
                return
        new = self.rows(device) - before
        self.tell(f"{device.name} ({self.moment(device).isoformat()}): {words} {told or ''}")
        for row in sorted(new):
            ((act, card, sign),) = look(device.db, "select act, card, device from log where id = ?", row)
            if act == "grade":
                front = look(device.db, "select front from cards where id = ?", card)
                self.grades[row] = (card, front[0][0] if front else "", device.name)
                self.graded += 1
        if new:
            device.acts.append(next(iter(new)) if len(new) == 1 else None)

    def pick(self, study: Study, n: int, query: str = "source:vault"):
        cards = [card for card in study.library.cards(query) if card.status in (Status.ACTIVE, Status.SUSPENDED)]
        cards.sort(key=lambda card: (card.front, card.path, card.line_start, card.id))
        return cards[n % len(cards)] if cards else None

    def on_card(self, device: Device, words: str, n: int, does) -> None:
        if not device.imported:
            return

        def doing(study: Study) -> str:
            card = self.pick(study, n)
            if card is None:
                return "no card"
            does(study, card)
            return f"{card.id} {card.front[:40]!r} in {card.place}"

        self.act(device, words, doing)

    def do_grade(self, device: Device, a: int, b: int) -> None:
        self.on_card(
            device, f"grade {b % 4 + 1}", a, lambda study, card: study.review.grade(card, Rating(b % 4 + 1), 1000 + b)
        )

    def do_flag(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, f"flag {b % 3}", a, lambda study, card: study.review.flag(card, flag=b % 3))

    def do_tag(self, device: Device, a: int, b: int) -> None:
        self.on_card(
            device,
            f"tag {'on' if b % 3 else 'off'}",
            a,
            lambda study, card: study.review.tag(card, tag=f"t{b % 2}", on=bool(b % 3)),
        )

    def do_bury(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, "bury", a, lambda study, card: study.review.bury(card))

    def do_reset(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, "reset", a, lambda study, card: study.review.reset(card))

    def do_suspend(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, "suspend", a, lambda study, card: study.review.suspend(card))

    def do_unsuspend(self, device: Device, a: int, b: int) -> None:
        self.on_card(device, "unsuspend", a, lambda study, card: study.review.unsuspend(card))

    def do_due(self, device: Device, a: int, b: int) -> None:
        self.on_card(
            device, f"set due +{b}", a, lambda study, card: study.review.set_due(card, day=study.context.today() + b)
        )

    def do_undo(self, device: Device, a: int, b: int) -> None:
        if not device.db.exists():
            return
        before = self.rows(device)
        with self.study(device) as study:
            try:
                told = study.review.undo()
            except StudyError as refusal:
                self.tell(f"{device.name}: undo: refused: {refusal}")
                if any(row is not None for row in device.acts):
                    raise Broken("undo/refused though the device has acts", f"{refusal}: {device.acts}") from None
                return
        new = self.rows(device) - before
        self.tell(
            f"{device.name} ({self.moment(device).isoformat()}): undo: {told.act} of {told.card.front[:40] if told.card else None!r}"
        )
        for row in new:
            ((act, value),) = look(device.db, "select act, value from log where id = ?", row)
            if act != "undo":
                continue
            target = int(value)
            found = look(device.db, "select device, act from log where id = ?", target)
            if not found or found[0][0] not in device.signs:
                raise Broken("undo/of another device's act", f"{device.name} {device.signs} took back {found}")
            self.undone.add(target)
        if device.acts:
            last = device.acts.pop()
            if (
                last is not None
                and len(new) == 1
                and int(look(device.db, "select value from log where id = ?", next(iter(new)))[0][0]) != last
            ):
                raise Broken("undo/not the last act of the device", f"took back {found}, the last was {last}")

    def do_fit(self, device: Device, a: int, b: int) -> None:
        chosen = None if b % 4 == 0 else tuple(x * (1 + (a % 5 - 2) / 50) for x in facade.DEFAULTS)
        if device.db.exists():
            self.act(
                device,
                f"adopt parameters {a % 5}" if chosen else "adopt the default parameters",
                lambda study: facade.Fitting(study.context).adopt(chosen) and "",
            )

    def do_lab(self, device: Device, a: int, b: int) -> None:
        if not device.db.exists():
            return
        name = ("attention", "softmax")[a % 2]

        def practise(study: Study) -> str:
            exercise = study.practice.find(name)
            if b % 3 == 0:
                study.practice.begin(exercise)
            elif b % 3 == 1:
                study.practice.hint(exercise)
            else:
                study.practice.solution(exercise)
            return name

        self.act(device, ("begin", "hint", "solution")[b % 3], practise)

    def do_config(self, device: Device, a: int, b: int) -> None:
        if device.db.exists():
            with self.study(device) as study:
                study.configure("theme", ("nord", "gruvbox", "dracula")[b % 3])
            self.tell(f"{device.name}: another theme")

    def do_jump(self, device: Device, a: int, b: int) -> None:
        device.offset = timedelta(days=(-4000, -700, -40, -1, 0, 0, 2, 90, 800, 5000)[a % 10], minutes=b * 13)
        self.tell(f"{device.name}: the clock jumps to {self.moment(device).isoformat()}")

    def do_sync(self, device: Device, a: int, b: int) -> None:
        if device.imported:
            self.tell(f"{device.name} ({self.moment(device).isoformat()}): sync")
        self.sync(device, "" if b % 4 == 0 else "--accept" if b % 8 == 1 else "--let-go")

    def do_take_in(self, device: Device, a: int, b: int) -> None:
        if not device.imported:
            if a % 2:
                self.pull(device)
            self.tell(f"{device.name}: import the vault")
            self.take_in(device)

    def do_pull(self, device: Device, a: int, b: int) -> None:
        self.tell(f"{device.name}: copy the newest version of each note, sync")
        self.pull(device)
        self.sync(device)

    def do_merge(self, device: Device, a: int, b: int) -> None:
        self.merge(device, self.devices[(device.at + 1 + a % 2) % 3], b)

    def do_decide(self, device: Device, a: int, b: int) -> None:
        device = self.devices[self.config["decider"]]
        if not device.imported:
            return

        def deciding(study: Study) -> str:
            doubted = study.review.doubts.all()
            if not doubted:
                return "nothing in doubt"
            card = doubted[a % len(doubted)].card
            if b % 3 == 2:
                self.impure.add(card.front)
                doubt = study.review.doubts.about(card)
                self.impure.add(getattr(doubt, "front", card.front))
                study.review.doubts.another([card])
            else:
                study.review.doubts.same([card], show_again=b % 3 == 1)
            return f"{card.id} {card.front!r}"

        self.act(device, ("still the same", "the same, show again", "another")[b % 3], deciding)

    # edits

    def change(self, device: Device, name: str, at: int, passage: Passage | None, words: str) -> None:
        note = list(device.mine[name])
        old = note[at]
        if passage is None:
            del note[at]
        else:
            note[at] = passage
        self.tell(f"{device.name}: {words}: {name}: {old.text()!r} -> {passage and passage.text()!r}")
        self.edit(device, name, tuple(note))

    def do_edit(self, device: Device, a: int, b: int) -> None:
        found = self.passages(device)
        if not found:
            return
        name, at = found[a % len(found)]
        old = device.mine[name][at]
        style = b % 8
        if old.form == "cloze":
            self.impure.add(old.q)
            new = replace(old, q=old.q + " Yes." if style < 4 else old.q.replace("the", "that"))
        elif style <= 2:  # the answer goes on
            if old.form not in ("long",):
                self.impure.add(old.q)
            new = replace(old, a=old.a + (", as a rule", ", so to speak", " (in all)")[style])
        elif style == 3:  # the question goes on
            new = replace(old, q=old.q + ", in short")
            self.impure |= {old.q, new.q}
        elif style == 4:  # another answer
            if old.form != "long":
                self.impure.add(old.q)
            new = replace(old, a="Nobody knows that for certain any more")
            self.impure.add(old.q)
        elif style == 5:  # the question in other words
            words = old.q.split()
            new = replace(old, q=" ".join(["Say", "briefly,"] + words[: len(words) // 2] + ["and", "how"]))
            self.impure |= {old.q, new.q}
        elif style == 6:
            new = replace(old, q=f"Who wrote volume {b} of the atlas of the moon?", a=f"Author number {b}")
            self.impure |= {old.q, new.q}
        else:
            new = replace(
                old,
                q=old.q.replace("token", "symbol").replace("softmax", "sigmoid"),
                a=old.a.replace("softmax", "sigmoid"),
            )
            self.impure |= {old.q, new.q}
        self.change(device, name, at, new, "edit")

    def do_layout(self, device: Device, a: int, b: int) -> None:
        names = sorted(device.mine)
        if names:
            name = names[a % len(names)]
            note = device.mine[name]
            turned = note[1:] + note[:1] if b % 2 else note
            self.tell(f"{device.name}: lay out {name} otherwise")
            self.edit(device, name, turned, b % 3 % 2)

    def do_move(self, device: Device, a: int, b: int) -> None:
        found, names = self.passages(device), sorted(device.mine)
        if not found or len(names) < 2:
            return
        name, at = found[a % len(found)]
        to = names[b % len(names)]
        if to == name:
            return
        passage = device.mine[name][at]
        self.change(device, name, at, None, f"move to {to}")
        self.edit(device, to, (*device.mine[to], passage))

    def do_new_card(self, device: Device, a: int, b: int) -> None:
        names = sorted(device.mine)
        if names and len(self.passages(device)) < 18:
            name = names[a % len(names)]
            passage = (
                Passage("long", f"{LONG_Q[b % 6]} and for model number {b % 4}", LONG_A[b % 6])
                if b % 2
                else Passage("short", f"New question {b % 5}", f"New answer {b % 3}")
            )
            if not b % 2 or any(p.q == passage.q for note in device.mine.values() for p in note):
                self.impure.add(passage.q)
            self.tell(f"{device.name}: new card in {name}: {passage.text()!r}")
            self.edit(device, name, (*device.mine[name], passage))

    def do_delete_card(self, device: Device, a: int, b: int) -> None:
        found = self.passages(device)
        if found:
            name, at = found[a % len(found)]
            self.change(device, name, at, None, "delete")

    def do_copy_card(self, device: Device, a: int, b: int) -> None:
        found, names = self.passages(device), sorted(device.mine)
        if found and len(found) < 18:
            name, at = found[a % len(found)]
            passage, to = device.mine[name][at], names[b % len(names)]
            self.impure.add(passage.q)
            self.tell(f"{device.name}: copy {passage.q!r} from {name} to {to}")
            self.edit(device, to, (*device.mine[to], passage))

    def do_rename_note(self, device: Device, a: int, b: int) -> None:
        names = sorted(device.mine)
        if names:
            name, new = names[a % len(names)], f"r{b % 3}.md"
            if new not in device.mine:
                self.tell(f"{device.name}: rename {name} to {new}")
                note = device.mine[name]
                self.edit(device, new, note, device.styles.get(name, 0))
                self.edit(device, name, None)

    def do_delete_note(self, device: Device, a: int, b: int) -> None:
        names = sorted(device.mine)
        if len(names) > 2:
            self.tell(f"{device.name}: delete {names[a % len(names)]}")
            self.edit(device, names[a % len(names)], None)

    # -------------------------------------------------------------- the end

    def keep(self) -> None:
        for device in self.devices:
            shutil.rmtree(device.place / "kept", ignore_errors=True)
            shutil.copytree(device.home, device.place / "kept", ignore=shutil.ignore_patterns("backups"))

    def bring_back(self) -> None:
        for device in self.devices:
            for file in device.home.iterdir():
                if file.is_file():
                    file.unlink()
            shutil.rmtree(device.home / "journal", ignore_errors=True)
            shutil.copytree(device.place / "kept", device.home, dirs_exist_ok=True)

    def passes(self, draw: random.Random, times: int = 2) -> None:
        pairs = [(i, j) for i in range(3) for j in range(3) if i != j]
        for _ in range(times):
            draw.shuffle(pairs)
            for i, j in pairs:
                self.merge(self.devices[i], self.devices[j], draw.choice([0, 0, 1, 1, 2]))
                if draw.random() < 0.2:
                    self.merge(self.devices[i], self.devices[j], draw.choice([0, 1]))

    def differences(self, where: str, aspects: tuple[str, ...] = SERIOUS) -> list[Broken]:
        """Each aspect in which the devices differ, once."""
        states = [canonical(device.db) for device in self.devices]
        found = []
        for aspect in aspects:
            for other in (1, 2):
                broken = difference(states[0], states[other], where, (aspect,))
                if broken:
                    found.append(Broken(broken.kind, f"A and {'ABC'[other]}: {broken.detail}"))
                    break
        return found

    def finish(self) -> list[Broken]:
        config = self.config
        draw = random.Random(config["end_seed"])
        self.true += timedelta(days=1)
        if config["ending"] == "merge first":
            self.tell("--- merge all, before the notes are equal")
            self.passes(draw, 1)
        self.tell("--- copy the newest notes to all; each imports or syncs")
        for device in self.devices:
            self.pull(device)
            self.take_in(device)
        for device in self.devices:
            self.sync(device)
        self.keep()
        outcomes, found = [], []
        for order in range(2):
            if order:
                self.bring_back()
            self.tell(f"--- order {order}: merge all with all")
            self.passes(random.Random(config["end_seed"] + 7 * order + 1), 2 - order)
            early = self.differences("devices differ, before the last sync")
            for device in self.devices:
                self.sync(device)
            late = self.differences("devices differ")
            found += late
            for check in (
                self.check_passages,
                self.check_grades,
                self.check_undos,
                self.check_memories,
                self.check_unchanged,
            ):
                try:
                    for device in self.devices:
                        check(device)
                except Broken as broken:
                    found.append(broken)
            for device in self.devices:
                code, out, err = self.run(device, "doctor", "--json")
                if code:
                    bad = [line for line in json.loads(out) if line["verdict"] == "damage"]
                    found.append(
                        Broken(
                            "doctor/" + ",".join(sorted({line["check"] for line in bad})), f"{device.name}: {bad} {err}"
                        )
                    )
                    break
            if not late:
                found += early
            found += self.differences(
                "minor", ("doubts", "learned", "orphan places", "parameters' dates", "order of cards")
            )
            outcomes.append(canonical(self.devices[0].db))
        for aspect in SERIOUS:
            broken = difference(outcomes[0], outcomes[1], "order of merges matters", (aspect,))
            if broken:
                found.append(broken)
        for i, j in ((0, 1), (1, 2), (2, 0)):
            before = everything(self.devices[i].db)
            self.merge(self.devices[i], self.devices[j], 0)
            after = everything(self.devices[i].db)
            for table in TABLES:
                if before[table] != after[table]:
                    found.append(Broken("not idempotent/" + table, f"{set(before[table]) ^ set(after[table])}"))
        return found

    # -------------------------------------------------------------- what the harness knows of its own

    def check_passages(self, device: Device) -> None:
        """The cards are those that a fresh import of the same notes gives."""
        fresh = Device(3, "fresh", self.root / f"fresh{time.monotonic_ns()}", timedelta(), 0)
        shutil.copytree(device.vault, fresh.vault)
        self.run(fresh, "import", fresh.vault, "--name", "vault")
        wanted = Counter(
            look(fresh.db, "select path, line_start, line_end, text, part from cards where suggestion is null")
        )
        shutil.rmtree(fresh.place)
        there = Counter(
            look(
                device.db,
                "select c.path, line_start, line_end, text, part from cards c join sources s on"
                " s.pk = c.source where s.name = 'vault' and note is not null and suggestion is null",
            )
        )
        if there != wanted:
            over, short = list((there - wanted).elements()), list((wanted - there).elements())
            raise Broken(
                f"not one card for each passage/{'too many' * bool(over)}{'missing' * bool(short)}",
                f"{device.name}: too many {over}, missing {short}",
            )

    def check_grades(self, device: Device) -> None:
        there = {row for (row,) in look(device.db, "select id from log where act = 'grade'")}
        for row, known in self.grades.items():
            if row not in there:
                raise Broken("grade lost/row", f"{device.name}: {known}")

    def check_undos(self, device: Device) -> None:
        signs = dict(look(device.db, "select id, device from log"))
        undone = set()
        for row, value in look(device.db, "select id, value from log where act = 'undo'"):
            if signs.get(int(value), signs[row]) != signs[row]:
                raise Broken("undo/of another device's act in the log", f"{device.name}: {row}")
            undone.add(int(value))
        if undone != self.undone:
            raise Broken("undo/other ones than were done", f"{device.name}: {undone ^ self.undone}")

    def groups(self, device: Device):
        """Cards that are one by the aliases: their ids, and their acts that were not undone, in the order of the log."""
        parent: dict[str, str] = {}

        def root(card: str) -> str:
            while parent.get(card, card) != card:
                card = parent[card]
            return card

        for one, other in look(device.db, "select id, card from aliases"):
            if root(one) != root(other):
                parent[root(one)] = root(other)
        acts, members = defaultdict(list), defaultdict(list)
        for row, act, card in look(device.db, "select id, act, card from log order by clock, id"):
            if row not in self.undone:
                acts[root(card)].append(act)
        for card, front, note, count in look(
            device.db, "select c.id, front, note, reps from cards c left join memory m on m.card = c.id"
        ):
            members[root(card)].append((card, front, note is None, count or 0))
        return acts, members

    def check_memories(self, device: Device) -> None:
        """Each grade that was not undone counts once, in a card that is there."""
        acts, members = self.groups(device)
        for group, done in acts.items():
            if "grade" in done and not members[group]:
                raise Broken("grade lost/its card is nowhere", f"{device.name}: {group} {done}")
            if "reset" in done or "import" in done or not members[group]:
                continue
            counted, given = sum(card[3] for card in members[group]), done.count("grade")
            if counted != given:
                raise Broken(
                    "grade lost/not in the memory" if counted < given else "grade counted twice",
                    f"{device.name}: {members[group]}: {done}",
                )

    def check_unchanged(self, device: Device) -> None:
        """What was graded under a long question that never changed (and is nowhere twice) lies with one card."""
        acts, members = self.groups(device)
        apart = {
            front
            for group, done in acts.items()
            if {"reset", "import", "decide"} & set(done)
            for _, front, *_ in members[group]
        }
        given = Counter(front for row, (card, front, _) in self.grades.items() if row not in self.undone)
        cards = [card for several in members.values() for card in several]
        for q, count in given.items():
            if q in self.impure or q in apart or not any(q.startswith(known) for known in LONG_Q):
                continue
            occurs = sum(1 for note in device.mine.values() for p in note if p.q == q)
            found = [card for card in cards if card[1] == q]
            if occurs > 1:
                continue
            if sum(card[3] for card in found) != count:
                raise Broken(
                    "unchanged question/grades lost or counted twice", f"{device.name}: {q!r}: {count} given, {found}"
                )
            if len([1 for card in found if card[3]]) != 1:
                raise Broken("unchanged question/histories lie with two cards", f"{device.name}: {q!r}: {found}")
            if occurs and [card for card in found if card[3]][0][2]:
                raise Broken("unchanged question/history lies with an orphan", f"{device.name}: {q!r}: {found}")


# ------------------------------------------------------------------------------------------------ histories

WEIGHTS = {
    "grade": 24,
    "undo": 7,
    "edit": 10,
    "layout": 3,
    "move": 5,
    "new_card": 4,
    "delete_card": 3,
    "copy_card": 1,
    "rename_note": 2,
    "delete_note": 1,
    "sync": 10,
    "take_in": 3,
    "pull": 3,
    "merge": 8,
    "suspend": 3,
    "unsuspend": 3,
    "flag": 3,
    "tag": 4,
    "bury": 3,
    "reset": 2,
    "due": 2,
    "fit": 2,
    "lab": 2,
    "config": 1,
    "jump": 4,
    "decide": 3,
}
OPERATIONS = [name for name, weight in WEIGHTS.items() for _ in range(weight)]


def random_history(seed: int) -> dict:
    draw = random.Random(seed)
    config = {
        "vault_seed": draw.randrange(10_000),
        "notes": draw.randint(3, 6),
        "end_seed": draw.randrange(10_000),
        "cloze": draw.random() < 0.4,
        "reversed": draw.random() < 0.3,
        "memory_links": draw.random() < 0.25,
        "scheduled": draw.random() < 0.2,
        "twins": draw.choice([0, 0, 0, 1, 2]),
        "late": [draw.random() < 0.25, draw.random() < 0.4, draw.random() < 0.4],
        "opened_first": draw.random() < 0.5,
        "offsets": [draw.choice([0, 0, -2500, -365, -3, 3, 400, 3650]) for _ in range(3)],
        "zones": [draw.choice([0, 0, 9, -8]) for _ in range(3)],
        "decider": draw.randrange(3),
        "ending": draw.choice(["merge first", "sync first", "sync first"]),
        "moves_after_merge": True,
    }
    steps = [
        [draw.choice(OPERATIONS), draw.randrange(3), draw.randrange(24), draw.randrange(24)]
        for _ in range(draw.randint(4, 45))
    ]
    return {"config": config, "steps": steps}


@st.composite
def histories(draw: st.DrawFn) -> dict:
    small = st.integers(0, 23)
    config = {
        "vault_seed": draw(st.integers(0, 9999)),
        "notes": draw(st.integers(3, 6)),
        "end_seed": draw(st.integers(0, 9999)),
        "cloze": draw(st.booleans()),
        "reversed": draw(st.booleans()),
        "memory_links": draw(st.booleans()),
        "scheduled": draw(st.booleans()),
        "twins": draw(st.integers(0, 2)),
        "late": [draw(st.booleans()) for _ in range(3)],
        "opened_first": draw(st.booleans()),
        "offsets": [draw(st.sampled_from([0, 3, -3, 400, -365, 3650, -2500])) for _ in range(3)],
        "zones": [draw(st.sampled_from([0, 9, -8])) for _ in range(3)],
        "decider": draw(st.integers(0, 2)),
        "ending": draw(st.sampled_from(["sync first", "merge first"])),
        "moves_after_merge": True,
    }
    step = st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2), small, small).map(list)
    return {"config": config, "steps": draw(st.lists(step, min_size=0, max_size=45))}


def play(history: dict, *, keep: bool = False) -> list[Broken]:
    """Play a history; return the ways in which the claim does not hold, most serious first."""
    root = Path(
        tempfile.mkdtemp(
            prefix="union-", dir=os.environ.get("UNION_TMP", "/dev/shm" if Path("/dev/shm").exists() else None)
        )
    )
    old = os.environ.copy()
    decks = paths.shipped_decks
    try:
        world = World(history["config"], root)
        for operation, at, a, b in history["steps"]:
            world.step(operation, at, a, b)
        found = world.finish()
        return sorted(
            {broken.kind: broken for broken in reversed(found)}.values(),
            key=lambda broken: broken.kind.startswith("minor"),
        )
    except Broken as broken:
        return [broken]
    except (AssertionError, KeyboardInterrupt):
        raise
    except StudyError as error:
        return [Broken(f"refused/{type(error).__name__}:{str(error)[:50]}", traceback.format_exc()[-1500:])]
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)
        inside = [f for f in where if "/studygpt/" in f.filename]
        if not inside:
            raise
        return [Broken(f"crash/{type(error).__name__} in {inside[-1].name}", traceback.format_exc()[-2500:])]
    finally:
        paths.shipped_decks = decks
        for name in set(os.environ) - set(old):
            del os.environ[name]
        os.environ.update(old)
        if not keep:
            shutil.rmtree(root, ignore_errors=True)
        else:
            print("kept in", root)


def shrunk(history: dict, kind: str, seconds: float = 240) -> dict:
    """The smallest history found that fails in the same way."""
    until = time.monotonic() + seconds
    best = history

    def fails(candidate: dict) -> bool:
        if time.monotonic() > until:
            return False
        return any(broken.kind == kind for broken in play(candidate))

    size = max(1, len(best["steps"]) // 2)
    while size >= 1:
        at, any_gone = 0, False
        while at < len(best["steps"]):
            candidate = {**best, "steps": best["steps"][:at] + best["steps"][at + size :]}
            if fails(candidate):
                best, any_gone = candidate, True
            else:
                at += size
        if size == 1 and not any_gone:
            break
        size = size // 2 if size > 1 else (1 if any_gone else 0)
        if time.monotonic() > until:
            break
    plain = {
        "cloze": False,
        "reversed": False,
        "memory_links": False,
        "scheduled": False,
        "twins": 0,
        "late": [False] * 3,
        "opened_first": True,
        "offsets": [0, 0, 0],
        "zones": [0, 0, 0],
        "ending": "sync first",
        "notes": 3,
    }
    for key, value in plain.items():
        if best["config"].get(key) != value:
            candidate = {**best, "config": {**best["config"], key: value}}
            if fails(candidate):
                best = candidate
    for i in range(3):
        for key, value in (("offsets", 0), ("late", False), ("zones", 0)):
            if best["config"][key][i] != value:
                changed = list(best["config"][key])
                changed[i] = value
                candidate = {**best, "config": {**best["config"], key: changed}}
                if fails(candidate):
                    best = candidate
    return best


# ------------------------------------------------------------------------------------------------ pytest


@pytest.fixture(autouse=True)
def _quiet():
    yield


@settings(
    max_examples=LONG,
    deadline=None,
    derandomize=False,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink] if os.environ.get("SHRINK") else [Phase.generate],
)
@given(histories())
def test_merge_is_a_union(history: dict) -> None:
    found = [broken for broken in play(history) if not broken.kind.startswith("minor")]
    if found:
        (Path(__file__).parent / "last_failure.json").write_text(json.dumps(history))
        pytest.fail("\n".join(map(str, found)) + f"\n\nhistory: {json.dumps(history)}", pytrace=False)


def small_world(root: Path) -> World:
    config = random_history(1)["config"] | {"late": [False] * 3, "offsets": [0] * 3, "zones": [0] * 3}
    world = World(config, root)
    for at in range(3):
        world.step("grade", at, at, 2)
    return world


def refusable(world: World) -> dict[str, Path]:
    root, other = world.root, world.devices[1]
    world.run(other, "export", "--json", root / "good.jsonl")
    good = (root / "good.jsonl").read_text().splitlines(keepends=True)
    (root / "no end.jsonl").write_text("".join(good[:-1]))
    (root / "torn.jsonl").write_text("".join(good)[: len("".join(good)) * 2 // 3])
    (root / "no row.jsonl").write_text("".join(line for at, line in enumerate(good) if at != len(good) // 2))
    head = json.loads(good[0])
    head["form"] = "9999"
    (root / "newer.jsonl").write_text(json.dumps(head) + "\n" + "".join(good[1:]))
    (root / "text.jsonl").write_text("not an export\n")
    (root / "empty.jsonl").write_text("")
    (root / "empty.db").write_bytes(b"")
    (root / "folder").mkdir()
    with contextlib.closing(sqlite3.connect(other.db)) as database:
        database.execute("pragma wal_checkpoint(truncate)")
    whole = other.db.read_bytes()
    (root / "torn.db").write_bytes(whole[: len(whole) // 2])
    (root / "noise.db").write_bytes(whole[:4096] + random.Random(1).randbytes(len(whole) - 4096))
    with contextlib.closing(sqlite3.connect(root / "foreign.db")) as database:
        database.execute("create table t (x)")
        database.commit()
    shutil.copy(other.db, root / "newer.db")
    with contextlib.closing(sqlite3.connect(root / "newer.db")) as database:
        database.execute("update alembic_version set version_num = '9999'")
        database.commit()
    broken = [json.loads(line) for line in good]
    for line in broken:
        if line.get("table") == "log":
            line["row"]["act"] = "dance"
    (root / "strange act.jsonl").write_text("".join(json.dumps(line) + "\n" for line in broken))
    broken = [json.loads(line) for line in good]
    for line in broken:
        if line.get("table") == "memory":
            line["row"]["card"] = "nosuchcard"
            break
    (root / "dangling.jsonl").write_text("".join(json.dumps(line) + "\n" for line in broken))
    names = (
        "no end.jsonl torn.jsonl|no row.jsonl|newer.jsonl|text.jsonl|empty.jsonl|empty.db|folder|torn.db|noise.db|foreign.db|"
        "newer.db|strange act.jsonl|dangling.jsonl|nowhere"
    ).replace("no end.jsonl torn.jsonl", "no end.jsonl|torn.jsonl")
    return {name: root / name for name in names.split("|")}


def test_a_refused_merge_changes_nothing(tmp_path: Path) -> None:
    world = small_world(tmp_path)
    device = world.devices[0]
    told, wrong = [], []
    for name, path in refusable(world).items():
        before = everything(device.db)
        try:
            code, out, err = world.run(device, "merge", path)
        except Broken as broken:
            wrong.append(f"{name}: {broken}")
            continue
        except Exception as error:
            wrong.append(f"{name}: {error!r}")
            continue
        told.append(f"{name}: {code} {err.strip() or out.strip()}")
        if code and everything(device.db) != before:
            wrong.append(f"{name}: refused, but the home changed")
        if not code:
            wrong.append(f"{name}: not refused: {out.strip()}")
    print("\n".join(told))
    assert not wrong, "\n".join(wrong + ["--"] + told)


# ------------------------------------------------------------------------------------------------ survey


def survey(count: int, first: int) -> None:
    folder = Path(tempfile.gettempdir()) / "merge_union"
    folder.mkdir(exist_ok=True)
    kinds: dict[str, list[int]] = defaultdict(list)
    details: dict[str, str] = {}
    smallest: dict[str, dict] = {}
    began = time.monotonic()
    steps = failed = slight = 0
    for seed in range(first, first + count):
        history = random_history(seed)
        steps += len(history["steps"])
        found = play(history)
        failed += any(not broken.kind.startswith("minor") for broken in found)
        slight += bool(found) and all(broken.kind.startswith("minor") for broken in found)
        for broken in found:
            kinds[broken.kind].append(seed)
            details.setdefault(broken.kind, str(broken)[:1200])
            if broken.kind not in smallest or len(history["steps"]) < len(smallest[broken.kind]["steps"]):
                smallest[broken.kind] = history
            print(f"seed {seed} ({len(history['steps'])} steps): {str(broken)[:300]}", flush=True)
    print(
        f"\n{count} histories of {steps} steps, {failed} failed, {slight} more only in what the claim does not name, {time.monotonic() - began:.0f} s"
    )
    for kind, seeds in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"{len(seeds):4}  {kind}   seeds {seeds[:8]}")
    (folder / f"survey-{first}-{count}.json").write_text(
        json.dumps({"count": count, "kinds": kinds, "details": details, "smallest": smallest}, indent=1)
    )


def main_() -> None:
    global VERBOSE
    if sys.argv[1] == "survey":
        survey(int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    elif sys.argv[1] == "shrink":
        history = (
            json.loads(Path(sys.argv[2]).read_text()) if not sys.argv[2].isdigit() else random_history(int(sys.argv[2]))
        )
        small = shrunk(history, sys.argv[4], float(sys.argv[5]) if len(sys.argv) > 5 else 150)
        Path(sys.argv[3]).write_text(json.dumps(small))
        print(json.dumps(small))
        print([str(broken)[:700] for broken in play(small)])
    elif sys.argv[1] == "replay":
        VERBOSE = True
        history = (
            json.loads(Path(sys.argv[2]).read_text()) if not sys.argv[2].isdigit() else random_history(int(sys.argv[2]))
        )
        print(json.dumps(history["config"]))
        for name, note in first_vault(history["config"]).items():
            print(f"--- {name}\n{note_text(note)}")
        for broken in play(history, keep=len(sys.argv) > 3):
            print("BROKEN", broken)


if __name__ == "__main__":
    main_()
