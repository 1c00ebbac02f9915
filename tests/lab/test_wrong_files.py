"""Wrong files in other words than the reference's: all rejected, and none under a false name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.grade.client import Grader
from tests.lab.wrong_files import RIGHT, WRONG


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader() as grader:
        yield grader


def test_wrong_files_are_rejected_and_never_misnamed(grader: Grader, tmp_path: Path) -> None:
    problems, named = [], 0
    for number, (slug, names, text) in enumerate(WRONG):
        file = tmp_path / "learner.py"
        file.write_text(text, encoding="utf-8")
        verdict = grader.check(slug, file, seed=number)
        name = (verdict["mistake"] or verdict["convention"] or {"id": ""})["id"]
        named += bool(name)
        if verdict["verdict"] == "pass" or name not in ("", *names.split()):
            problems.append(f"{number}: {slug} {names}: {verdict['verdict']} {name} {verdict['message']}")
    assert problems == []
    assert named >= 0.9 * sum(bool(names) for _, names, _ in WRONG)  # and most that can be named are


@pytest.mark.parametrize("slug", RIGHT)
def test_what_they_were_made_from_is_right(grader: Grader, tmp_path: Path, slug: str) -> None:
    file = tmp_path / "learner.py"
    file.write_text(RIGHT[slug], encoding="utf-8")
    assert grader.check(slug, file)["verdict"] == "pass"
