"""`studygpt lab`: what the lab reports is what a person sees, in a terminal and in a pipe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.grade.client import Grader
from studygpt.commands.lab_view import view_for
from tests.conftest import Cli, Program, Ran
from tests.long_form import LONG, in_long_form

pytest.importorskip("torch", reason="the lab needs torch")

TRAIN = ["lab", "train", "--recipe", "notes", "--device", "cpu", "--steps", "4"]
SMALL = [
    word
    for setting in ("eval_interval=2", "eval_batches=1", "n_layer=1", "n_head=2", "n_embd=16", "batch_size=2")
    for word in ("--set", setting)
]


def run(place: Path, *words: str) -> Ran:
    """Run the program in `place`: the lab, a process of its own, writes its sentences past this one's streams."""
    return Program(place / "home", {"STUDYGPT_WORKSPACE": str(place), "OMP_NUM_THREADS": "1"})(*words, cwd=place)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A workspace with a short run, and what was shown of it."""
    place = tmp_path_factory.mktemp("lab")
    (place / "text.md").write_text("Attention is a weighted mean of the values. " * 300, encoding="utf-8")
    done = run(place, *TRAIN, "--text", "text.md", *SMALL)
    assert done.code == 0, done.err
    return place, done.out


def test_a_pipe_gets_a_line_an_evaluation_and_no_control_sequences(trained: tuple[Path, str]) -> None:
    lines = trained[1].splitlines()
    steps = [line for line in lines if line.startswith("step ")]
    assert [line.split(":")[0] for line in steps] == ["step 0", "step 2", "step 4"]
    assert all("train loss" in line and "val loss" in line for line in steps)
    assert "\x1b" not in trained[1]


def test_sampling_writes_on_behind_the_prompt(trained: tuple[Path, str]) -> None:
    done = run(trained[0], "lab", "sample", "Attention", "--tokens", "12", "--seed", "1")
    assert done.code == 0, done.err
    assert done.out.startswith("Attention")
    assert len(done.out) > len("Attention\n")


def test_info_and_its_json_name_the_same_number_of_parameters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The usual run shows the events of the JSON; the long form asks again."""
    event = json.loads(run(tmp_path, "lab", "info", "--size", "gpt2", "--json").out)
    assert event["parameters"] == 124_439_808
    view_for("info").show(event)
    shown = run(tmp_path, "lab", "info", "--size", "gpt2").out if LONG else capsys.readouterr().out
    assert "124,439,808 parameters" in shown


def test_a_failure_of_the_lab_is_its_own_sentence_and_exit_code(tmp_path: Path) -> None:
    done = run(tmp_path, "lab", "train", "--text", "nowhere.txt")
    assert done.code == 3
    assert "nowhere.txt does not exist" in done.err
    assert "Traceback" not in done.err


def test_the_labs_help_speaks_of_studygpt(tmp_path: Path) -> None:
    done = run(tmp_path, "lab", "train", "--help")
    assert done.code == 0
    assert done.out.startswith("usage: studygpt lab train")


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


class LastingGrader(Grader):
    """A grader that outlasts the study that uses it: its server takes seconds to load torch."""

    def close(self) -> None:
        """Leave the server to the next check; `end` stops it."""

    def end(self) -> None:
        super().close()


@pytest.fixture
def typed(cli: Cli, program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """Run a command: in this process, with one grader for a test; in the long form in a process, as a person does."""
    grader = LastingGrader()
    monkeypatch.setattr("lab.grade.client.Grader", lambda: grader)
    yield in_long_form(cli, program)
    grader.end()


def test_an_exercise_from_the_empty_file_to_a_pass(typed: Cli, workspace: Path) -> None:
    begun = typed("lab", "softmax", "--json")
    file = Path(json.loads(begun.out)["file"])
    assert file == workspace / "lab" / "softmax.py"

    wrong = typed("lab", "--check", "softmax")
    assert wrong.code == 1
    assert wrong.out.startswith("✗ Not written yet")
    assert "Traceback" not in wrong.out + wrong.err

    file.write_text(RIGHT.replace("x - x.amax(dim, keepdim=True)", "x"), encoding="utf-8")
    named = typed("lab", "softmax", "--check", "--json")
    assert named.code == 1
    verdict = json.loads(named.out)
    assert set(verdict) >= FIELDS
    assert (verdict["verdict"], verdict["mistake"]["id"], verdict["convention"]) == ("fail", "softmax/no-shift", None)
    assert set(verdict["mistake"]) >= {"id", "title", "why"}
    assert all(isinstance(card, str) for card in verdict["cards"])

    file.write_text(RIGHT, encoding="utf-8")
    passed = typed("lab", "softmax", "--check")
    assert passed.code == 0
    assert "✓ Passed" in passed.out
    assert "\x1b" not in passed.out

    path = {stop["slug"]: stop for stop in json.loads(typed("lab", "--list", "--json").out)}
    assert all(
        {"slug", "title", "concepts", "needs", "state", "due", "mistakes"} <= set(stop) for stop in path.values()
    )
    assert path["softmax"]["state"] == "done"
    assert path["softmax"]["due"] is not None
    assert path["softmax"]["mistakes"]
    assert path["cross-entropy"]["state"] == "open"


@pytest.mark.usefixtures("nothing_ships")
def test_hints_solution_and_older_files_without_a_screen(typed: Cli) -> None:
    file = Path(json.loads(typed("lab", "clip", "--json").out)["file"])
    hints = [json.loads(typed("lab", "clip", "--hint", "--json").out)["hint"] for _ in range(2)]
    assert hints == [1, 2]
    file.write_text("# mine\n", encoding="utf-8")
    reset = json.loads(typed("lab", "clip", "--reset", "--json").out)
    assert Path(reset["kept"]).read_text(encoding="utf-8") == "# mine\n"
    assert "NotImplementedError" in file.read_text(encoding="utf-8")
    assert typed("lab", "clip", "--restore", "1").code == 0
    assert file.read_text(encoding="utf-8") == "# mine\n"
    solution = typed("lab", "clip", "--solution", "--json")
    assert "def clip_grad_norm" in json.loads(solution.out)["solution"]
    path = {stop["slug"]: stop for stop in json.loads(typed("lab", "--list", "--json").out)}
    assert path["clip"]["due"] is not None


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["lab", "dream"], 2, "dream"),
        (["lab", "sofmax"], 2, "Did you mean softmax?"),
        (["lab", "--check"], 2, "which exercise?"),
        (["lab", "softmax", "--check", "nowhere.py"], 3, "nowhere.py: there is no such file"),
        (["lab", "softmax", "--check"], 3, "`studygpt lab softmax` writes it"),
        (["lab", "softmax", "--restore"], 3, "no older file"),
        (["lab", "softmax", "--train"], 2, "no part of a GPT"),
    ],
)
def test_what_cannot_be_is_a_sentence_with_its_exit_code(words: list[str], code: int, said: str, typed: Cli) -> None:
    done = typed(*words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err
