"""`studygpt lab`: what the lab reports is what a person sees, in a terminal and in a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the lab needs torch")

TRAIN = ["lab", "train", "--recipe", "notes", "--device", "cpu", "--steps", "4"]
SMALL = [
    word
    for setting in ("eval_interval=2", "eval_batches=1", "n_layer=1", "n_head=2", "n_embd=16", "batch_size=2")
    for word in ("--set", setting)
]


def run(words: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "STUDYGPT_HOME": str(place / "home"), "STUDYGPT_WORKSPACE": str(place), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "studygpt", *words]
    return subprocess.run(command, env=env, cwd=place, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A workspace with a short run, and what was shown of it."""
    place = tmp_path_factory.mktemp("lab")
    (place / "text.md").write_text("Attention is a weighted mean of the values. " * 300, encoding="utf-8")
    done = run([*TRAIN, "--text", "text.md", *SMALL], place)
    assert done.returncode == 0, done.stderr
    return place, done.stdout


def test_a_pipe_gets_a_line_an_evaluation_and_no_control_sequences(trained: tuple[Path, str]) -> None:
    lines = trained[1].splitlines()
    steps = [line for line in lines if line.startswith("step ")]
    assert [line.split(":")[0] for line in steps] == ["step 0", "step 2", "step 4"]
    assert all("train loss" in line and "val loss" in line for line in steps)
    assert "\x1b" not in trained[1]


def test_sampling_writes_on_behind_the_prompt(trained: tuple[Path, str]) -> None:
    done = run(["lab", "sample", "Attention", "--tokens", "12", "--seed", "1"], trained[0])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Attention")
    assert len(done.stdout) > len("Attention\n")


def test_info_and_its_json_name_the_same_number_of_parameters(trained: tuple[Path, str]) -> None:
    shown = run(["lab", "info", "--size", "gpt2"], trained[0])
    assert "124,439,808 parameters" in shown.stdout
    event = json.loads(run(["lab", "info", "--size", "gpt2", "--json"], trained[0]).stdout)
    assert event["parameters"] == 124_439_808


def test_a_failure_of_the_lab_is_its_own_sentence_and_exit_code(trained: tuple[Path, str]) -> None:
    done = run(["lab", "train", "--text", "nowhere.txt"], trained[0])
    assert done.returncode == 3
    assert "nowhere.txt does not exist" in done.stderr
    assert "Traceback" not in done.stderr
    assert run(["lab", "dream"], trained[0]).returncode == 2


def test_the_labs_help_speaks_of_studygpt(trained: tuple[Path, str]) -> None:
    done = run(["lab", "train", "--help"], trained[0])
    assert done.returncode == 0
    assert done.stdout.startswith("usage: studygpt lab train")


# ---------------------------------------------------------------------- exercises

RIGHT = """
import torch

def softmax(x, dim=-1):
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)

def logsumexp(x, dim=-1):
    m = x.amax(dim, keepdim=True)
    return (x - m).exp().sum(dim).log() + m.squeeze(dim)
"""
FIELDS = {"exercise", "verdict", "property", "counterexample", "mistake", "convention", "cards", "seconds", "device"}


def test_an_exercise_from_the_empty_file_to_a_pass(tmp_path: Path) -> None:
    begun = run(["lab", "softmax", "--json"], tmp_path)
    file = Path(json.loads(begun.stdout)["file"])
    assert file == tmp_path / "lab" / "softmax.py"

    wrong = run(["lab", "--check", "softmax"], tmp_path)
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("✗ Not written yet")
    assert "Traceback" not in wrong.stdout + wrong.stderr

    file.write_text(RIGHT.replace("x - x.amax(dim, keepdim=True)", "x"), encoding="utf-8")
    named = run(["lab", "softmax", "--check", "--json"], tmp_path)
    assert named.returncode == 1
    verdict = json.loads(named.stdout)
    assert set(verdict) >= FIELDS
    assert (verdict["verdict"], verdict["mistake"]["id"], verdict["convention"]) == ("fail", "softmax/no-shift", None)
    assert set(verdict["mistake"]) >= {"id", "title", "why"}
    assert all(isinstance(card, str) for card in verdict["cards"])

    file.write_text(RIGHT, encoding="utf-8")
    passed = run(["lab", "softmax", "--check"], tmp_path)
    assert passed.returncode == 0
    assert "✓ Passed" in passed.stdout
    assert "\x1b" not in passed.stdout

    path = {stop["slug"]: stop for stop in json.loads(run(["lab", "--list", "--json"], tmp_path).stdout)}
    assert all(
        {"slug", "title", "concepts", "needs", "state", "due", "mistakes"} <= set(stop) for stop in path.values()
    )
    assert path["softmax"]["state"] == "done"
    assert path["softmax"]["due"] is not None
    assert path["softmax"]["mistakes"]
    assert path["cross-entropy"]["state"] == "open"


def test_hints_solution_and_older_files_without_a_screen(tmp_path: Path) -> None:
    file = Path(json.loads(run(["lab", "clip", "--json"], tmp_path).stdout)["file"])
    hints = [json.loads(run(["lab", "clip", "--hint", "--json"], tmp_path).stdout)["hint"] for _ in range(2)]
    assert hints == [1, 2]
    file.write_text("# mine\n", encoding="utf-8")
    reset = json.loads(run(["lab", "clip", "--reset", "--json"], tmp_path).stdout)
    assert Path(reset["kept"]).read_text(encoding="utf-8") == "# mine\n"
    assert "NotImplementedError" in file.read_text(encoding="utf-8")
    assert run(["lab", "clip", "--restore", "1"], tmp_path).returncode == 0
    assert file.read_text(encoding="utf-8") == "# mine\n"
    solution = run(["lab", "clip", "--solution", "--json"], tmp_path)
    assert "def clip_grad_norm" in json.loads(solution.stdout)["solution"]
    path = {stop["slug"]: stop for stop in json.loads(run(["lab", "--list", "--json"], tmp_path).stdout)}
    assert path["clip"]["due"] is not None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["lab", "sofmax"], 2, "Did you mean softmax?"),
        (["lab", "--check"], 2, "which exercise?"),
        (["lab", "softmax", "--check", "nowhere.py"], 3, "nowhere.py: there is no such file"),
        (["lab", "softmax", "--check"], 3, "`studygpt lab softmax` writes it"),
        (["lab", "softmax", "--restore"], 3, "no older file"),
        (["lab", "softmax", "--train"], 2, "no part of a GPT"),
    ],
)
def test_what_cannot_be_is_a_sentence_with_its_exit_code(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    done = run(words, tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
