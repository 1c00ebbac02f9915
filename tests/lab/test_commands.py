"""`python -m lab`: the JSON lines, the sentences and the exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.distributed import TCPStore

from lab.__main__ import _parser, main
from lab.commands.train import train
from lab.gpt.checkpoint import LAST, load_checkpoint
from lab.gpt.config import GPTConfig
from lab.gpt.corpus import default_corpus, read_corpus
from lab.gpt.flops import flops_per_token, mfu, parameters, peak_flops
from lab.gpt.model import GPT, count_parameters
from lab.gpt.parts import FAST
from lab.gpt.pretrained import to_published
from lab.gpt.tokenizer.bpe import BPETokenizer
from tests.long_form import LONG, in_long_form

REPOSITORY = Path(__file__).parents[2]
TINY = ["block_size=8", "n_layer=1", "n_head=2", "n_embd=8", "batch_size=4", "steps=6", "warmup=2", "eval_interval=3"]
TINY += ["eval_batches=2", "sample_interval=0"]
SETTINGS = [part for setting in TINY for part in ("--set", setting)]
TEXT = "The quick brown fox jumps over the lazy dog.\n" * 40


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYGPT_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    for name, text in {"a.md": TEXT, "b/c.txt": "ünï\r\ncode", ".obsidian/d.md": "hidden", "e.png": "\x00"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


class Lab:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *argv: str, code: int = 0) -> list[dict[str, Any]]:
        assert main(argv) == code, self.capsys.readouterr().err
        self.out, self.err = self.capsys.readouterr()
        return [json.loads(line) for line in self.out.splitlines()]

    def sentence(self, *argv: str, code: int) -> str:
        assert self(*argv, code=code) == [] or code == 3
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        return self.err.strip()


@pytest.fixture
def lab(capsys: pytest.CaptureFixture[str]) -> Lab:
    return Lab(capsys)


def test_train_resume_sample_and_info(lab: Lab, notes: Path, tmp_path: Path) -> None:
    lines = lab("train", "--text", str(notes), "--steps", "2", *SETTINGS)
    assert [line["event"] for line in lines if line["event"] != "progress"] == [
        *("start", "evaluation", "evaluation", "checkpoint", "end")
    ]
    start, end = lines[0], lines[-1]
    run = tmp_path / "workspace" / "runs" / "shakespeare-char-cpu"
    assert start["out"] == str(run)
    assert (start["steps"], start["stop"], start["step"]) == (6, 2, 0)
    assert start["parameters"] == count_parameters(GPT(GPTConfig(8, start["vocab_size"], 1, 2, 8, bias=False)))
    assert end["reason"] == "stopped early"

    lines = lab("train", "--resume")
    assert lines[0]["step"] == 2
    assert lines[-1]["reason"] == "done"
    assert [point[0] for point in lines[-1]["history"]] == [0, 2, 3, 6]
    assert lab("train", "--resume")[-1]["reason"] == "done"  # nothing is left to do, and that is no error

    lines = lab("sample", "The ", "--tokens", "12", "--seed", "3", "--top-k", "9", "--top-p", "0.9")
    assert lines[0]["prompt"] == "The "
    assert lines[-1] == lines[-1] | {"event": "end", "tokens": 12, "reason": "done"}
    text = "".join(line["text"] for line in lines[1:-1])
    again = lab("sample", "The ", "--tokens", "12", "--seed", "3", "--top-k", "9", "--top-p", "0.9")
    assert text == "".join(line["text"] for line in again[1:-1])
    assert lab("sample", "--tokens", "3", "--temperature", "0")[-1]["tokens"] == 3
    assert lab("sample", "--tokens", "1", "--last")[0]["step"] == 6

    (line,) = lab("info")
    assert line["name"] == str(run)
    assert line["best_val_loss"] <= line["history"][0][2]
    assert line["mfu"] is None  # a CPU's peak is unknown


def test_a_second_run_stands_beside_the_first(lab: Lab, notes: Path) -> None:
    places = [lab("train", "--text", str(notes), "--steps", "1", *SETTINGS)[0]["out"] for _ in range(2)]
    assert places[1] == f"{places[0]}-2"
    sentence = lab.sentence("train", "--text", str(notes), "--out", places[0], *SETTINGS, code=2)
    assert "holds a run already" in sentence
    lab("train", "--text", str(notes), "--out", places[0], "--overwrite", "--steps", "1", *SETTINGS)


def test_resuming_takes_the_newest_run_of_the_recipe(lab: Lab, notes: Path) -> None:
    for recipe in ("shakespeare-char", "shakespeare-char-cpu"):
        lab("train", "--recipe", recipe, "--text", str(notes), "--steps", "1", *SETTINGS, "--set", "gelu=tanh")
    assert lab("train", "--resume", "--steps", "1")[0]["out"].endswith("shakespeare-char-cpu")
    argv = ["train", "--resume", "--recipe", "shakespeare-char", "--steps", "1", *SETTINGS]
    assert lab(*argv, "--set", "gelu=tanh")[0]["out"].endswith("shakespeare-char")
    assert "(gelu tanh against erf)" in lab.sentence(*argv, code=3)
    assert "There is no run of notes in" in lab.sentence("train", "--resume", "--recipe", "notes", code=3)


def test_resuming_with_other_numbers(lab: Lab, notes: Path) -> None:
    out = lab("train", "--text", str(notes), "--steps", "1", *SETTINGS)[0]["out"]
    assert lab("train", "--resume", "--out", out, "--set", "batch_size=2", "--steps", "2")[-1]["step"] == 2
    assert "another shape (n_layer 1 against 2)" in lab.sentence("train", "--resume", "--set", "n_layer=2", code=3)
    assert lab("train", "--resume", "--text", str(notes), "--steps", "3")[-1]["step"] == 3
    Path(out, "train.bin").unlink()
    assert "train.bin is not there any more" in lab.sentence("train", "--resume", code=3)


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["train", "--recipe", "shakespear-char"], 2, "Did you mean shakespeare-char"),
        (["train", "--set", "layers=3"], 2, "no setting 'layers'"),
        (["train", "--set", "n_head=3"], 2, "cannot be cut into n_head = 3 equal heads"),
        (["train", "--text", "no/such/file"], 3, "no/such/file does not exist"),
        (["train", "--resume"], 3, "There is no run in"),
        (["train", "--resume", "--out", "no/such"], 3, "no/such holds no run"),
        (["train", "--device", "tpu"], 2, "--device is one of"),
        (["sample"], 3, "There is no run in"),
        (["sample", "--temperature", "-1"], 2, "--temperature must be 0"),
        (["sample", "--top-k", "0"], 2, "--top-k must be at least 1"),
        (["sample", "--top-p", "1.5"], 2, "--top-p must be above 0"),
        (["sample", "--tokens", "0"], 2, "--tokens must be at least 1"),
        (["info", "--size", "gpt3"], 2, "No GPT-2 is called 'gpt3'"),
        (["info", "--size", "gpt2", "--recipe", "notes"], 2, "one thing at a time"),
    ],
)
def test_sentences(argv: list[str], code: int, says: str, lab: Lab) -> None:
    assert says in lab.sentence(*argv, code=code)


@pytest.mark.parametrize("argv", [["train", "--steps", "-1"], ["train", "--steps", "x"], ["fly"], []])
def test_wrong_usage_exits_with_2(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2


def test_not_enough_memory_names_the_setting(
    lab: Lab, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: Any) -> Any:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes.")

    monkeypatch.setitem(FAST.__dict__, "loop", too_large)
    argv = ["train", "--text", str(notes), "--out", str(tmp_path / "run"), *SETTINGS]
    assert "4 sequences of 8 at once: lower micro_batch, as with --set micro_batch=2" in lab.sentence(*argv, code=3)
    argv += ["--set", "micro_batch=1"]
    assert "lower block_size (now 8), n_embd (now 8)" in lab.sentence(*argv, code=3)


def test_a_learners_tokenizer_encodes_the_text(notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    encoded = []

    class Own(BPETokenizer):
        def encode(self, text: str) -> list[int]:
            encoded.append(text)
            return super().encode(text)

    argv = ["train", "--text", str(notes), "--steps", "1", *SETTINGS, "--set", "tokenizer=bpe:280", "--out"]
    for name, parts in (("own", replace(FAST, tokenizer=Own)), ("ours", FAST)):
        train(_parser().parse_args([*argv, str(tmp_path / name)]), parts)
    capsys.readouterr()
    assert "".join(encoded) == read_corpus(notes)
    assert (tmp_path / "own" / "train.bin").read_bytes() == (tmp_path / "ours" / "train.bin").read_bytes()


def test_a_prompt_with_an_unknown_character(lab: Lab, notes: Path) -> None:
    lab("train", "--text", str(notes), "--steps", "1", *SETTINGS)
    assert "The character '§' is not among" in lab.sentence("sample", "§", code=3)


def test_info_of_sizes_and_recipes(lab: Lab, notes: Path) -> None:
    (line,) = lab("info")
    assert (line["name"], line["parameters"]) == ("gpt2", 124_439_808)
    (line,) = lab("info", "--recipe", "shakespeare-char", "--text", str(notes))
    assert line["config"]["vocab_size"] == len(set(read_corpus(notes)))
    assert lab("info", "--recipe", "gpt2-124m")[0]["config"]["vocab_size"] == 50304


@pytest.mark.usefixtures("gpt2_ranks")
def test_sampling_from_published_weights(lab: Lab, tmp_path: Path) -> None:
    size = {"n_positions": 8, "vocab_size": 50257, "n_layer": 1, "n_head": 2, "n_embd": 4}
    (tmp_path / "config.json").write_text(json.dumps(size))
    model = GPT(GPTConfig(block_size=8, n_layer=1, n_head=2, n_embd=4))
    torch.save(to_published(model), tmp_path / "pytorch_model.bin")
    assert lab("sample", "Hello", "--run", str(tmp_path), "--tokens", "12")[-1]["tokens"] == 12


def test_text_of_files_and_folders(notes: Path, tmp_path: Path) -> None:
    assert read_corpus(notes) == TEXT + "\n\nünï\ncode"
    assert read_corpus(notes / "a.md") == TEXT
    for path, says in ((notes / "e.png", "not a text file"), (notes / ".obsidian" / "x", "does not exist")):
        with pytest.raises(Exception, match=says):
            read_corpus(path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(Exception, match=r"holds no text: looked for .*\.md"):
        read_corpus(tmp_path / "empty")


def test_the_default_corpus_needs_no_download() -> None:
    text = default_corpus()
    assert "GPTConfig" in text  # a deck
    assert 'The "lambda"' in text or "Lambdas" in text  # Python's documentation
    assert len(text) > 400_000


def test_published_flops_and_parameters() -> None:
    padded = GPTConfig(vocab_size=50304, bias=False)
    assert round(flops_per_token(padded) / 1e6, 1) == 854.8
    assert round(flops_per_token(GPTConfig(vocab_size=50304), "llm.c") / 1e6, 1) == 803.5
    for config in (GPTConfig(), padded, GPTConfig(8, 11, 2, 3, 15), GPTConfig(8, 11, 2, 3, 15, bias=False)):
        with torch.device("meta"):
            assert parameters(config) == count_parameters(GPT(config))
    assert mfu(989e12 / flops_per_token(padded), padded, 989e12) == pytest.approx(1)
    assert peak_flops("NVIDIA H100 80GB HBM3") == 989e12
    assert peak_flops("NVIDIA H100 PCIe") == 756e12
    assert peak_flops("CPU") is None


GRADIENTS = """
from lab.gpt.config import GPTConfig
from lab.gpt.distributed import join_world
from lab.gpt.loop import accumulated_step
from lab.gpt.model import GPT
from lab.gpt.parts import FAST
with join_world("cpu") as world:
    torch.manual_seed(world.rank)  # other first weights in each process: DDP hands out those of the first
    model = GPT(GPTConfig(8, 11, 2, 3, 15), FAST)
    shared = world.wrap(model, torch.device("cpu"))
    ids = torch.randint(11, (6, 9), generator=torch.Generator().manual_seed(7))
    mine = ids[world.rank * 3 : world.rank * 3 + 3]
    pieces = [(part[:, :-1], part[:, 1:]) for part in (mine[:2], mine[2:])]  # unequal pieces, too
    accumulated_step(shared, pieces, torch.optim.SGD(model.parameters(), lr=0.0))
    torch.save([p.grad for p in model.parameters()], f"{words[0]}/{world.rank}.pt")
"""
COMMAND = """
from lab.__main__ import main
assert main(words) == 0
"""
EACH = """
import json, os, sys, torch
torch.set_num_threads(1)
for code, words, port in json.loads(sys.argv[1]):
    os.environ["MASTER_PORT"] = str(port)
    torch.manual_seed(999)  # whatever was drawn before must not matter
    exec(code, {"torch": torch, "words": words})
"""
Task = tuple[str, list[str]]
"""Code, and the words that it is given."""


def start_two(*tasks: Task) -> tuple[str, str]:
    """Run tasks in two processes that know of each other as `torchrun` would tell them; return their outputs.

    The place where the processes of a task meet is held open here, as `torchrun` does: a port that is only looked up
    may be another program's when it is needed.
    """
    meetings = [TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False) for _ in tasks]
    shared = os.environ | {
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "TORCHELASTIC_USE_AGENT_STORE": "True",
        "GLOO_SOCKET_IFNAME": "lo",
        "PYTHONPATH": str(REPOSITORY),
    }
    given = json.dumps([(*task, meeting.port) for task, meeting in zip(tasks, meetings, strict=True)])
    with ExitStack() as stack, ThreadPoolExecutor(2) as readers:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-W", "error", "-c", EACH, given],
                    env=shared | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for rank in range(2)
        ]
        outputs = {readers.submit(process.communicate): process for process in processes}
        try:
            # Whichever ends first: one that failed leaves the other waiting for it. The limit only ends what hangs.
            for ended in as_completed(outputs, timeout=600):
                assert outputs[ended].returncode == 0, ended.result()[1]
        finally:
            for process in processes:
                process.kill()
        one, other = outputs
        return one.result()[0], other.result()[0]


def test_two_processes_have_the_gradients_of_one_and_resume_their_run(notes: Path, tmp_path: Path) -> None:
    """Only the first tells and writes; both go on where they were.

    The usual run does it all in the same two processes, which load torch once; the long form starts two for each task.
    """
    train = ["train", "--device", "cpu"]
    begin = [*train, "--text", str(notes), *SETTINGS]
    tasks: list[Task] = [
        (COMMAND, [*begin, "--out", str(tmp_path / "whole")]),
        (GRADIENTS, [str(tmp_path)]),
        (COMMAND, [*begin, "--out", str(tmp_path / "parts"), "--steps", "4"]),
        (COMMAND, [*train, "--resume", "--out", str(tmp_path / "parts")]),
    ]
    told = [start_two(*together) for together in in_long_form([tasks], [[task] for task in tasks])]
    assert "".join(silent for _, silent in told) == ""
    torch.manual_seed(0)
    model = GPT(GPTConfig(8, 11, 2, 3, 15), FAST)
    ids = torch.randint(11, (6, 9), generator=torch.Generator().manual_seed(7))
    _, loss = model(ids[:, :-1], ids[:, 1:])
    loss.backward()
    for rank in range(2):
        gradients = torch.load(tmp_path / f"{rank}.pt", weights_only=True)
        for p, gradient in zip(model.parameters(), gradients, strict=True):
            torch.testing.assert_close(gradient, p.grad, atol=1e-6, rtol=1e-5)
    assert json.loads(told[0][0].splitlines()[0])["processes"] == 2
    one, two = (load_checkpoint(tmp_path / name / LAST) for name in ("whole", "parts"))
    assert one["step"] == two["step"] == 6
    assert all(torch.equal(one["model"][name], two["model"][name]) for name in one["model"])


@pytest.mark.skipif(not LONG, reason="of the long form")
def test_torchrun_starts_two_processes(notes: Path, tmp_path: Path) -> None:
    """As `docs/gpt.md` says it: `torchrun --nproc-per-node 8 -m lab train ...`."""
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "lab"]
    words = ["train", "--device", "cpu", "--text", str(notes), *SETTINGS, "--out", str(tmp_path / "run")]
    environment = os.environ | {"GLOO_SOCKET_IFNAME": "lo", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, *launch, *words], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["processes"] == 2
    assert lines[-1]["reason"] == "done"
    assert load_checkpoint(tmp_path / "run" / LAST)["step"] == 6


def test_the_app_may_read_the_help_without_torch() -> None:
    code = "import sys; import lab.__main__; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0
