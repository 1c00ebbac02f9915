"""`make fuzz`: look for inputs that break something, guided by what code they reach.

    python -m tests.fuzz                            ten million executions over all targets, or what is left of them
    python -m tests.fuzz --executions 100000        that many in all
    python -m tests.fuzz note latex                 these targets only
    python -m tests.fuzz --counts                   print what was done so far, as a table
    python -m tests.fuzz --keep                     put the smallest inputs that reach everything into the repository

Atheris is installed into a venv of its own, `.fuzz/venv`, when it is first needed. A run takes one process at the
lowest priority, prints how far each target is, can be stopped with Ctrl-C and goes on where it was stopped. What breaks
is written to `.fuzz/TARGET/`, with a report, and the run goes on; exit code 1 when something did.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
import venv
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.fuzz import corpus, targets

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".fuzz"
COUNTS = PLACE / "counts.json"
PYTHON = PLACE / "venv" / "bin" / "python"
ALL = 10_000_000
ROUND_S = 120
TIMEOUT_S = 20
SLOW_S = 1.0
_KEPT_BYTES = 80_000
"""How much of the corpus of a target is kept."""

_DONE = re.compile(r"Done (\d+) runs")

Counts = dict[str, dict[str, Any]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[[], *targets.SHARES], help="these targets only")
    parser.add_argument("--executions", type=int, default=ALL, help="how many over all targets")
    parser.add_argument("--round", type=int, default=ROUND_S, help="seconds until the next target has its turn")
    parser.add_argument("--keep", action="store_true", help="put the smallest inputs into the repository")
    parser.add_argument("--counts", action="store_true", help="print what was done so far")
    words = parser.parse_args()
    if words.counts:
        print_counts()
        return 0
    names = words.targets or list(targets.SHARES)
    install()
    if words.keep:
        for name in names:
            keep(name)
        return 0
    try:
        fuzz(names, words.executions, words.round)
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here")
    return report(names)


def install() -> None:
    """Make a venv with atheris and what the program needs."""
    if PYTHON.exists():
        return
    print("Installing atheris into .fuzz/venv (about 120 MB, once) ...", flush=True)
    venv.create(PLACE / "venv", with_pip=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), "atheris", "-e", str(ROOT)], check=True)


def fuzz(names: list[str], executions: int, seconds: int) -> None:
    """Give each target its turn until each has had its share."""
    for name in names:
        forget_mended(name)
    counts = read_counts()
    shares = {name: executions * targets.SHARES[name] // sum(targets.SHARES[name] for name in names) for name in names}
    while todo := [name for name in names if counts.get(name, {}).get("executions", 0) < shares[name]]:
        for name in todo:
            done = counts.setdefault(name, {"executions": 0, "seconds": 0.0, "by_commit": {}})
            run_one(name, shares[name] - done["executions"], seconds, done)
            COUNTS.write_text(json.dumps(counts, indent=1), encoding="utf-8")
            whole = sum(each["executions"] for each in counts.values())
            print(
                f"{name:<13}{done['executions']:>11,} of {shares[name]:,} executions in {done['seconds']:,.0f} s of a "
                f"processor, slowest {done['slowest']:.2f} s, broken {len(broken(name))}; {whole:,} over all targets",
                flush=True,
            )


def run_one(name: str, executions: int, seconds: int, done: dict[str, Any]) -> None:
    """Fuzz a target for a while, and add to its counts."""
    folder = PLACE / name
    inputs = folder / "corpus"
    fill(name, inputs)
    target = targets.load(name)
    dictionary = folder / "words.dict"
    dictionary.write_text("".join(f'"{quoted(word)}"\n' for word in target.words if word), encoding="utf-8")
    (folder / "now.json").unlink(missing_ok=True)
    started = processor_seconds()
    process = python(
        *("-m", "tests.fuzz.run_one", name, str(folder), str(inputs), f"-dict={dictionary}"),
        *(f"-runs={executions}", f"-max_total_time={seconds}", f"-max_len={target.longest}", f"-timeout={TIMEOUT_S}"),
        *("-rss_limit_mb=4096", f"-artifact_prefix={folder}/"),
    )
    now = json.loads((folder / "now.json").read_text()) if (folder / "now.json").exists() else {}
    whole = _DONE.search(process.stderr)  # a run that was killed has only written down how far it was
    made = int(whole[1]) if whole else now.get("executions", 0)
    done["executions"] += made
    done["by_commit"][commit()] = done["by_commit"].get(commit(), 0) + made
    done["seconds"] += processor_seconds() - started
    done["slowest"] = max(done.get("slowest", 0.0), now.get("slowest", 0.0))
    if not made:
        raise SystemExit(f"{name} could not be fuzzed:\n{process.stderr[-3_000:]}")


def fill(name: str, inputs: Path) -> None:
    """Put what is in the repository among the inputs to begin with."""
    if inputs.exists():
        return
    inputs.mkdir(parents=True)
    for at, data in enumerate([*targets.load(name).seeds(), *corpus.kept(name), *corpus.finds(name)]):
        (inputs / f"seed-{at}").write_bytes(data)


def forget_mended(name: str) -> None:
    """Drop what broke something or was slow in an earlier run, and is neither now and outside of atheris."""
    found = broken(name)
    check = targets.load(name).check if found else None
    for file in found:
        before = time.thread_time()
        with suppress(Exception):
            check(file.read_bytes())
            if time.thread_time() - before < SLOW_S:
                file.with_name(file.name.replace("found", "report")).unlink(missing_ok=True)
                file.unlink(missing_ok=True)


def keep(name: str) -> None:
    """Keep the smallest inputs that reach what all inputs found so far reach, up to a bound."""
    folder = PLACE / name
    fill(name, folder / "corpus")
    fewer = folder / "fewer"
    fewer.mkdir(exist_ok=True)
    for old in fewer.iterdir():
        old.unlink()
    longest = targets.load(name).longest
    python(
        *("-m", "tests.fuzz.run_one", name, str(folder), "-merge=1", str(fewer), str(folder / "corpus")),
        *(f"-max_len={longest}", f"-timeout={TIMEOUT_S}", f"-artifact_prefix={folder}/"),
    )
    inputs = sorted((file.read_bytes() for file in fewer.iterdir()), key=len)
    kept, size = [], 0
    for data in inputs:
        size += len(data) + 4
        if size > _KEPT_BYTES:
            break
        kept.append(data)
    corpus.keep(name, kept)
    print(f"{name:<13}{len(kept)} of {len(inputs)} inputs kept", flush=True)


def python(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    command = ["nice", "-n", "19", str(PYTHON), *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace")


def quoted(word: str) -> str:
    """Write a word of a dictionary as libFuzzer reads it."""
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02X}" for byte in word.encode("utf-8")
    )


def processor_seconds() -> float:
    """Return the processor time of all runs so far; others may be busy on the same machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def commit() -> str:
    words = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.strip() or "unknown"


def broken(name: str) -> list[Path]:
    """Return the inputs that broke something, took too long or too much memory."""
    kinds = ("found-*", "crash-*", "timeout-*", "oom-*", "slow-*")
    return sorted(file for kind in kinds for file in (PLACE / name).glob(kind))


def read_counts() -> Counts:
    counts: Counts = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
    return counts


def print_counts() -> None:
    """Print the executions of all runs, and the commits that they were of."""
    counts = read_counts()
    print("| target | executions | seconds of a processor | slowest, in seconds |\n| --- | --- | --- | --- |")
    for name, done in counts.items():
        print(f"| {name} | {done['executions']:,} | {done['seconds']:,.0f} | {done['slowest']:.2f} |")
    whole, seconds = (sum(done[key] for done in counts.values()) for key in ("executions", "seconds"))
    print(f"| all | {whole:,} | {seconds:,.0f} | |")
    print("commits:", ", ".join(dict.fromkeys(commit for done in counts.values() for commit in done["by_commit"])))


def report(names: list[str]) -> int:
    found = [file for name in names for file in broken(name)]
    for file in found:
        print(f"broken: {file.relative_to(ROOT)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
