"""The notes that ship: what each must have. What their cards claim is proved by `studygpt check --run decks`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from lab.catalog import exercises
from studygpt.check.advice import advice
from studygpt.check.lint import lint
from studygpt.check.preview import Preview, preview
from studygpt.model import Problem
from studygpt.render.card import back_lines, front_lines
from studygpt.study import Study
from tests.conftest import HandClock

DECKS = Path(__file__).parents[1] / "decks"
COLUMNS = 80
CONCEPTS_AT_LEAST, PROMPTS_AT_LEAST, PROVED_AT_LEAST = 24, 200, 80


@pytest.fixture(scope="module")
def decks() -> Preview:
    return preview(DECKS)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study that has imported the decks and nothing else."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        home = tmp_path_factory.mktemp("decks")
        monkeypatch.setenv("STUDYGPT_HOME", str(home / "home"))
        monkeypatch.setenv("STUDYGPT_WORKSPACE", str(home / "workspace"))
        study = Study.open(HandClock(monkeypatch))
        study.library.import_folder(DECKS, None, ())
        yield study
        study.close()


def test_there_are_no_mistakes_and_there_is_no_advice(decks: Preview) -> None:
    assert [str(problem) for problem in lint(decks) + advice(decks)] == []


def test_each_note_declares_one_concept_by_its_own_name(decks: Preview) -> None:
    wrong = [
        f"{note.path} declares {', '.join(note.declared) or 'no concept'}, not {note.path.removesuffix('.md')}"
        for note in decks.notes
        if note.declared != (note.path.removesuffix(".md"),)
    ]
    assert not wrong, "\n".join(wrong)


def test_what_a_concept_requires_is_there_and_comes_before_it(decks: Preview) -> None:
    declared = {name for note in decks.notes for name in note.declared}
    wrong = [
        f"{note.path} requires {name}, which no note declares"
        for note in decks.notes
        for name in note.requires
        if name not in declared
    ]
    without = [
        f"{note.path} does not say what it requires (`requires: []` if nothing)"
        for note in decks.notes
        if "\nrequires:" not in (DECKS / note.path).read_text(encoding="utf-8").split("---")[1]
    ]
    assert not wrong + without, "\n".join(wrong + without)
    graph = TopologicalSorter({note.declared[0]: note.requires for note in decks.notes})
    try:
        graph.prepare()
    except CycleError as error:
        pytest.fail(f"concepts require each other in a circle: {', '.join(error.args[1])}")


def test_every_exercise_has_its_cards(decks: Preview, shipped: Study) -> None:
    named = {slug for _, draft in decks.drafts for slug in draft.exercises}
    wrong = [f"no card in decks/ names the exercise {slug}" for slug in exercises() if slug not in named]
    wrong += [
        f"the exercise {slug} names the concept {concept}, which has no card"
        for slug, exercise in exercises().items()
        for concept in exercise.concepts
        if not shipped.library.cards(f"concept:{concept}")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("slug", list(exercises()))
def test_every_mistake_names_cards_that_are_there(shipped: Study, slug: str) -> None:
    wrong = [
        f"{slug}, mistake {mistake.id} ({mistake.title}): no card answers to {query}"
        for mistake in import_module(f"lab.exercises.{slug}.mistakes").MISTAKES
        for query in mistake.cards
        if not shipped.library.cards(query)
    ]
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_concepts_prompts_and_proofs(decks: Preview) -> None:
    prompts = {(note.path, draft.line_start) for note, draft in decks.drafts}
    proved = {(note.path, doctest.card) for note in decks.notes for doctest in note.doctests}
    for count, least, what in (
        (len(decks.notes), CONCEPTS_AT_LEAST, "concepts"),
        (len(prompts), PROMPTS_AT_LEAST, "prompts (a cloze passage counts once)"),
        (len(proved), PROVED_AT_LEAST, "prompts with a doctest"),
    ):
        assert count >= least, f"decks/ holds {count} {what}, and should hold {least}"
    wrong = [f"{note.path} proves none of its cards" for note in decks.notes if not note.doctests]
    assert not wrong, "\n".join(wrong)


def test_every_card_fits_a_narrow_terminal(decks: Preview) -> None:
    wrong = [
        f"{card.place}: wider than {COLUMNS} columns: {line.text}"
        for card in decks.cards()
        for line in front_lines(card, COLUMNS) + back_lines(card, COLUMNS)
        if line.wide or line.width > COLUMNS
    ]
    assert not wrong, "\n".join(wrong)


def test_no_doctest_stands_above_the_cards_of_its_note(decks: Preview) -> None:
    stray = [
        Problem(note.path, each.line, "no card has it")
        for note in decks.notes
        for each in note.doctests
        if not each.card
    ]
    assert stray == []


# ---------------------------------------------------------------------- decks/README.md

README = (DECKS / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_no_note(decks: Preview) -> None:
    assert [note.path for note in decks.notes if "README" in note.path] == []


def test_each_card_that_the_readme_names_is_there(decks: Preview) -> None:
    fronts: dict[str, list[str]] = {note.path: [] for note in decks.notes}
    for card in decks.cards():
        note = str(card.place).rpartition(":")[0]
        fronts[note].append(" ".join(" ".join(line.text for line in front_lines(card, 1000)).split()))
    named = re.findall(r"\[([\w-]+)\]\(([\w-]+\.md)\): (.+?) (?=<br>|\|)", README)
    wrong = [
        f"decks/README.md names a card of {path} that is not there: {words}"
        for name, path, words in named
        if path != f"{name}.md" or not any(words in front for front in fronts.get(path, []))
    ]
    assert not wrong, "\n".join(wrong)
    assert len(named) > 100, "the cards that README.md names were not found in it"


def test_each_question_of_the_readme_has_a_card_or_an_exercise_to_come() -> None:
    answered, to_come = (_rows(part) for part in README.split("### Not yet"))
    without = [row for row in answered if ".md): " not in row]
    without += [row for row in to_come if not re.search(r"\| `[a-z][a-z-]*` \|$", row)]
    assert answered
    assert to_come
    assert not without, "\n".join(without)
    built = [row for row in to_come if row.split("`")[-2] in exercises()]
    assert not built, "these exercises are there now, so their questions need cards:\n" + "\n".join(built)


def _rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| asked", "| --"))]


def test_the_readme_lists_each_note_once_and_after_those_that_it_requires(decks: Preview) -> None:
    order = README.split("## The order to read them in")[1].split("\n## ")[0]
    listed = re.findall(r"\(([\w-]+)\.md\)", order)
    assert sorted(listed) == sorted(note.declared[0] for note in decks.notes)
    assert f"\n{len(listed)} notes on how a GPT works" in README
    wrong = [
        f"{note.declared[0]} stands before {name}, which it requires"
        for note in decks.notes
        for name in note.requires
        if listed.index(name) > listed.index(note.declared[0])
    ]
    assert not wrong, "\n".join(wrong)
