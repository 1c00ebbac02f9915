"""Wrong files in other words than the reference's: all rejected, and none under a false name.

The usual run tries some by each author, so that each exercise has a wrong one; the long form tries all.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from lab.grade.client import Grader
from lab.grade.verdict import Verdict
from tests.lab.wrong_files import RIGHT, WRONG
from tests.long_form import in_long_form

# By somebody who had seen only the prompts: each says in its first line what is wrong with it, or how it is right.
BLIND = Path(__file__).parent / "blind"
NAMES: dict[str, dict[str, str]] = tomllib.loads((BLIND / "names.toml").read_text(encoding="utf-8"))


def name_in(verdict: Verdict) -> str:
    named = verdict.mistake or verdict.convention
    return named.id if named is not None else ""


def test_wrong_files_are_rejected_and_never_misnamed(grader: Grader, tmp_path: Path) -> None:
    problems, named = [], 0
    tried = list(enumerate(WRONG))[:: in_long_form(7, 1)]
    for number, (slug, names, text) in tried:
        file = tmp_path / "learner.py"
        file.write_text(text, encoding="utf-8")
        verdict = grader.check(slug, file, seed=number)
        name = name_in(verdict)
        named += bool(name)
        if verdict.kind == "pass" or name not in ("", *names.split()):
            problems.append(f"{number}: {slug} {names}: {verdict.kind} {name} {verdict['message']}")
    assert problems == []
    assert named >= 0.9 * sum(bool(names) for _, (_, names, _) in tried)  # and most that can be named are


@pytest.mark.parametrize("slug", RIGHT)
def test_what_they_were_made_from_is_right(grader: Grader, tmp_path: Path, slug: str) -> None:
    file = tmp_path / "learner.py"
    file.write_text(RIGHT[slug], encoding="utf-8")
    assert grader.check(slug, file).kind == "pass"


def test_wrong_files_written_from_the_prompts_alone(grader: Grader) -> None:
    problems, named = [], 0
    files = sorted((BLIND / "wrong").glob("*/*.py"))
    tried = list(enumerate(files))[:: in_long_form(7, 1)]
    for number, file in tried:
        slug = file.parent.name
        verdict = grader.check(slug, file, seed=number)
        name = name_in(verdict)
        named += bool(name)
        if verdict.kind == "pass" or name not in ("", NAMES[slug][file.stem]):
            problems.append(f"{slug}/{file.name}: {verdict.kind} {name} {verdict['message']}")
    assert problems == []
    assert len(files) == 84
    assert named >= 0.9 * len(tried)


def test_right_files_written_from_the_prompts_alone(grader: Grader) -> None:
    files = sorted((BLIND / "right").glob("*/*.py"))
    assert len(files) == 29
    tried = list(enumerate(files))[:: in_long_form(3, 1)]
    told = {file.name: grader.check(file.parent.name, file, seed=number) for number, file in tried}
    assert {name: verdict.failed_property for name, verdict in told.items() if verdict.kind != "pass"} == {}


SECOND = BLIND / "second"
"""Four wrong files for each exercise and a right one, by another who had only the prompts; `answers.tsv` says what is
wrong, and in which line."""
PASSED_AT_FIRST = {"bpe-encode/1", "bpe-train/3", "get-batch/3"}
"""Those that no check finds yet: a merge that becomes possible late, two ids for the same bytes, and starts at the ends
that are half as likely."""


def test_the_second_set_is_rejected_but_for_what_passed_at_first(grader: Grader) -> None:
    files = sorted((SECOND / "wrong").glob("*/*.py"))
    assert len(files) == 56
    tried = [file for file in files if f"{file.parent.name}/{file.stem}" not in PASSED_AT_FIRST]
    told = {file: grader.check(file.parent.name, file, seed=11) for file in tried[:: in_long_form(9, 1)]}
    assert [str(file) for file, verdict in told.items() if verdict.passed] == []


def test_the_right_files_of_the_second_set_pass(grader: Grader) -> None:
    files = sorted((SECOND / "right").glob("*/*.py"))
    assert len(files) == 14
    told = {file: grader.check(file.parent.name, file, seed=11) for file in files[:: in_long_form(5, 1)]}
    assert [str(file) for file, verdict in told.items() if not verdict.passed] == []
