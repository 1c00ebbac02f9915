"""Read `.studygptignore`, which names what is no note of a vault, in the manner of `.gitignore`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol
from warnings import catch_warnings, simplefilter

from studygpt.files import read_text
from studygpt.model import Problem

IGNORE_FILE = ".studygptignore"
_MOST_PATTERNS = 1_000
_MOST_STARS = 3
"""The most `*` or `**` in a pattern: each more can make a name that does not match take a hundred times as long."""
_NAME = re.compile(r"\w[\w.-]*\Z")
_STARS = re.compile(r"\*+")


class IgnoreSpec(Protocol):
    """The patterns of an ignore file."""

    def match_file(self, file: str, /) -> bool: ...


class _IgnoredNames:
    """The patterns of an ignore file that only lists names. It matches them in any folder, without a library."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def match_file(self, relative: str) -> bool:
        return not self.names.isdisjoint(relative.split("/"))


def read_ignore_file(root: Path, problems: list[Problem]) -> IgnoreSpec | None:
    """Return the patterns of a vault's ignore file; add what cannot be read to `problems`."""
    try:
        lines = read_text(root / IGNORE_FILE).splitlines()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        problems.append(Problem(IGNORE_FILE, 0, f"not read ({reason}), so nothing is left out because of it"))
        return None
    patterns = {number: line for number, line in enumerate(lines, 1) if line and not line.startswith("#")}
    if all(_NAME.match(line) for line in patterns.values()):
        return _IgnoredNames(frozenset(patterns.values()))
    if len(patterns) > _MOST_PATTERNS:
        rest = sorted(patterns)[_MOST_PATTERNS:]
        what = f"only the first {_MOST_PATTERNS:,} patterns count; this one and those below leave nothing out"
        problems.append(Problem(IGNORE_FILE, rest[0], what))
        for number in rest:
            del patterns[number]
    with catch_warnings():
        simplefilter("ignore", FutureWarning)  # `[[` may mean something else in a later Python
        return _spec(patterns, problems)


def _spec(patterns: dict[int, str], problems: list[Problem]) -> IgnoreSpec:
    from pathspec import GitIgnoreSpec  # only when the file has real patterns

    sound = []
    for number, line in patterns.items():
        if len(_STARS.findall(line)) > _MOST_STARS:
            what = f"the pattern has more than {_MOST_STARS} `*`, so it leaves nothing out; make it simpler"
            problems.append(Problem(IGNORE_FILE, number, what))
            continue
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error, RecursionError):  # such as a lone `!` or backslash; git ignores such lines too
            continue
        sound.append(line)
    return GitIgnoreSpec.from_lines(sound)
