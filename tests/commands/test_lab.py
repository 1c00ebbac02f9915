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
