"""Replay the real history of a repository of notes, and list what each commit did to the cards, for a person to judge.

Every card is learned as soon as it is there, and nobody answers what is asked about changed ones. Nothing is written
to the repository: its files are read out of its objects.
"""

from __future__ import annotations

import os
import subprocess
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.edits.judge import NOW, sync
from benchmarks.rows import Row, learn_all, read_rows
from studygpt.context import StudyContext
from studygpt.study import Study

_WANTED = ("*.md", "*.MD", ".obsidian/*.json", "**/.obsidian/*.json", ".studygptignore")
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_LOOKS_ALIKE = 0.5


class File(NamedTuple):
    path: str
    blob: str | None
    """None where the commit deletes it."""


def replay(repository: Path, opt_in: tuple[str, ...]) -> None:
    """Sync after every commit of the first-parent history; list what was carried, asked about, reset and orphaned."""
    commits = _git(repository, "rev-list", "--reverse", "--first-parent", "HEAD").decode().split()
    totals = {"carried": 0, "asked": 0, "reset": 0, "orphaned": 0, "moved": 0, "new": 0}
    with TemporaryDirectory() as folder:
        root, file = Path(folder) / "vault", Path(folder) / "studygpt.db"
        root.mkdir()
        study = Study(StudyContext.open(file, lambda: NOW))
        study.library.import_folder(root, "vault", opt_in)
        before: dict[str, Row] = {}
        for parent, commit in zip([_EMPTY_TREE, *commits], commits, strict=False):
            files = _changed(repository, parent, commit)
            if not files:
                continue
            for each in files:
                _write(repository, root, each)
            sync(study)
            learn_all(file)
            after = {row.id: row for row in read_rows(file)}
            _report(_git(repository, "log", "-1", "--format=%h %as %s", commit).decode().strip(), before, after, totals)
            before = after
        study.close()
    print(f"\n{len(commits)} commits, {sum(not row.orphaned for row in before.values())} cards at the end;", end=" ")
    print(", ".join(f"{name} {count}" for name, count in totals.items()))


def _git(repository: Path, *words: str) -> bytes:
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    return subprocess.run(["git", "-C", str(repository), *words], env=env, check=True, capture_output=True).stdout


def _changed(repository: Path, parent: str, commit: str) -> list[File]:
    listed = _git(
        repository, "diff", "--raw", "-z", "--no-renames", "--no-abbrev", parent, commit, "--", *_WANTED
    ).decode("utf-8", "surrogateescape")
    words = listed.split("\0")
    found = []
    for what, path in zip(words[::2], words[1::2], strict=False):
        mode, blob = what.split()[1], what.split()[3]
        if mode.startswith("100"):
            found.append(File(path, blob))
        elif mode == "000000":
            found.append(File(path, None))
    return found


def _write(repository: Path, root: Path, file: File) -> None:
    target = root / file.path
    if file.blob is None:
        target.unlink(missing_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_git(repository, "cat-file", "blob", file.blob))


def _report(commit: str, before: dict[str, Row], after: dict[str, Row], totals: dict[str, int]) -> None:
    live = {card: row for card, row in after.items() if not row.orphaned}
    was_live = {card: row for card, row in before.items() if not row.orphaned}
    kept = [(was_live[card], row) for card, row in live.items() if card in was_live]
    changed = [(old, new) for old, new in kept if _words(old) != _words(new)]
    asked = [(old, new) for old, new in kept if new.doubt not in ("", old.doubt)]
    carried = [pair for pair in changed if pair not in asked]
    gone = [row for card, row in was_live.items() if card not in live]
    fresh = [row for card, row in live.items() if card not in before]
    reset = _alike(gone, fresh)
    counts = {
        "carried": len(carried),
        "asked": len(asked),
        "reset": len(reset),
        "orphaned": len(gone) - len(reset),
        "moved": sum(old.path != new.path for old, new in kept),
        "new": len(fresh) - len(reset),
    }
    for name, count in counts.items():
        totals[name] += count
    if not (carried or asked or gone):
        return
    print(f"\n{commit}: {', '.join(f'{name} {count}' for name, count in counts.items())}")
    for old, new in carried:
        how = "carried by its id" if old.source_id and old.source_id == new.source_id else "carried"
        _print(how, old, new)
    for old, new in asked:
        _print(f"asked about ({new.doubt})", old, new)
    for old, new in reset:
        _print("reset, though alike", old, new)
    again = {old.id for old, _ in reset}
    for row in gone:
        if row.id not in again:
            _print("orphaned", row)


def _alike(gone: list[Row], fresh: list[Row]) -> list[tuple[Row, Row]]:
    """New cards that read like one that was orphaned in the same commit, each with the one it is most like."""
    pairs = []
    for old in gone:
        matcher = SequenceMatcher(b=_words(old), autojunk=False)
        for new in fresh:
            matcher.set_seq1(_words(new))
            if new.part == old.part and matcher.quick_ratio() > _LOOKS_ALIKE and matcher.ratio() > _LOOKS_ALIKE:
                pairs.append((matcher.ratio(), old, new))
    found: list[tuple[Row, Row]] = []
    taken: set[str] = set()
    for _, old, new in sorted(pairs, key=lambda pair: -pair[0]):
        if not {old.id, new.id} & taken:
            taken |= {old.id, new.id}
            found.append((old, new))
    return found


def _words(row: Row) -> str:
    return " ".join(row.text.split())


def _print(how: str, old: Row, new: Row | None = None) -> None:
    print(f"  {how} {old.part}".rstrip())
    print(f"    - {old.path}:{old.line}  {_words(old)}")
    if new is not None:
        print(f"    + {new.path}:{new.line}  {_words(new)}")
