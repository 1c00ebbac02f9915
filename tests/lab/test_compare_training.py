"""Training beside the reference, on a model so small that it takes a second."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab import compare_training
from lab.__main__ import main
from lab.catalog import exercises, find
from lab.gpt.config import GPTConfig
from lab.grade.material import material
from lab.grade.mistakes import Reference
from tests.long_form import in_long_form

TEXT = "the cat sat on the mat, and the dog sat on the cat; " * 60


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    config = GPTConfig(block_size=8, n_layer=1, n_head=2, n_embd=16, bias=False)
    size = compare_training.Size(config, 8, in_long_form(12, 30), 1e-2, sample=5)
    monkeypatch.setattr(compare_training.Size, "on", classmethod(lambda _cls, _device: size))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


class Proof:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        (folder / "text.txt").write_text(TEXT, encoding="utf-8")

    def __call__(self, slug: str, text: str) -> tuple[int, list[dict[str, Any]]]:
        file = self.folder / find(slug).file_name
        file.write_text(text, encoding="utf-8")
        code = main(["prove", slug, str(file), "--text", str(self.folder / "text.txt"), "--device", "cpu"])
        out, err = self.capsys.readouterr()
        assert err == ""
        return code, [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Proof:
    return Proof(tmp_path, capsys)


@pytest.mark.parametrize("slug", [slug for slug, one in exercises().items() if one.slot])
def test_an_honest_part_learns_as_the_reference_does(proof: Proof, slug: str) -> None:
    code, events = proof(slug, next(iter(material(slug).alternatives.values())))
    assert code == 0, events[-1]
    start, *progress, end = events
    assert start["slot"] == find(slug).slot
    assert {event["seed"] for event in progress} == set(start["seeds"])
    assert progress[0]["losses"].keys() == {"yours", "reference"}
    assert end["verdict"] == "inside"
    assert end["band"][0] < end["yours"] < end["band"][1]
    assert len(end["reference"]) == 4
    assert "no proof" in end["message"] or "no share" in end["message"]
    assert len(end["sample"]) >= 5


def test_a_leak_is_too_good_and_a_wrong_target_too_bad(proof: Proof, monkeypatch: pytest.MonkeyPatch) -> None:
    longer = replace(compare_training.Size.on(None), steps=in_long_form(70, 150))  # type: ignore[arg-type]
    monkeypatch.setattr(compare_training.Size, "on", classmethod(lambda _cls, _device: longer))
    known = {mistake.id: mistake for mistake in material("causal-attention").mistakes}
    leak = Reference(find("causal-attention")).text(known["causal-attention/sees-next-token"])
    assert leak is not None
    code, events = proof("causal-attention", leak)
    assert (code, events[-1]["verdict"]) == (1, "better")
    assert "see what it is to predict" in events[-1]["message"]
    unshifted = material("get-batch").alternatives["as nanoGPT writes it"].replace("i + 1 : i + 1", "i : i")
    code, events = proof("get-batch", unshifted)
    assert (code, events[-1]["verdict"]) == (1, "worse")


def test_the_band_has_two_sides() -> None:
    assert compare_training.judge_loss(2.3, (2.2, 2.4)) == "inside"
    assert compare_training.judge_loss(2.5, (2.2, 2.4)) == "worse"
    assert compare_training.judge_loss(0.1, (2.2, 2.4)) == "better"
    assert compare_training.judge_loss(float("nan"), (2.2, 2.4)) == "worse"


def test_a_part_that_raises_is_a_sentence_with_its_line(proof: Proof) -> None:
    code, events = proof("clip", "def clip_grad_norm(parameters, max_norm):\n    return parameters[0]\n")
    assert code == 1
    assert events[-1]["verdict"] == "error"
    assert "line 2" in events[-1]["message"]
    assert events[-1]["traceback"] == [{"line": 2, "function": "clip_grad_norm", "text": "return parameters[0]"}]
    code, events = proof("clip", "def clip_grad_norm(")
    assert (code, events[-1]["verdict"]) == (1, "error")


def test_a_part_that_never_comes_back_is_ended(proof: Proof, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_training, "SECONDS", -29.5)
    code, events = proof("clip", "def clip_grad_norm(parameters, max_norm):\n    while True:\n        pass\n")
    assert (code, events[-1]["verdict"]) == (1, "slow")


def test_what_is_no_part_of_a_gpt_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "softmax.py").write_text("", encoding="utf-8")
    assert main(["prove", "softmax", str(tmp_path / "softmax.py")]) == 2
    assert "softmax is no part of a GPT" in capsys.readouterr().err
    assert main(["prove", "clip", str(tmp_path / "softmax.py"), "--device", "cpu"]) == 3
    assert "defines no clip_grad_norm" in capsys.readouterr().err
