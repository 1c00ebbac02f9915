"""Train a small GPT with a learner's part, beside the same GPT with the reference, and compare their losses.

One check among others, never the proof: of 43 known mistakes in attention and block, 16 reach the same loss as the
right code within a thousand steps. But a part that lets the future through shows here at once: its loss is too good.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from lab.gpt.batches import Batch, get_batch
from lab.gpt.config import GPTConfig
from lab.gpt.data import split_text
from lab.gpt.device import Device, accelerated
from lab.gpt.loss import fast_cross_entropy
from lab.gpt.model import build
from lab.gpt.parameter_names import asks_for
from lab.gpt.parts import FAST, Parts
from lab.gpt.tokenizer.base import Tokenizer, first_ids
from lab.gpt.tokenizer.bpe import FastBPETokenizer
from lab.gpt.tokenizer.bpe_train_fast import train_bpe
from lab.gpt.tokenizer.chars import CharTokenizer
from lab.report import Json
from lab.time_limit import at_most

Report = Callable[[Json], None]
Part = Any  # a function or a class of the learner's: whatever the slot takes
SEEDS = (1, 2, 3, 4)  # of the reference; the learner's part is trained from the first
LEAST_BAND = 0.05  # on either side, because four seeds say little about the spread
# Processor time for everything. A part that is as fast as the reference needs a fifth of it; with a much slower one the
# runs are compared where they are.
SECONDS = 150.0
LONGEST = 900.0  # seconds on the clock, for a part that waits for something
SHOWN_EVERY = 10
EVAL_BATCHES = 16
TOKENIZER_TEXT = 60_000  # characters: a learner's own tokenizer is plain Python
VOCAB = 320


@dataclass(frozen=True)
class Size:
    config: GPTConfig
    batch: int
    steps: int
    peak: float
    sample: int = 200

    @classmethod
    def on(cls, device: Device) -> Size:
        if device.device.type == "cuda":
            return cls(GPTConfig(block_size=256, n_layer=6, n_head=6, n_embd=384, bias=False), 64, 300, 1e-3)
        return cls(GPTConfig(block_size=32, n_layer=2, n_head=4, n_embd=64, bias=False), 16, 250, 3e-3)


class Text:
    """A text as token ids, with the tokenizer that reads them."""

    def __init__(self, text: str, tokenizer: Tokenizer, encode: Callable[[str], list[int]] | None = None) -> None:
        self.tokenizer = tokenizer
        parts = [torch.tensor((encode or tokenizer.encode)(part), dtype=torch.long) for part in split_text(text)]
        self.train, self.val = parts


class Run:
    """A GPT in training."""

    def __init__(self, name: str, seed: int, parts: Parts, text: Text, size: Size, device: Device) -> None:
        self.name, self.seed, self.parts, self.text, self.size, self.device = name, seed, parts, text, size, device
        self.config = replace(size.config, vocab_size=text.tokenizer.vocab_size)
        torch.manual_seed(seed)
        self.model = build(self.config, parts).to(device.device)
        groups = parts.optimizer_groups(self.model, 0.1)
        self.optimizer = parts.optimizer(groups, lr=size.peak, betas=(0.9, 0.99), weight_decay=0.1)
        self.fast = accelerated(self.model, device)
        self.generator = torch.Generator().manual_seed(seed)
        self.step = 0
        self.losses: list[float] = []

    def advance(self) -> float:
        """Take one step; return its loss by the reference's own measure, whatever loss is trained on."""
        rate = self.parts.schedule(
            self.step, peak=self.size.peak, floor=self.size.peak / 10, warmup=20, total=self.size.steps
        )
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        x, y = self._batch()
        logits, loss = self.fast(x, y)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.parts.clip(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        with torch.no_grad():
            self.losses.append(fast_cross_entropy(logits.float().contiguous(), y).item())
        return self.losses[-1]

    def _batch(self) -> Batch:
        return self.parts.batches(
            self.text.train, self.size.batch, self.config.block_size, self.device.device, generator=self.generator
        )

    @torch.no_grad()
    def validation(self) -> float:
        """The validation loss, on the same batches for every run, drawn by the reference."""
        self.model.eval()
        draw = torch.Generator().manual_seed(0)
        losses: list[Tensor] = []
        for _ in range(EVAL_BATCHES):
            x, y = get_batch(self.text.val, self.size.batch, self.config.block_size, self.device.device, draw)
            losses.append(fast_cross_entropy(self.fast(x)[0].float().contiguous(), y))
        self.model.train()
        return torch.stack(losses).mean().item()

    def sample(self) -> str:
        tokenizer = self.text.tokenizer
        start = torch.tensor([first_ids(tokenizer)], device=self.device.device)
        draw = torch.Generator(self.device.device).manual_seed(0)  # where the scores are, as a part draws there
        ids = self.parts.sampling(self.model, start, self.size.sample, temperature=0.8, top_k=40, generator=draw)
        return tokenizer.decode(ids[0, start.size(1) :].tolist())


def compare_training(slot: str, slug: str, part: Part, corpus: str, device: Device, report: Report) -> bool:
    """Train both, report as they go, and return True where the learner's loss lies in the band.

    `part` is whatever the slot takes: a function or a class of the learner's.
    """
    began, started, size = time.monotonic(), time.thread_time(), Size.on(device)
    with at_most(SECONDS + 30, on_the_clock=LONGEST):
        parts, text, own = _parts_and_texts(slot, slug, part, corpus)
        yours = Run("yours", SEEDS[0], parts, own, size, device)
        beside = Run("reference", SEEDS[0], FAST, text, size, device)
        _copy_initial_weights(yours.model, beside.model)
        report(
            {
                "event": "start",
                "exercise": slug,
                "slot": slot,
                "device": device.name,
                "precision": device.precision,
                "parameters": sum(p.numel() for p in beside.model.parameters()),
                "steps": size.steps,
                "seeds": list(SEEDS),
            }
        )
        stop = _train([yours, beside], size.steps, started + SECONDS * 0.6, report)
        losses = [beside.validation()]
        for seed in SEEDS[1:]:
            other = Run("reference", seed, FAST, text, size, device)
            _train([other], stop, started + SECONDS, report)
            if other.step < stop:  # no time for another seed: the band is wider instead
                break
            losses.append(other.validation())
        loss = yours.validation()
        band = _band(losses)
        verdict = judge_loss(loss, band)
        report(
            {
                "event": "end",
                "verdict": verdict,
                "message": WORDS[verdict] + _caveat(slot),
                "steps": stop,
                "yours": loss if math.isfinite(loss) else None,
                "reference": losses,
                "band": list(band),
                "sample": yours.sample(),
                "seconds": round(time.monotonic() - began, 1),
            }
        )
    return verdict == "inside"


WORDS = {
    "inside": "With your part the GPT learns as it does with the reference.",
    "worse": "With your part the GPT learns worse than with the reference from any seed: something in it is wrong.",
    "better": "The loss is much better than the reference reaches: your part lets the model see what it is to predict.",
}


def judge_loss(loss: float, band: tuple[float, float]) -> str:
    """Compare a loss with the band. Both sides count: a loss much better than the reference's is a leak."""
    low, high = band
    if not loss <= high:  # NaN counts as worse, too
        return "worse"
    return "better" if loss < low else "inside"


def _band(losses: list[float]) -> tuple[float, float]:
    spread = 4 * statistics.stdev(losses) if len(losses) > 1 else 0.2
    half = max(LEAST_BAND, spread)
    middle = statistics.fmean(losses)
    return middle - half, middle + half


def _caveat(slot: str) -> str:
    if slot == "sampling":
        return " (This part takes no share in training: it wrote the sample.)"
    return " (This is no proof: many mistakes hardly change a short run's loss. The check is what decides.)"


def _train(runs: list[Run], steps: int, until: float, report: Report) -> int:
    """Train side by side until the steps are done, or the processor time is; return how many steps were done."""
    while runs[0].step < steps and (time.thread_time() < until or runs[0].step < SHOWN_EVERY):
        losses = {run.name: run.advance() for run in runs}
        step = runs[0].step
        if step % SHOWN_EVERY == 0 or step == steps:
            finite = {name: loss if math.isfinite(loss) else None for name, loss in losses.items()}
            report({"event": "progress", "seed": runs[0].seed, "step": step, "steps": steps, "losses": finite})
    return runs[0].step


def _copy_initial_weights(yours: nn.Module, reference: nn.Module) -> None:
    """Give both the same initial weights wherever they have one of the same name and shape."""
    theirs = dict(reference.named_parameters())
    with torch.no_grad():
        for name, parameter in yours.named_parameters():
            if name in theirs and theirs[name].shape == parameter.shape:
                parameter.copy_(theirs[name])


def _parts_and_texts(slot: str, slug: str, part: Part, corpus: str) -> tuple[Parts, Text, Text]:
    """The parts with the learner's in its slot; the text as the reference reads it, and as the learner's part does."""
    if slot != "tokenizer":
        text = Text(corpus, CharTokenizer(corpus))
        return FAST.with_part(slot, _adapted(slot, part)), text, text
    corpus = corpus[:TOKENIZER_TEXT]
    vocab, merges = train_bpe(corpus, VOCAB)
    text = Text(corpus, FastBPETokenizer(vocab, merges))
    if slug == "bpe-encode":
        return FAST, text, Text(corpus, text.tokenizer, part(vocab, merges).encode)
    vocab, merges = part(corpus, VOCAB)
    return FAST, text, Text(corpus, FastBPETokenizer(vocab, [tuple(pair) for pair in merges]))


def _adapted(slot: str, part: Part) -> Part:
    """Adapt a learner's norm that does not ask for `bias`."""
    if slot == "norm" and "bias" not in asks_for(part):
        return lambda size, bias=True: part(size)  # noqa: ARG005
    return part
