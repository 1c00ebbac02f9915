"""Runs: the published losses, resuming to the bit, stopping, and every sentence for what can go wrong."""

from __future__ import annotations

import math
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lab.errors import LabError, UsageError
from lab.files import replace_atomically
from lab.gpt.batches import get_batch
from lab.gpt.checkpoint import BEST, LAST, load_checkpoint
from lab.gpt.data import prepare, split_text
from lab.gpt.device import choose_device
from lab.gpt.interrupt import Interrupt
from lab.gpt.loop import train
from lab.gpt.model import GPT
from lab.gpt.parts import FAST, PLAIN, Parts
from lab.gpt.recipe import Recipe, load_recipe, recipe_names
from lab.gpt.tokenizer.chars import CharTokenizer
from lab.gpt.trainer import Trainer
from tests.long_form import in_long_form

TEXT = "".join(f"{i} times {i} is {i * i}.\n" for i in range(400))
SMALL = Recipe(
    block_size=16,
    n_layer=2,
    n_head=2,
    n_embd=16,
    dropout=0.2,
    steps=12,
    batch_size=6,
    warmup=3,
    eval_interval=5,
    eval_batches=2,
    sample_interval=5,
    sample_tokens=20,
)


class Run:
    """A trainer, and what it told."""

    def __init__(
        self, out: Path, recipe: Recipe = SMALL, text: str = TEXT, parts: Parts = FAST, resume: bool = False
    ) -> None:
        torch.manual_seed(999)  # whatever was drawn before must not matter
        self.events: list[dict[str, Any]] = []
        self.losses: list[float] = []

        def loop(model: nn.Module, micro_batches: Any, optimizer: torch.optim.Optimizer) -> Tensor:
            loss: Tensor = parts.loop(model, micro_batches, optimizer)
            self.losses.append(loss.item())
            return loss

        tokenizer = CharTokenizer(text)
        data = prepare(text, tokenizer, out)
        heard = replace(parts, loop=loop) if parts.loop is FAST.loop else parts
        device = choose_device("cpu")
        torch.set_num_threads(1)
        self.trainer = Trainer(recipe, data, tokenizer, out, device, self.events.append, parts=heard)
        if resume:
            self.trainer.resume()

    def weights(self) -> list[Tensor]:
        return [p.detach().clone() for p in self.trainer.model.parameters()]

    def told(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.events if line["event"] == event]


def test_nanogpts_losses_to_the_fourth_digit(shakespeare: str, tmp_path: Path) -> None:
    """Steps 0 and 250; `benchmarks/gpt/losses.py` repeats the whole published run.

    The usual run stops at step 10, with the losses that the run has there on its way to the published ones.
    """
    run = Run(tmp_path, load_recipe("shakespeare-char-cpu"), shakespeare)
    stop, there = in_long_form((10, "10 3.7385 3.7418"), (250, "250 2.4293 2.4447"))
    assert run.trainer.run(stop) == "stopped early"
    losses = [f"{line['step']} {line['train_loss']:.4f} {line['val_loss']:.4f}" for line in run.told("evaluation")]
    assert losses == ["0 4.1676 4.1649", there]


@pytest.mark.parametrize("stop", [4, 5, 7])
def test_a_resumed_run_is_the_uninterrupted_one_to_the_bit(stop: int, tmp_path: Path) -> None:
    """At a step that the schedule evaluates, and at ones where only the early stop does."""
    whole = Run(tmp_path / "whole")
    assert whole.trainer.run() == "done"
    first = Run(tmp_path / "parts")
    assert first.trainer.run(stop) == "stopped early"
    second = Run(tmp_path / "parts", resume=True)
    assert second.trainer.step == stop
    second.trainer.run()
    assert second.losses == whole.losses[stop:]
    assert len(second.losses) >= 3
    assert all(torch.equal(a, b) for a, b in zip(whole.weights(), second.weights(), strict=True))
    assert [line for line in second.trainer.history if line[0] != stop or stop == 5] == whole.trainer.history
    assert second.told("sample")[-1] == whole.told("sample")[-1]


def test_stopping_early_does_not_change_what_the_same_trainer_does_next(tmp_path: Path) -> None:
    whole = Run(tmp_path / "whole")
    whole.trainer.run()
    halting = Run(tmp_path / "halting")
    for stop in (3, 3, 7, 12):
        halting.trainer.run(stop)
    assert halting.losses == whole.losses
    assert [line[0] for line in halting.trainer.history] == [0, 3, 5, 7, 10, 12]  # and none twice


def test_ctrl_c_saves_and_nothing_is_lost(tmp_path: Path) -> None:
    draws = 0

    def interrupted_batches(*args: Any) -> Any:
        nonlocal draws
        draws += 1
        if draws == 12:
            os.kill(os.getpid(), signal.SIGINT)
        return get_batch(*args)

    whole = Run(tmp_path / "whole")
    whole.trainer.run()
    before = signal.getsignal(signal.SIGINT)
    first = Run(tmp_path / "parts", parts=replace(FAST, batches=interrupted_batches))
    assert first.trainer.run() == "interrupted"
    assert signal.getsignal(signal.SIGINT) is before
    assert 0 < first.trainer.step < 12
    assert first.events[-1] == {
        "event": "checkpoint",
        "step": first.trainer.step,
        "path": str(tmp_path / "parts" / LAST),
    }
    second = Run(tmp_path / "parts", resume=True)
    second.trainer.run()
    assert first.losses + second.losses == whole.losses


def test_one_ctrl_c_may_arrive_twice_but_a_later_one_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("lab.gpt.interrupt.time.monotonic", lambda: now)
    with Interrupt() as interrupt:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        assert interrupt.requested
        now = 102.0
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(1000):
                pass  # the handler runs between two instructions


def test_plain_parts_train_as_the_fast_ones(tmp_path: Path) -> None:
    recipe = replace(SMALL, dropout=0.0)
    plain = Run(tmp_path / "plain", recipe, parts=PLAIN)
    plain.trainer.run()
    fast = Run(tmp_path / "fast", recipe)
    fast.trainer.run()
    assert plain.losses == pytest.approx(fast.losses, abs=1e-4)


def test_a_learners_loop_trains_the_same(tmp_path: Path) -> None:
    """`train(model, batches, optimizer, schedule, steps)`: clipping and the learning rate reach it too."""
    own = Run(tmp_path / "own", parts=replace(FAST, loop=train))
    own.trainer.run()
    ours = Run(tmp_path / "ours")
    ours.trainer.run()
    assert own.trainer.history == ours.trainer.history


def test_clipping_happens_before_the_step(tmp_path: Path) -> None:
    norms = []

    def clip(parameters: Any, max_norm: float) -> Tensor:
        norm = FAST.clip(parameters, max_norm)
        norms.append(max_norm)
        return norm

    for name, optimizer in (("plain", PLAIN.optimizer), ("fast", FAST.optimizer)):
        Run(tmp_path / name, parts=replace(FAST, clip=clip, optimizer=optimizer)).trainer.run(2)
    assert norms == [1.0] * 4


def test_pieces_of_a_batch_may_be_unequal(tmp_path: Path) -> None:
    run = Run(tmp_path, replace(SMALL, micro_batch=4))
    assert [len(x) for x, _ in run.trainer.ahead] == [4, 2]
    run.trainer.run(6)
    again = Run(tmp_path, replace(SMALL, micro_batch=4), resume=True)
    again.trainer.run()
    assert again.trainer.step == 12


def test_the_order_of_draws(tmp_path: Path) -> None:
    """Weights, first batch; training, then validation batches at an evaluation; one batch after each step."""
    asked = []

    def batches(data: Any, *args: Any) -> Any:
        asked.append("train" if len(data) > 2000 else "val")
        return get_batch(data, *args)

    Run(tmp_path, parts=replace(FAST, batches=batches)).trainer.run(6)
    evaluation = ["train"] * 2 + ["val"] * 2
    assert asked == ["train", *evaluation, *["train"] * 5, *evaluation, "train", *evaluation]


def test_what_a_run_tells(tmp_path: Path) -> None:
    run = Run(tmp_path)
    assert run.trainer.run() == "done"
    assert [line["step"] for line in run.told("evaluation")] == [0, 5, 10, 12]
    assert [line["step"] for line in run.told("sample")] == [0, 5, 10]
    assert [line["step"] for line in run.told("checkpoint")] == [5, 10, 12]
    assert run.told("evaluation")[0]["train_loss"] == pytest.approx(math.log(run.trainer.config.vocab_size), rel=0.05)
    best = load_checkpoint(tmp_path / BEST)
    assert best["val_loss"] == min(line["val_loss"] for line in run.told("evaluation"))


def test_a_loss_that_is_not_finite_stops_and_keeps_the_last_good_checkpoint(tmp_path: Path) -> None:
    good = Run(tmp_path)
    good.trainer.run(5)
    before = (tmp_path / LAST).read_bytes()
    bad = Run(tmp_path, replace(SMALL, learning_rate=1e30, clip=0.0), resume=True)
    with pytest.raises(LabError) as caught:
        bad.trainer.run()
    assert "no longer a finite number" in str(caught.value)
    assert f"{tmp_path / LAST}, is kept" in str(caught.value)
    assert "Lower learning_rate (now 1e+30)" in str(caught.value)
    assert (tmp_path / LAST).read_bytes() == before


def test_another_shape_is_refused_with_what_differs(tmp_path: Path) -> None:
    Run(tmp_path).trainer.run(2)
    with pytest.raises(LabError, match=r"another shape \(n_layer 2 against 3, n_embd 16 against 32\)"):
        Run(tmp_path, replace(SMALL, n_layer=3, n_embd=32), resume=True)


def test_too_short_a_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"only 90 tokens, but a block of 100 needs 101.*--set block_size=5"):
        Run(tmp_path, replace(SMALL, block_size=100), "ab" * 50)
    with pytest.raises(LabError, match=r"validation text \(10 % of all\) has only 10 tokens"):
        Run(tmp_path, text="ab" * 50)


def test_a_device_that_is_not_there() -> None:
    missing = "mps" if torch.cuda.is_available() else "cuda"
    with pytest.raises(LabError, match=f"There is no {missing} device here .* there is .*cpu"):
        choose_device(missing)
    with pytest.raises(UsageError, match="one of auto, cpu, cuda, mps"):
        choose_device("tpu")


def test_checkpoints_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="is not there"):
        load_checkpoint(tmp_path / LAST)
    for content in (b"", b"half", b"PK\x03\x04 not a zip"):
        (tmp_path / LAST).write_bytes(content)
        with pytest.raises(LabError, match="cannot be read as a checkpoint"):
            load_checkpoint(tmp_path / LAST)
    torch.save({"format": 0}, tmp_path / LAST)
    with pytest.raises(LabError, match="another version"):
        load_checkpoint(tmp_path / LAST)


def test_a_file_is_never_half_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(file: Any) -> None:
        file.write(b"new, but")
        raise OSError(28, "No space left on device")

    with pytest.raises(LabError, match=r"No space left on device\. What was there before is untouched"):
        replace_atomically(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_split_is_by_characters() -> None:
    assert [len(part) for part in split_text("x" * 1_115_394)] == [1_003_854, 111_540]


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_makes_a_model(name: str) -> None:
    recipe = load_recipe(name)
    with torch.device("meta"):
        assert GPT(recipe.config(65 if recipe.tokenizer == "char" else 512 if "bpe" in recipe.tokenizer else 50257))
    assert recipe.title


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (["block_sise=3"], "Did you mean block_size"),
        (["block_size"], "write it as block_size=32"),
        (["block_size=big"], "block_size must be a whole number, not 'big'"),
        (["bias=1"], "bias must be true or false"),
        (["learning_rate=-1"], "learning_rate must be at least 0"),
        (["beta2=1.0"], "beta2 must be at least 0 and below 1"),
        (["batch_size=0"], "batch_size must be at least 1"),
        (["warmup=3000"], "warmup = 3000 must end before steps = 2000"),
    ],
)
def test_wrong_settings_are_refused(settings: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Recipe().changed(settings)


def test_settings_are_read_as_toml_or_bare_words(tmp_path: Path) -> None:
    recipe = Recipe().changed(["tokenizer=bpe:300", "bias=false", "learning_rate=1", "block_size = 8"])
    assert (recipe.tokenizer, recipe.bias, recipe.learning_rate, recipe.block_size) == ("bpe:300", False, 1.0, 8)
    with pytest.raises(UsageError, match="less than the tokenizer's 65"):
        Recipe(vocab_size=64).config(65)
    own = tmp_path / "own.toml"
    own.write_text("n_layer = 1\n")
    assert load_recipe(str(own)).n_layer == 1
    own.write_text("n_layer = \n")
    with pytest.raises(LabError, match="own"):
        load_recipe(str(own))
    with pytest.raises(UsageError, match="Did you mean notes"):
        load_recipe("note")
