"""Every case in `tests/fixtures/notes/`: the specification of the dialects, as notes and the cards they give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studygpt.model import Draft
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import read_rules
from tests.notes.fixture_format import Case, Expected, fixture_cases

CASES = fixture_cases()


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 350
    assert len({(case.file, case.title) for case in CASES}) == len(CASES), "two cases have one name"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.line} {case.title}")
def test_case(case: Case, tmp_path: Path) -> None:
    settings = tmp_path / ".obsidian" / "plugins" / "obsidian-spaced-repetition" / "data.json"
    if case.settings:
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(case.settings), encoding="utf-8")
    path = case.options.get("path", "note.md")
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    chosen, trusted = (
        tuple(part.strip() for part in case.options.get(name, "").split(",") if part.strip())
        for name in ("opt-in", "trust")
    )
    note = read_note(case.text, path, read_rules(tmp_path).with_opt_in(chosen, tmp_path).with_trust(trusted))
    shown = "\n".join(
        f"{d.line_start}-{d.line_end} {d.dialect} {d.kind} {d.front!r} => {d.back!r}" for d in note.drafts
    )
    assert len(note.drafts) == len(case.cards), f"found:\n{shown}\nproblems: {note.problems}"
    for draft, expected in zip(note.drafts, case.cards, strict=True):
        _compare(draft, expected)
    if case.suggestions is not None:
        assert len(note.suggestions) == len(case.suggestions), note.suggestions
        for draft, expected in zip(note.suggestions, case.suggestions, strict=True):
            _compare(draft, expected)
            assert draft.suggested
    if case.questions is not None:
        assert [f"{each.line} {each.kind} {each.text}" for each in note.questions] == case.questions
    if case.tasks is not None:
        assert [f"{each.line} {each.state} {each.text}" for each in note.tasks] == case.tasks
    assert not (case.no_problems and note.problems), note.problems
    for line, words in case.problems:
        assert any(problem.line == line and words in problem.message for problem in note.problems), note.problems


def _compare(draft: Draft, expected: Expected) -> None:
    assert (draft.line_start, draft.line_end) == expected.lines
    assert (draft.dialect, draft.kind) == (expected.dialect, expected.kind)
    assert draft.front.split("\n") == expected.front
    assert draft.back.split("\n") == expected.back
    named = {
        "id": draft.source_id or "",
        "part": draft.part,
        "deck": draft.deck or "",
        "tags": ",".join(draft.tags),
        "lab": ",".join(draft.exercises),
    }
    for key, value in expected.named.items():
        assert named[key] == value, key
    if expected.headings is not None:
        assert list(draft.headings) == expected.headings
    if expected.ancestors is not None:
        assert list(draft.ancestors) == expected.ancestors
    if expected.holes is not None:
        assert [(hole.number, hole.text, hole.hint) for hole in draft.holes] == expected.holes
