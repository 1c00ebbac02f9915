"""Measure, on one large GPU, the MFU of `gpt2-124m` and the loss of `shakespeare-char` within a minute."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.gpt.data import shakespeare
from lab.gpt.data import Data, prepare
from lab.gpt.device import choose_device
from lab.gpt.flops import mfu, peak_flops
from lab.gpt.recipe import load_recipe
from lab.gpt.tokenizer.base import Tokenizer
from lab.gpt.tokenizer.chars import CharTokenizer
from lab.gpt.trainer import Trainer


class GPT2Sized(CharTokenizer):
    """A tokenizer without merges: for random ids only the size of the vocabulary counts."""

    @property
    def vocab_size(self) -> int:
        return 50257


def trainer_for(name: str, data: Data, tokenizer: Tokenizer, folder: Path, told: list[dict[str, Any]]) -> Trainer:
    recipe = replace(load_recipe(name), sample_interval=0)
    return Trainer(recipe, data, tokenizer, folder, choose_device("cuda"), told.append)


def main() -> None:
    if not torch.cuda.is_available():
        sys.exit("There is no CUDA device here; skipped.")
    with tempfile.TemporaryDirectory() as folder:
        ids = np.random.default_rng(0).integers(50257, size=2_000_000, dtype=np.uint16)
        trainer = trainer_for("gpt2-124m", Data(ids, ids), GPT2Sized("a"), Path(folder), [])
        for _ in range(3):
            trainer.advance()  # compiles
        torch.cuda.synchronize()
        speeds = []
        for _ in range(10):
            began = time.perf_counter()
            trainer.advance()
            torch.cuda.synchronize()
            speeds.append(trainer.speed.tokens_per_step / (time.perf_counter() - began))
        speed, name = statistics.median(speeds), trainer.device.name
        peak = peak_flops(name)
        share = f"MFU {mfu(speed, trainer.config, peak):.1%} (the bar is 40 %)" if peak else "MFU unknown"
        print(f"gpt2-124m on {name}: {speed:,.0f} tokens/s, {share}")
        del trainer
        torch.cuda.empty_cache()

        text = shakespeare()
        tokenizer = CharTokenizer(text)
        told: list[dict[str, Any]] = []
        began = time.perf_counter()
        data = prepare(text, tokenizer, Path(folder))
        trainer_for("shakespeare-char", data, tokenizer, Path(folder), told).run()
        seconds = time.perf_counter() - began
        best = min(event["val_loss"] for event in told if event["event"] == "evaluation")
        print(f"shakespeare-char: best validation loss {best:.4f} (the bar is 1.4697) in {seconds:.1f} s (60)")


if __name__ == "__main__":
    main()
