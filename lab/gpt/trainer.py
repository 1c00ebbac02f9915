"""A training run: steps, evaluations, checkpoints and samples, in an order that can be repeated to the bit."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lab.errors import LabError
from lab.gpt.batches import Batch
from lab.gpt.checkpoint import (
    BEST,
    LAST,
    load_checkpoint,
    random_state,
    refuse_other_shape,
    save_checkpoint,
    set_random_state,
)
from lab.gpt.data import Data, refuse_short
from lab.gpt.device import Device, accelerated
from lab.gpt.distributed import World
from lab.gpt.evaluate import mean_loss
from lab.gpt.flops import mfu, peak_flops
from lab.gpt.interrupt import Interrupt
from lab.gpt.model import build
from lab.gpt.parameter_names import asks_for
from lab.gpt.parts import FAST, Parts
from lab.gpt.recipe import Recipe
from lab.gpt.speed import Speed
from lab.gpt.tokenizer.base import Tokenizer, first_ids

Report = Callable[[dict[str, Any]], None]
REPORT_SECONDS = 0.25  # a progress bar needs no more, and on a GPU each report waits for the queue to drain


class Trainer:
    """A training run of one recipe.

    Everything random comes from torch's default generator, in nanoGPT's order: initial weights, first batch;
    at an evaluation the training batches, then the validation batches; the next batch after each forward pass.
    """

    def __init__(
        self,
        recipe: Recipe,
        data: Data,
        tokenizer: Tokenizer,
        out: Path,
        device: Device,
        report: Report,
        world: World | None = None,
        parts: Parts = FAST,
    ) -> None:
        self.recipe, self.data, self.tokenizer, self.out = recipe, data, tokenizer, out
        self.device, self.report, self.parts = device, report, parts
        self.world = world = world or World()
        self.config = recipe.config(tokenizer.vocab_size)
        refuse_short(data, recipe.block_size)
        torch.manual_seed(recipe.seed + world.rank)
        self.model = build(self.config, parts).to(device.device)
        groups = parts.optimizer_groups(self.model, recipe.weight_decay)
        betas = (recipe.beta1, recipe.beta2)
        self.optimizer = parts.optimizer(groups, lr=recipe.learning_rate, betas=betas, weight_decay=recipe.weight_decay)
        if recipe.clip:  # just before each step, whatever loop takes it
            self.optimizer.register_step_pre_hook(lambda *_: self._clip())
        self.fast_model = accelerated(self.model, device)
        self.shared_model = world.wrap(self.fast_model, device.device)
        self.share = world.share(recipe.batch_size)  # sequences a step in this process
        self.in_pieces = "micro_batches" in asks_for(parts.loop)  # a loop over whole batches takes no pieces
        self.micro = min(recipe.micro_batch or self.share, self.share) if self.in_pieces else self.share
        self.step = 0  # steps taken
        self.evaluated = -1  # the last step at which the schedule asked for an evaluation
        self.measured = -1  # the last step at which there was an evaluation, asked for by the schedule or not
        self.best = math.inf  # validation loss
        self.history: list[list[float]] = []  # step, training loss, validation loss
        self.ahead = self._draw_step()
        self.speed = Speed(recipe.batch_size * recipe.block_size)
        self.pending: list[Tensor] = []  # losses that were not checked yet

    # -- the run ---------------------------------------------------------------------------------------------

    def run(self, steps: int | None = None) -> str:
        """Train until `steps`, or to the recipe's end; return the reason for stopping."""
        stop = self.recipe.steps if steps is None else min(steps, self.recipe.steps)
        with Interrupt() as interrupt:
            while True:
                if self.step % self.recipe.eval_interval == 0 and self.evaluated != self.step:
                    self.evaluated = self.step
                    self._evaluate()
                if self.step >= stop:
                    break
                self.advance()
                if self._asked_to_stop(interrupt):
                    self._look()
                    self.speed.mean()
                    self._save()
                    return "interrupted"
            if self.measured != self.step:
                # The schedule asks for no evaluation here, so its draws are undone: a resumed run stays the same.
                before = random_state()
                self._evaluate(before)
                set_random_state(before)
        return "done" if self.step >= self.recipe.steps else "stopped early"

    def advance(self) -> None:
        """Take one step."""
        rate = self._rate(self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.model.train()
        loop = self.parts.loop
        if self.in_pieces:
            loss = loop(self.shared_model, self.ahead, self.optimizer)
        else:
            loss = torch.tensor(loop(self.shared_model, iter(self.ahead), self.optimizer, lambda _: rate, 1)[-1])
        self.ahead = self._draw_step()  # nothing has drawn a random number since the forward pass
        self.pending.append(loss)
        self.step += 1
        self.speed.step()
        if self.speed.since_report() > REPORT_SECONDS:
            self._progress(rate)

    def _draw_step(self) -> list[Batch]:
        """Draw the pieces of one step; the last may be smaller."""
        sizes = [min(self.micro, self.share - start) for start in range(0, self.share, self.micro)]
        return [self._draw(self.data.train, size) for size in sizes]

    def _draw(self, text: Any, sequences: int) -> Batch:
        return self.parts.batches(text, sequences, self.recipe.block_size, self.device.device)

    def _rate(self, step: int) -> float:
        recipe = self.recipe
        return self.parts.schedule(
            step,
            peak=recipe.learning_rate,
            floor=recipe.min_learning_rate,
            warmup=recipe.warmup,
            total=recipe.steps,
        )

    def _clip(self) -> None:
        self.parts.clip(self.model.parameters(), self.recipe.clip)

    def _asked_to_stop(self, interrupt: Interrupt) -> bool:
        if self.world.size == 1:
            return interrupt.requested
        # Several processes must stop at the same step. They agree on it now and then, since agreeing takes time.
        return self.step % 10 == 0 and self.world.any(interrupt.requested)

    # -- evaluation ---------------------------------------------------------------------------------------

    def _evaluate(self, before: dict[str, Any] | None = None) -> None:
        """Measure, save and sample. `before`: the generators' state to save, if it is not the present one."""
        self._look()
        self.measured = self.step
        speed = self.speed.mean()
        if self.world.first:
            improved = self._measure(speed)
        if self.step:
            self._save(before)
        if self.world.first and self.step and improved:
            weights = {"config": self.config.to_dict(), "step": self.step, "val_loss": self.best}
            save_checkpoint(self.out / BEST, weights | {"model": self.model.state_dict()})
        if self.world.first and self.recipe.sample_interval and self.step % self.recipe.sample_interval == 0:
            self._sample()
        self.world.wait()
        self.speed.restart()

    def _measure(self, speed: float | None) -> bool:
        """Measure both losses; return True if the validation loss is the best so far."""
        began = time.perf_counter()
        count, model = self.recipe.eval_batches, self.fast_model
        train = mean_loss(model, lambda: self._draw(self.data.train, self.micro), count)
        val = mean_loss(model, lambda: self._draw(self.data.val, self.micro), count)
        self._refuse_not_finite(train + val, "evaluation")
        self.history.append([self.step, train, val])
        self.report(
            {
                "event": "evaluation",
                "step": self.step,
                "train_loss": train,
                "val_loss": val,
                "tokens_per_second": speed,
                "mfu": self._mfu(speed),
                "seconds": time.perf_counter() - began,
            }
        )
        improved = val < self.best
        self.best = min(self.best, val)
        return improved

    def _look(self) -> float | None:
        """Check the losses since the last check, and return the latest; one that is not finite ends the run."""
        if not self.pending:
            return None
        losses = torch.stack([loss.float().cpu() for loss in self.pending])
        self.pending.clear()
        self._refuse_not_finite(losses.sum().item(), "training")
        return losses[-1].item()

    def _refuse_not_finite(self, loss: float, which: str) -> None:
        if math.isfinite(loss):
            return
        path = self.out / LAST
        kept = f"the last good checkpoint, {path}, is kept" if path.is_file() else "there is no checkpoint yet"
        raise LabError(
            f"The {which} loss is no longer a finite number (step {self.step}); {kept}. "
            f"Lower learning_rate (now {self.recipe.learning_rate:g}) or raise warmup (now {self.recipe.warmup})."
        )

    def _progress(self, rate: float) -> None:
        loss = self._look()
        speed = self.speed.report()
        if self.world.first:
            self.report(
                {
                    "event": "progress",
                    "step": self.step,
                    "steps": self.recipe.steps,
                    "loss": loss,
                    "learning_rate": rate,
                    "tokens_per_second": speed,
                    "mfu": self._mfu(speed),
                }
            )

    def _mfu(self, speed: float | None) -> float | None:
        peak = peak_flops(self.device.name)
        return mfu(speed, self.config, peak * self.world.size) if speed and peak else None

    def _sample(self) -> None:
        """Report a sample, drawn with a separate generator so that it does not change how the model learns."""
        generator = torch.Generator().manual_seed(self.recipe.seed)
        start = torch.tensor([first_ids(self.tokenizer)], device=self.device.device)  # (1, 1)
        extra = {"vocab_size": self.tokenizer.vocab_size} if "vocab_size" in asks_for(self.parts.sampling) else {}
        ids = self.parts.sampling(
            self.model, start, self.recipe.sample_tokens, temperature=0.8, top_k=200, generator=generator, **extra
        )
        text = self.tokenizer.decode(ids[0, 1:].tolist())
        self.report({"event": "sample", "step": self.step, "text": text})

    # -- checkpoints ------------------------------------------------------------------------------------------

    def _save(self, before: dict[str, Any] | None = None) -> None:
        ahead = [(x.cpu(), y.cpu()) for x, y in self.ahead]
        states = self.world.gather({"random": before or random_state(), "ahead": ahead})
        if not self.world.first:
            return
        if not all(p.isfinite().all() for p in self.model.parameters()):
            self._refuse_not_finite(math.nan, "training")
        content = {
            "step": self.step,
            "evaluated": self.evaluated,
            "measured": self.measured,
            "best": self.best,
            "history": self.history,
            "config": self.config.to_dict(),
            "recipe": self.recipe.to_dict(),
            "device": self.device.name,
            "tokens_per_second": self.speed.last,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "states": states,
        }
        save_checkpoint(self.out / LAST, content)
        self.report({"event": "checkpoint", "step": self.step, "path": str(self.out / LAST)})

    def resume(self) -> None:
        """Resume from the checkpoint in `out`, on a CPU exactly."""
        content = load_checkpoint(self.out / LAST)
        refuse_other_shape(self.out / LAST, content, self.config)
        load_weights(self.model, content["model"], self.out / LAST)
        self.optimizer.load_state_dict(content["optimizer"])
        self.step, self.evaluated, self.measured = content["step"], content["evaluated"], content["measured"]
        self.best, self.history = content["best"], content["history"]
        states = content["states"]
        if len(states) == self.world.size:  # with another number of processes, the draws cannot be repeated
            mine = states[self.world.rank]
            if [len(x) for x, _ in mine["ahead"]] == [len(x) for x, _ in self.ahead]:
                self.ahead = [(x.to(self.device.device), y.to(self.device.device)) for x, y in mine["ahead"]]
            set_random_state(mine["random"])


def load_weights(model: nn.Module, weights: dict[str, Tensor], path: Path) -> None:
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        reason = str(error).splitlines()[1].strip() if "\n" in str(error) else str(error)
        raise LabError(f"{path} holds the weights of another model: {reason}") from None
