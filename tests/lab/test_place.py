"""A mistake without a name is placed: the last step that is right, and the line behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.catalog import exercises, find
from lab.grade.client import Grader
from lab.grade.material import material
from lab.grade.steps import place_of_step
from lab.grade.verdict import Verdict

OTHER_NAMES = """
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    s = torch.einsum("bhqd,bhkd->bhqk", q / q.size(-1) ** 0.5, k)
    if mask is not None:
        s = torch.where(mask, s, torch.tensor(-5.0))
    e = s.exp()
    return (e / e.sum(-1, keepdim=True)) @ v
"""


def check(grader: Grader, folder: Path, slug: str, text: str) -> Verdict:
    file = folder / find(slug).file_name
    file.write_text(text, encoding="utf-8")
    verdict = grader.check(slug, file, seed=5)
    assert verdict.mistake is None
    assert verdict.convention is None
    return verdict


DECAYED, WORDS = "the weights after their decay", "how often each word comes"
MEAN, ADDED = "the weighted mean of the values", "that with what the MLP adds"
SCORES, HEADS = "the scaled scores", "the queries, keys and values of each head"


@pytest.mark.parametrize(
    ("slug", "old", "new", "right", "wrong"),
    [
        ("attention", "weights @ v", "weights @ v.abs()", "the weights", MEAN),
        ("attention", "softmax(scores, dim=-1)", "functional.softmax(scores, dim=-1) ** 2", SCORES, "the weights"),
        ("multi-head", "q = q.view(", "q = 2 * q.view(", "", HEADS),
        ("block", "(self.ln_2(told))", "(self.ln_2(told)) * 0.9", "what the MLP adds", ADDED),
        ("adamw", "1 - beta1)  #", "1 - beta1**2)  #", DECAYED, "the running mean of the gradients"),
        ("clip", "(norm + 1e-6)", "(norm + 1e-1)", "the norm of them all", "the factor"),
        ("bpe-train", "[pair] += times", "[pair] += times + 1", WORDS, "the pair to join"),
    ],
)
def test_what_is_wrong_stands_behind_what_is_right(
    grader: Grader, tmp_path: Path, slug: str, old: str, new: str, right: str, wrong: str
) -> None:
    text = material(slug).reference.text()
    assert text is not None
    text = text.replace(old, new)
    place = check(grader, tmp_path, slug, text).place
    assert place is not None
    assert (place.right, place.wrong) == (right, wrong)
    assert place.words.startswith(f"Right up to {right} (line" if right else "The ")
    lines = text.splitlines()
    if wrong != "the pair to join":  # whole numbers are everywhere: only what is right can be told
        assert new in lines[place.line - 1]
        assert place.text == lines[place.line - 1].strip()


def test_names_and_cuts_do_not_matter(grader: Grader, tmp_path: Path) -> None:
    place = check(grader, tmp_path, "attention", OTHER_NAMES).place
    assert place is not None
    assert (place.right, place.wrong) == ("the scaled scores", "the masked scores")
    assert "-5.0" in place.text
    assert "finite where it should be infinite" in place.words


def test_what_is_right_but_not_returned_is_told(grader: Grader, tmp_path: Path) -> None:
    text = material("attention").reference.text()
    assert text is not None
    text = text.replace("return weights @ v", "out = weights @ v\n    return out + 1e-2")
    place = check(grader, tmp_path, "attention", text).place
    assert place is not None
    assert place.words.startswith("Right up to the weighted mean of the values (line")
    assert place.words.endswith("but that is not what comes out.")


def test_a_pass_has_no_place(grader: Grader, tmp_path: Path) -> None:
    text = material("attention").reference.text()
    assert text is not None
    verdict = check(grader, tmp_path, "attention", text)
    assert verdict.passed
    assert verdict.place is None
    assert verdict.case == ()


@pytest.mark.parametrize("slug", [slug for slug, exercise in exercises().items() if exercise.steps])
def test_each_step_is_one_line_of_the_reference(slug: str) -> None:
    exercise = find(slug)
    lines = [place_of_step(exercise, beginning) for beginning, _ in exercise.steps]
    assert len(set(lines)) == len(lines)
