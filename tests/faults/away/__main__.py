"""Sessions at random while the server is away: `python -m tests.faults.away --count 120 --seed 1`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from studygpt import paths
from studygpt.commands import review  # noqa: F401 - so that forks have it loaded
from studygpt.study import Study
from tests import compiled_statements
from tests.conftest import NOON, moment_of
from tests.faults.away import learner
from tests.faults.away.server import FAULTS, PASSWORD, Scene, Server
from tests.faults.machine import IN_MEMORY

FORK = multiprocessing.get_context("fork")
RAW = re.compile(
    r"psycopg|sqlalchemy|Traceback|FATAL|ERROR:|DETAIL|HINT:|connection to server at|server closed the connection|"
    r"SQLSTATE|OperationalError|background on this error|InsufficientPrivilege|terminating connection|"
    r"could not receive|consuming input failed|" + PASSWORD,
    re.IGNORECASE,
)
Step = tuple[str, str | None, int | None]


class Case:
    """One history: who studies, what happens meanwhile, how it ends."""

    def __init__(self, server: Server, place: Path, seed: int, only: argparse.Namespace) -> None:
        self.server, self.seed, self.draw = server, seed, random.Random(seed)
        self.place = place / f"case{seed}"
        self.place.mkdir()
        self.database = f"case_{seed}"
        self.note = place / "vault" / "a.md"
        self.wrong: list[str] = []
        self.notes: Counter[str] = Counter()
        draw = self.draw
        self.kinds = [
            only.kind or draw.choice(("facade", "facade", "plain", "app"))
            for _ in range(only.devices or draw.choice((1, 1, 1, 2)))
        ]
        self.faults = [only.fault or draw.choice(list(FAULTS)) for _ in range(draw.choice((1, 1, 2, 3)))]
        if only.fault == "none":
            self.faults = []
        self.end = draw.choice(("close", "close", "exit", "kill"))
        self.still_away = draw.random() < 0.35
        self.start_away = draw.random() < 0.5
        self.journal = draw.choice((None,) * 5 + ("torn", "moved"))
        self.cram = draw.random() < 0.1

    def __str__(self) -> str:
        more = [
            self.end,
            "away at the end" if self.still_away else "",
            f"journal {self.journal}" if self.journal else "",
        ]
        return f"{self.seed}: {'+'.join(self.kinds)}; {', '.join(self.faults)}; {', '.join(filter(None, more))}"

    def run(self) -> None:
        self.server.sql(f"CREATE DATABASE {self.database} TEMPLATE filled")
        self.note.write_text(learner.note(), encoding="utf-8")
        os.utime(self.note, (1_700_000_000, 1_700_000_000))
        os.environ["STUDYGPT_DATABASE_URL"] = self.server.address(self.database)
        people = [self._begin(at, kind) for at, kind in enumerate(self.kinds)]
        back = self._mistreat(people)
        if self.end == "kill" and self.still_away:
            time.sleep(self.draw.random() * 2)
        if self.end == "kill":
            for person in people:
                self._kill(person)
        self._join(people, back)
        self._ruin_journals()
        if back is not None:
            if self.start_away:
                for at in range(len(people)):
                    self._start_away(at)
            back()
        self._settle()
        self._look_at_diaries()
        self._compare()
        with suppress(Exception):
            self.server.sql(f"DROP DATABASE {self.database} WITH (FORCE)")

    # ------------------------------------------------------------------ what happens

    def _home(self, at: int) -> Path:
        return self.place / f"device{at}"

    def _begin(self, at: int, kind: str) -> Any:
        home = self._home(at)
        home.mkdir()
        typed = self.draw.random() < 0.3 and kind == "app"
        more = 'typed_answers = ["basic"]\n' if typed else ""
        (home / "settings.toml").write_text(f"new_per_day = 200\n{more}", encoding="utf-8")
        plan = {
            "acts": self.draw.randint(8, 45 if kind == "facade" else 20), "pace": self.draw.choice((0.02, 0.1, 0.3)),
            "minutes": self.draw.choice((0, 0, 5)) + at, "cram": self.cram, "end": self.end, "note": str(self.note),
            "errors": str(self.place / f"errors{at}"), "typed": typed,
        }  # fmt: skip
        os.environ["STUDYGPT_HOME"] = str(home)
        arguments = (kind, self.seed * 10 + at, self.place / f"diary{at}", plan)
        person = FORK.Process(target=learner.live, args=arguments, daemon=True)
        person.start()
        return person

    def _mistreat(self, people: list[Any]) -> Any:
        """Have the faults happen; return how the last is ended, if it still goes on."""
        ends = time.monotonic() + 30
        while not all(self._opened(at) or not person.is_alive() for at, person in enumerate(people)):
            if time.monotonic() > ends:
                self.wrong.append("the session did not begin within 30 s")
                break
            time.sleep(0.02)
        for number, name in enumerate(self.faults):
            time.sleep(self.draw.random() * 1.2)
            back = FAULTS[name](Scene(self.server, self.draw, self.database))
            if self.still_away and number == len(self.faults) - 1:
                return back
            time.sleep(self.draw.choice((0.1, 0.5, 1.5, 4)))
            back()
        if self.end == "kill":
            time.sleep(self.draw.random() * 2)
        return None

    def _opened(self, at: int) -> bool:
        return any(line["what"] in ("open", "shown", "ended", "broken") for line in self._diary(at))

    def _kill(self, person: Any) -> None:
        with suppress(ProcessLookupError):
            children = Path(f"/proc/{person.pid}/task/{person.pid}/children")
            if children.exists():
                for child in children.read_text().split():
                    with suppress(ProcessLookupError):
                        os.kill(int(child), signal.SIGKILL)
            os.kill(person.pid, signal.SIGKILL)

    def _join(self, people: list[Any], back: Any) -> None:
        ends = time.monotonic() + 100
        for at, person in enumerate(people):
            person.join(max(0.1, ends - time.monotonic()))
            if person.is_alive():
                self.wrong.append(f"{self.kinds[at]} does not end (away: {back is not None})")
                self._kill(person)
                person.join()

    def _ruin_journals(self) -> None:
        if not self.journal:
            return
        for at in range(len(self.kinds)):
            journal = self._home(at) / "journal"
            if not journal.exists():
                continue
            if self.journal == "moved":
                journal.rename(self._home(at) / "elsewhere")
            elif files := sorted(journal.glob("*.jsonl")):
                text = files[-1].read_bytes()
                files[-1].write_bytes(text[: -self.draw.randint(2, 60)])

    def _command(self, at: int, *words: str, patience: float = 60) -> tuple[int, str, str]:
        place = self.place / "command"
        place.mkdir(exist_ok=True)
        os.environ["STUDYGPT_HOME"] = str(self._home(at))
        process = FORK.Process(target=_as_command, args=(list(words), place), daemon=True)
        process.start()
        process.join(patience)
        if process.is_alive():
            self._kill(process)
            process.join()
            return -9, "", f"{words[0]} does not end within {patience} s"
        return process.exitcode or 0, (place / "out").read_text(), (place / "err").read_text()

    def _start_away(self, at: int) -> None:
        """What a start says where the server is still away."""
        words = self.draw.choice(
            (["due"], ["cards"], ["stats"], ["review", "--plain"], ["inbox", "--unsure"], ["sync"])
        )
        began = time.monotonic()
        code, _, err = self._command(at, *words)
        took = time.monotonic() - began
        self.notes[f"start while away: code {code}: {err.strip()[:150]}"] += 1
        if code == -9 or took > 45:
            self.wrong.append(f"{words[0]} while away ({self.faults[-1]}): {took:.0f} s: {err}")
        if RAW.search(err) or (code not in (0, 1) and err.count("\n") != 1):
            self.wrong.append(f"{words[0]} while away ({self.faults[-1]}): code {code}: {err[-1500:]}")
        if code not in (0, 1, 3):
            self.wrong.append(f"{words[0]} while away ({self.faults[-1]}): code {code}")

    def _settle(self) -> None:
        """The next starts, with the server back."""
        for round_ in (1, 2):
            for at in range(len(self.kinds)):
                code, _, err = self._command(at, "due", "--limit", "1")
                if code != 0 or RAW.search(err):
                    self.wrong.append(f"start {round_} with the server back: code {code}: {err[-800:]}")
                elif err.strip():
                    self.notes[f"start {round_}: {re.sub('[0-9]+', 'N', err.strip())[:150]}"] += 1
                    if round_ == 2 and self.journal is None:
                        self.wrong.append(f"the second start still says: {err[-500:]}")
            if round_ == 1 and self.journal == "moved":
                self.log_without_journal = self._log()
                for at in range(len(self.kinds)):
                    if (moved := self._home(at) / "elsewhere").exists():
                        new = self._home(at) / "journal"
                        new.mkdir(exist_ok=True)
                        for each in moved.iterdir():
                            if not (new / each.name).exists():
                                each.rename(new / each.name)
        code, out, err = self._command(0, "doctor")
        if code != 0 or "damage" in out:
            self.wrong.append(
                f"doctor: code {code}: {[line for line in out.splitlines() if not line.startswith('ok')]} {err[-300:]}"
            )

    def _log(self) -> list[dict[str, Any]]:
        self._command(0, "export", "--json", str(self.place / "all.jsonl"))
        rows = [json.loads(line) for line in (self.place / "all.jsonl").read_text().splitlines()]
        self.fronts = {
            row["row"]["id"]: learner.NUMBER.findall(row["row"]["front"]) for row in rows if row.get("table") == "cards"
        }
        return sorted((row["row"] for row in rows if row.get("table") == "log"), key=lambda row: row["clock"])

    # ------------------------------------------------------------------ what is found

    def _diary(self, at: int) -> list[dict[str, Any]]:
        path = self.place / f"diary{at}"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text().splitlines()]

    def _look_at_diaries(self) -> None:
        for at, kind in enumerate(self.kinds):
            can_be_read = True
            for line in self._diary(at):
                why = line.get("why", "") if line["what"] != "not shown" or kind == "facade" else ""
                if line["what"] == "broken":
                    self.wrong.append(f"{kind} broke: {why[-1500:]}")
                elif RAW.search(f"{why} {line.get('text', '')} {line.get('said', '')}"):
                    self.wrong.append(f"{kind}: raw words: {line}")
                if line["what"] in ("refused", "not shown", "ended"):
                    self.notes[f"{kind} {line['what']} {line.get('act', '')}: {why[:160]!r}"] += 1
                can_be_read = {"shown": True, "not shown": False}.get(line["what"], can_be_read)
                if line["what"] == "refused" and line["act"] == "grade" and kind != "app" and can_be_read:
                    self.wrong.append(f"{kind}: a grade was refused: {why[:200]}")
                if line["what"] == "ended" and self._opened_before(at):
                    self.wrong.append(f"{kind}: the session ended: {why[:200]}")
                if line["what"] in ("done",) and line.get("act") == "grade" and line.get("took", 0) > 1.5:
                    self.notes[f"{kind}: a grade took {line['took']:.1f} s"] += 1
                if line["what"] == "closed" and line.get("took", 0) > 5 and kind != "app":
                    self.notes[f"{kind}: the end took {line['took']:.0f} s"] += 1
                if line["what"] == "closed" and line.get("code", 0) not in (0, -9):
                    self.notes[f"{kind}: ended with code {line['code']}: {line.get('text')}"] += 1
                    if line["code"] not in (0, 3):
                        self.wrong.append(f"{kind}: ended with code {line['code']}")
            errors = self.place / f"errors{at}"
            if errors.exists() and (text := errors.read_text()):
                self.notes[f"{kind} said on stderr: {text[:400]!r}"] += 1
                if RAW.search(text):
                    self.wrong.append(f"{kind}: raw words on stderr: {text[-1500:]}")

    def _opened_before(self, at: int) -> bool:
        return any(line["what"] in ("open", "shown") for line in self._diary(at))

    def _expected(self, at: int) -> list[tuple[Step, bool]]:
        """Return the acts that must stand in the log, and those that may (True)."""
        steps: list[tuple[Step, bool]] = []
        open_act: dict[str, Any] | None = None
        for line in self._diary(at):
            what = line["what"]
            if what == "begin":
                open_act = line
            elif what in ("done", "refused", "maybe") and open_act:
                may = what != "done"
                if what == "refused" and "nothing" in line["why"].lower() and "stored" in line["why"].lower():
                    may = False
                    open_act = None
                    continue
                steps.extend(self._step(open_act, may))
                open_act = None
        if open_act:
            steps.extend(self._step(open_act, True))
        return steps

    def _step(self, line: dict[str, Any], may: bool) -> list[tuple[Step, bool]]:
        act = line["act"]
        if self.cram and act == "grade":
            return []
        if act in ("grade", "direct"):
            return [(("grade", line["card"], line["rating"]), may)]
        if act in ("look", "edit", "skip", "stats"):
            return []
        return [((act, line["card"], None), True)]  # an undo may be of a skip, and a skip is no row

    def _compare(self) -> None:
        log = self._log()
        self.rows = len(log)
        devices: dict[str, list[Step]] = {}
        by_id = {row["id"]: row for row in log}
        for row in log:
            card = (self.fronts.get(row["card"] or "") or [None])[0]
            rating = int(row["value"]) if row["act"] == "grade" else None
            if row["act"] == "undo" and int(row["value"]) not in by_id:
                self.wrong.append(f"an undo of what is not in the log: {row}")
            devices.setdefault(row["device"], []).append((row["act"], card, rating))
        expected = [self._expected(at) for at in range(len(self.kinds))]
        acknowledged = sum(not may for steps in expected for _, may in steps)
        self.notes["acknowledged"] += acknowledged
        self.notes.update(f"act {row['act']}" for row in log if self.faults == [])
        undone = Counter(row["value"] for row in log if row["act"] == "undo")
        if twice := [each for each, times in undone.items() if times > 1]:
            self.wrong.append(f"undone twice: {twice}")
        grades = {name: [step for step in steps if step[0] == "grade"] for name, steps in devices.items()}
        grades = {name: steps for name, steps in grades.items() if steps}
        for at, steps in enumerate(expected):
            must = [(step, may) for step, may in steps if step[0] == "grade"]
            name = self._device(at)
            held = grades.pop(name, [])
            if self.journal == "torn":
                must = [*must[:-1], *((step, True) for step, _ in must[-1:])]
            surely = Counter(step for step, may in must if not may)
            at_most = Counter(step for step, _ in must)
            if lost := surely - Counter(held):
                self.wrong.append(f"{self.kinds[at]}: grades lost: {lost}")
            if more := Counter(held) - at_most:
                self.wrong.append(f"{self.kinds[at]}: grades too many: {more}")
            self.notes["doubtful grades"] += sum(may for _, may in must)
            self.notes["doubtful grades stored"] += len(held) - sum(surely.values())
            if (order := matched(must, held)) and not lost and not more:
                self.wrong.append(f"{self.kinds[at]}: the log has another order than the acts: {order}")
        if grades:
            self.wrong.append(f"grades of nobody: {grades}")
        self._check_undos(log, expected)

    def _device(self, at: int) -> str:
        names = {path.name.rsplit("-", 3)[0] for path in (self._home(at) / "journal").glob("*.jsonl")}
        return names.pop() if len(names) == 1 else f"? {names}"

    def _check_net(self, at: int, log: list[dict[str, Any]]) -> None:
        """Compare which grades still count, where each act is known to be stored or not."""
        stack: list[Step | None] = []
        begun: dict[str, Any] = {}
        wanted: Counter[Step] = Counter()
        skipped = False
        for line in self._diary(at):
            if line["what"] == "begin":
                if begun.get("pending") and line["act"] != "direct":
                    return
                begun = {**line, "pending": True}
            elif (line["what"] == "refused" and "nothing to undo" not in line["why"]) or line["what"] == "maybe":
                return
            elif line["what"] == "done":
                begun["pending"] = False
                skipped = skipped or begun["act"] == "skip"
                if (
                    skipped and begun["act"] == "direct"
                ):  # a session takes back its skip, whatever else was graded since
                    return
                if begun["act"] in ("grade", "direct"):
                    step = None if self.cram and begun["act"] == "grade" else ("grade", begun["card"], begun["rating"])
                    stack.append(step)
                    wanted.update([step] if step else [])
                elif begun["act"] == "undo":
                    if stack and (last := stack.pop()):
                        wanted[last] -= 1
                elif begun["act"] in ("flag", "bury", "suspend", "reset", "skip"):
                    stack.append(None)
        if begun.get("pending") or self.journal == "torn":
            return
        name = self._device(at)
        undone = {int(row["value"]) for row in log if row["act"] == "undo"}
        held: Counter[Step] = Counter(
            ("grade", (self.fronts.get(row["card"] or "") or [None])[0], int(row["value"]))
            for row in log
            if row["act"] == "grade" and row["device"] == name and row["id"] not in undone
        )
        self.notes["net compared"] += 1
        if held != +wanted:
            self.wrong.append(f"{self.kinds[at]}: grades that count: too many {held - wanted}, missing {wanted - held}")

    def _check_undos(self, log: list[dict[str, Any]], expected: Any) -> None:
        for at in range(len(self.kinds)):
            self._check_net(at, log)
        for at in range(len(self.kinds)):
            name = self._device(at)
            stored = sum(row["act"] == "undo" and row["device"] == name for row in log)
            begun = sum(step[0] == "undo" for step, _ in expected[at])
            if stored > begun:
                self.wrong.append(f"{stored} undos stored, {begun} begun")


def matched(must: list[tuple[Step, bool]], held: list[Step]) -> str | None:
    """Say how what is held differs from what must be, or may be; None if it does not."""
    reach = {0}
    for step, may in must:
        new = {each for each in reach if may}
        new |= {each + 1 for each in reach if each < len(held) and held[each] == step}
        if not new:
            at = max(reach)
            return f"after {at} of {len(must)} acts {step} is missing; held there: {held[at : at + 4]}"
        reach = new
    if len(held) not in reach:
        return f"more is held than was done: {held[max(reach) :]}"
    return None


def _as_command(words: list[str], place: Path) -> None:
    os._exit(learner.command(words, place))


def make_filled(server: Server, place: Path) -> None:
    (place / "vault").mkdir()
    (place / "vault" / "a.md").write_text(learner.note(), encoding="utf-8")
    os.utime(place / "vault" / "a.md", (1_700_000_000, 1_700_000_000))
    server.sql("CREATE DATABASE filled", "GRANT CREATE ON DATABASE filled TO anna")
    os.environ["STUDYGPT_DATABASE_URL"] = server.address("filled")
    os.environ["STUDYGPT_HOME"] = str(place / "maker")
    os.environ["STUDYGPT_WORKSPACE"] = str(place / "workspace")
    os.environ["STUDYGPT_NOW"] = NOON

    def make() -> None:
        study = Study.open(lambda: moment_of(datetime.fromisoformat(NOON)))
        study.library.import_folder(place / "vault", None, ())
        study.close()

    maker = FORK.Process(target=make)
    maker.start()
    maker.join()
    assert maker.exitcode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.away", description=__doc__)
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=tuple(learner.KINDS))
    parser.add_argument("--fault", choices=("none", *FAULTS))
    parser.add_argument("--devices", type=int)
    parser.add_argument("--keep", type=Path, help="keep the places of cases in which something was wrong here")
    options = parser.parse_args()
    compiled_statements.share()
    server = Server()
    found: Counter[str] = Counter()
    failed = acknowledged = 0
    try:
        with tempfile.TemporaryDirectory(prefix="studygpt-away-", dir=IN_MEMORY) as folder:
            place = Path(folder)
            paths.shipped_decks = lambda: place / "no-decks"
            make_filled(server, place)
            for seed in range(options.seed, options.seed + options.count):
                case = Case(server, place, seed, options)
                began = time.monotonic()
                case.run()
                acknowledged += case.notes.pop("acknowledged", 0)
                print(f"{case} [{case.rows} rows, {time.monotonic() - began:.1f} s]", flush=True)
                for note, times in case.notes.items():
                    print(f"      {times} {note}", flush=True)
                for each in case.wrong:
                    print(f"  WRONG {each}", flush=True)
                    found[re.sub(r"\d+", "N", each)[:90]] += 1
                failed += bool(case.wrong)
                if case.wrong and options.keep:
                    shutil.copytree(case.place, options.keep / case.place.name, dirs_exist_ok=True)
                shutil.rmtree(case.place)
    finally:
        server.remove()
    print(f"{options.count} cases, {acknowledged} acts acknowledged, {failed} cases with something wrong")
    for each, times in found.most_common():
        print(f"{times:>4} {each}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
