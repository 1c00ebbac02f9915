"""What a clone of this repository costs: only files that a short list names may be large."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LARGEST = 500_000
ALLOWED: frozenset[str] = frozenset()
"""Tracked files that may be larger, each with its reason in a comment beside it."""


def too_large(root: Path) -> list[str]:
    """Tracked files of a checkout that are larger than any should be."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    names = [name for name in listed.decode().split("\0") if name and (root / name).is_file()]
    return [name for name in names if (root / name).stat().st_size > LARGEST and name not in ALLOWED]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an unpacked archive tracks no files")
def test_no_tracked_file_is_large() -> None:
    assert too_large(ROOT) == []


@pytest.mark.parametrize(("size", "found"), [(LARGEST, []), (LARGEST + 1, ["packed.whl"])])
def test_a_large_file_is_found_when_it_is_tracked(tmp_path: Path, size: int, found: list[str]) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "packed.whl").write_bytes(bytes(size))
    assert too_large(tmp_path) == []
    subprocess.run(["git", "add", "packed.whl"], cwd=tmp_path, check=True)
    assert too_large(tmp_path) == found
