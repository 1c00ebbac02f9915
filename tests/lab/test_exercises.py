"""Each exercise against its own mistakes and alternatives, and what a learner is shown of it."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from lab.catalog import FOLDER, exercises, find, load, open_needs
from lab.errors import UsageError
from lab.gpt.parts import PLAIN
from lab.grade.audit import ALTERNATIVES, MISTAKES, AuditedFile, audited_files
from lab.grade.client import Grader
from lab.grade.compare import difference
from lab.grade.inheritance import all_mistakes_of
from lab.grade.material import material
from lab.grade.mistakes import ALONE
from lab.grade.observe import draw_inputs, observe
from lab.grade.properties import case_seed
from lab.grade.verdict import NamedMistake, Verdict, VerdictKind
from lab.known_mistakes import known_mistake, mistakes_of
from tests.long_form import in_long_form

SLUGS = list(exercises())
FIRST = """softmax cross-entropy layernorm attention causal-attention multi-head block get-batch adamw clip lr-schedule
bpe-train bpe-encode generate""".split()
# The mistakes that people make most, which each exercise must know by name.
MUST_NAME = {
    "softmax": "no-shift always-last-axis",
    "cross-entropy": "log-of-softmax logsumexp-no-shift softmax-twice sum-not-mean viewed-not-transposed "
    "ignore-index-unused",
    "layernorm": "sample-variance eps-outside-root positions-and-features",
    "bpe-train": "first-occurrence-only joined-from-right ties-to-largest-ids words-counted-once "
    "pairs-never-recounted special-tokens-uncounted special-tokens-learned",
    "bpe-encode": "longest-match leftmost-merge-first latest-merge-first special-tokens-unsorted "
    "special-tokens-as-text decoded-one-by-one strict-decode pieces-encoded-alone",
    "get-batch": "targets-not-shifted targets-shifted-by-two last-start-missing first-start-missing",
    "attention": "unscaled divided-by-size scaled-by-whole-width multiplied-by-root softmax-over-queries "
    "masked-after-softmax zero-fill keys-and-values-swapped scores-transposed",
    "causal-attention": "minus-billion-fill mask-inverted no-mask diagonal-hidden sees-next-token "
    "mask-not-cropped mask-of-head-size",
    "multi-head": "scaled-by-whole-width viewed-straight-to-heads joined-without-transpose heads-averaged "
    "interleaved-heads view-after-transpose projection-unused",
    "block": "post-norm attention-added-to-norm attention-residual-missing shared-norm",
    "adamw": "no-bias-correction step-count-ahead correction-stored decay-in-gradient decay-without-lr "
    "eps-inside-root gradient-not-squared step-count-per-update",
    "lr-schedule": "warmup-from-zero cosine-from-step-zero",
    "clip": "each-tensor-alone clipped-by-value",
    "generate": "not-cropped cropped-to-first times-temperature divides-by-zero top-k-unused "
    "top-p-crossing-dropped top-p-before-temperature always-greedy first-position no-eval-mode",
}


KEPT = {"mistake": 12, "alternative": 3}
"""Of so many files of a kind the usual run tries one; of starting files, references and conventions it tries each."""


@pytest.mark.parametrize("slug", SLUGS)
def test_every_file_gets_its_verdict(grader: Grader, tmp_path: Path, slug: str) -> None:
    """Starting file fails, reference and alternatives pass, each mistake fails under its own id.

    The usual run tries some mistakes and alternatives; the long form, and `make check-exercises`, try all.
    """
    exercise, wrong = find(slug), []
    seen: Counter[str] = Counter()
    for number, trial in enumerate(audited_files(exercise)):
        seen[trial.kind] += 1
        if (seen[trial.kind] - 1) % in_long_form(KEPT.get(trial.kind, 1), 1):
            continue
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
    failed = replace(passed, kind=VerdictKind.FAIL, mistake=NamedMistake("attention/divided-by-size", "", ""))
    for kind, verdict, said in (
        ("mistake", passed, "should not pass"),
        ("mistake", failed, "is named attention/divided-by-size"),
        ("mistake", replace(failed, mistake=None), "is named None"),
        ("alternative", failed, "should pass"),
        ("reference", failed, "should pass"),
        ("start", passed, "should not pass"),
        ("convention", failed, "is named None"),
    ):
        assert AuditedFile(exercise, kind, "attention/unscaled", "").wrong(verdict).startswith(said)


def test_there_are_enough() -> None:
    assert set(FIRST) <= set(SLUGS)
    assert sum(len(mistakes_of(slug)) for slug in FIRST) >= MISTAKES
    for slug in SLUGS:
        assert len(import_module(f"lab.exercises.{slug}.alternatives").ALTERNATIVES) >= ALTERNATIVES


@pytest.mark.parametrize("slug", MUST_NAME)
def test_the_known_mistakes_are_there(slug: str) -> None:
    assert {f"{slug}/{name}" for name in MUST_NAME[slug].split()} <= {mistake.id for mistake in mistakes_of(slug)}


@pytest.mark.parametrize("slug", SLUGS)
def test_an_id_says_what_was_done_and_is_unique(slug: str) -> None:
    mistakes = mistakes_of(slug)
    ids = [mistake.id for mistake in mistakes]
    assert len(set(ids)) == len(ids)
    for each in ids:
        assert re.fullmatch(rf"{slug}/[a-z][a-z0-9]*(-[a-z0-9]+){{0,4}}", each)
    former = [mistake.formerly for mistake in mistakes if mistake.formerly]
    assert len(set(former)) == len(former)


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


def test_a_kind_is_shared_or_the_mistake_is_alone() -> None:
    kinds = Counter(mistake.kind for slug in SLUGS for mistake in mistakes_of(slug))
    assert [kind for kind, times in kinds.items() if kind != ALONE and times < 2] == []
    for mistake in (known_mistake("attention", "attention/softmax-over-queries"), known_mistake("softmax", "A2")):
        assert mistake is not None
        assert mistake.kind == "wrong axis"


def test_a_former_id_is_still_known_by_its_exercise() -> None:
    for slug in SLUGS:
        for mistake in mistakes_of(slug):
            assert known_mistake(slug, mistake.id) is mistake
            assert not mistake.formerly or known_mistake(slug, mistake.formerly) is mistake
    unscaled = [known_mistake(slug, "B1") for slug in ("attention", "causal-attention", "multi-head")]
    assert [mistake.id for mistake in unscaled if mistake] == [
        "attention/unscaled",
        "causal-attention/unscaled",
        "multi-head/unscaled",
    ]
    assert known_mistake("softmax", "B1") is None
    assert known_mistake("attention", "") is None
    assert known_mistake("no-such-exercise", "B1") is None


def test_mistakes_are_inherited_by_what_contains_the_same_definitions() -> None:
    known = {slug: {mistake.id for mistake in all_mistakes_of(slug)} for slug in SLUGS}
    assert "attention/mean-of-keys" in known["causal-attention"] & known["multi-head"] & known["block"]
    assert "softmax/no-shift" in known["generate"]
    assert "multi-head/heads-averaged" in known["block"]
    assert "layernorm/eps-outside-root" in known["block"]
    assert "attention/unscaled" not in known["multi-head"], "it says that in its own words"
    assert not any(name.startswith("multi-head/heads") for name in known["attention"])
    found = known_mistake("block", "attention/mean-of-keys")
    assert found is known_mistake("attention", "attention/mean-of-keys")
    assert found is not None


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if find(slug).harmless])
def test_what_is_called_harmless_changes_nothing(slug: str) -> None:
    held = material(slug)
    for name in find(slug).harmless:
        mistake = known_mistake(slug, name)
        assert mistake is not None
        program = held.reference.program(mistake)
        assert program is not None, f"{name}: it is not in this part at all"
        for case, inputs in draw_inputs(held.properties, seed=1).items():
            asked = held.properties[case[0]]
            right, wrong = (observe(asked, part, inputs, case_seed(1, *case)) for part in (held.part, program))
            assert difference(right.result, wrong.result, asked.tolerance) is None, name
            assert right.changed == wrong.changed


def test_looking_mistakes_up_loads_no_torch() -> None:
    code = """
import sys
from lab.catalog import exercises
from lab.grade.inheritance import all_mistakes_of
print(all(all_mistakes_of(slug) for slug in exercises()), "torch" in sys.modules)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "True False"


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
