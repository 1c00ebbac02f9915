"""Each exercise against its own mistakes and alternatives, and what a learner is shown of it."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from lab import mistake_kinds
from lab.catalog import FOLDER, exercises, find, load, open_needs
from lab.errors import UsageError
from lab.gpt.parts import PLAIN
from lab.grade.audit import ALTERNATIVES, MISTAKES, AuditedFile, audited_files
from lab.grade.client import Grader
from lab.grade.material import material
from lab.grade.mistakes import Mistake
from lab.grade.verdict import NamedMistake, Verdict, VerdictKind

SLUGS = list(exercises())
FIRST = """softmax cross-entropy layernorm attention causal-attention multi-head block get-batch adamw clip lr-schedule
bpe-train bpe-encode generate""".split()
# What the catalogue of mistakes says that each exercise must name: a row, or one of the cases that it holds.
MUST_NAME = {
    "softmax": "A1 A2",
    "cross-entropy": "A3 A4 A5 A6 A7 A10",
    "layernorm": "C11",
    "bpe-train": "E8 E9 E10 E11 E12 E13 E14",
    "bpe-encode": "E5 E6 E7 E15 E16 E17 E18 E22",
    "get-batch": "A8 A9 D20",
    "attention": "B1 B2 B3 B4 B5 B6 B7 B22 B23",
    "causal-attention": "B8 B9 B10 B11 B12 B13 B14",
    "multi-head": "B3 B17 B18 B19 B20 B21 B24",
    "block": "C1 C2 C3 C4",
    "adamw": "D1 D2 D3 D4 D5 D6 D7 D8",
    "lr-schedule": "D11 D12",
    "clip": "D17",
    "generate": "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10",
}


def mistakes_of(slug: str) -> list[Mistake]:
    found: list[Mistake] = import_module(f"lab.exercises.{slug}.mistakes").MISTAKES
    return found


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader() as grader:
        yield grader


@pytest.mark.parametrize("slug", SLUGS)
def test_every_file_gets_its_verdict(grader: Grader, tmp_path: Path, slug: str) -> None:
    """Starting file fails, reference and alternatives pass, each mistake fails under its own id."""
    exercise, wrong = find(slug), []
    for number, trial in enumerate(audited_files(exercise)):
        file = tmp_path / exercise.file_name
        file.write_text(trial.text, encoding="utf-8")
        verdict = grader.check(slug, file, seed=1000 + number)
        if said := trial.wrong(verdict):
            wrong.append(f"{trial.kind} {trial.name}: {said}")
        if trial.kind in ("mistake", "convention"):
            assert verdict.failed_property
            assert verdict.counterexample or verdict.message
            assert "NameError" not in verdict.message, f"{trial.name} is no mistake but a file that cannot run"
        if trial.kind == "convention":
            assert verdict.mistake is None
    assert wrong == []


def test_a_name_that_is_not_there_is_no_known_mistake(grader: Grader, tmp_path: Path) -> None:
    file = tmp_path / "attention.py"
    text = find("attention").solution.replace("weights = softmax(", "weights = sofmax(")
    file.write_text(f"import math\nimport torch\nfrom torch import Tensor, softmax\n\n\n{text}", encoding="utf-8")
    verdict = grader.check("attention", file)
    assert "'sofmax' is not defined" in verdict.message
    assert verdict.mistake is None


def test_the_audit_sees_what_is_wrong() -> None:
    exercise = find("attention")
    passed = Verdict("attention", "attention.py")
    failed = replace(passed, kind=VerdictKind.FAIL, mistake=NamedMistake("B2", "", ""))
    for kind, verdict, said in (
        ("mistake", passed, "should not pass"),
        ("mistake", failed, "is named B2"),
        ("mistake", replace(failed, mistake=None), "is named None"),
        ("alternative", failed, "should pass"),
        ("reference", failed, "should pass"),
        ("start", passed, "should not pass"),
        ("convention", failed, "is named None"),
    ):
        assert AuditedFile(exercise, kind, "B1", "").wrong(verdict).startswith(said)


def test_there_are_enough() -> None:
    assert set(FIRST) <= set(SLUGS)
    assert sum(len(mistakes_of(slug)) for slug in FIRST) >= MISTAKES
    for slug in SLUGS:
        assert len(material(slug).alternatives) >= ALTERNATIVES


@pytest.mark.parametrize("slug", MUST_NAME)
def test_the_known_mistakes_are_there(slug: str) -> None:
    ids = [mistake.id for mistake in mistakes_of(slug)]
    assert len(set(ids)) == len(ids)
    rows = {re.match(r"[A-G]\d+", each)[0] for each in ids}  # type: ignore[index]
    assert set(MUST_NAME[slug].split()) <= rows


@pytest.mark.parametrize("slug", SLUGS)
def test_a_mistake_is_explained_and_names_cards(slug: str) -> None:
    concepts = {note.stem for note in (Path(__file__).parents[2] / "decks").glob("*.md")}
    for mistake in mistakes_of(slug):
        assert mistake.why.endswith((".", ".)")), mistake.id
        assert not mistake.title.endswith("."), mistake.id
        assert mistake.cards, mistake.id
        for query in mistake.cards:
            found = re.fullmatch(r'concept:([a-z-]+)(?: "([^"]+)")?', query)
            assert found, f"{mistake.id}: {query}"
            assert found[1] in concepts, f"{mistake.id}: {query}"


@pytest.mark.parametrize("slug", SLUGS)
def test_what_an_exercise_declares_is_there(slug: str) -> None:
    exercise = find(slug)
    assert len(exercise.hints) == 3
    assert exercise.budget <= 12
    assert exercise.prompt.startswith("# ")
    assert "## An example" in exercise.prompt
    for name in exercise.names:
        assert name in exercise.prompt
    if exercise.slot:
        assert hasattr(PLAIN, exercise.slot)
    numbers = [one.number for one in exercises().values()]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("slug", SLUGS)
def test_the_solution_is_the_reference_itself(slug: str) -> None:
    exercise = find(slug)
    home = import_module(exercise.module)
    shown = exercise.shows or exercise.names
    assert exercise.solution == "\n\n".join(inspect.getsource(getattr(home, name)) for name in shown)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_starting_file_has_signatures_and_no_bodies(slug: str) -> None:
    exercise = find(slug)
    text = exercise.starting_file
    tree = ast.parse(text)
    assert "lab." not in text.replace("studygpt lab", "")
    for name in exercise.names:
        defined = next(s for s in tree.body if isinstance(s, ast.FunctionDef | ast.ClassDef) and s.name == name)
        body = defined.body if isinstance(defined, ast.ClassDef) else [defined]
        functions = [member for member in body if isinstance(member, ast.FunctionDef)]
        assert functions
        for function in functions:
            statements = [s for s in function.body if not isinstance(s, ast.Expr) or "super()" in ast.unparse(s)]
            assert len(statements) == 1, ast.unparse(function)
    assert all(len(line) <= 120 for line in text.splitlines())
    exec(compile(text, exercise.file_name, "exec", dont_inherit=True), {"__name__": "learner"})


def test_a_starting_file_reads_well() -> None:
    assert find("attention").starting_file.endswith(
        textwrap.dedent('''\
        def scaled_dot_product_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
            """softmax(q k' / sqrt(D)) v; `mask` is True where a query may attend."""
            raise NotImplementedError
        ''')
    )
    assert "def __init__(self, config) -> None:\n        super().__init__()" in find("multi-head").starting_file
    assert "def decode(" in find("bpe-encode").starting_file  # inherited in the lab, the learner's own here


def test_every_mistake_of_a_family_is_there_and_in_one_family_only() -> None:
    named = [mistake for members in mistake_kinds._FAMILIES.values() for mistake in members.split()]
    assert len(named) == len(set(named))
    there = {mistake.id for slug in SLUGS for mistake in mistakes_of(slug)}
    assert set(named) <= there
    assert mistake_kinds.family("B5") == mistake_kinds.family("A2") == "wrong axis"


def test_finding_an_exercise() -> None:
    assert find("attention").slug == "attention"
    assert find("causal_attention.py").slug == "causal-attention"
    assert find("Causal Attention").slug == "causal-attention"
    assert find("bpe").slug == "bpe-train"  # a concept: its first exercise
    with pytest.raises(UsageError, match="Did you mean layernorm"):
        find("layer-norm")
    with pytest.raises(UsageError, match="There are softmax, cross-entropy"):
        find("zzz")


def test_what_is_not_built_yet_counts_as_done() -> None:
    assert open_needs(find("causal-attention"), frozenset()) == ("attention",)
    assert open_needs(find("causal-attention"), frozenset({"attention"})) == ()
    assert open_needs(find("clip"), frozenset()) == ()  # `backward` comes later


def test_an_unknown_field_is_told(tmp_path: Path) -> None:
    text = (FOLDER / "attention" / "exercise.toml").read_text(encoding="utf-8")
    (tmp_path / "exercise.toml").write_text(f'titel = "x"\n{text}', encoding="utf-8")
    with pytest.raises(UsageError, match="an exercise has no titel"):
        load(tmp_path)
