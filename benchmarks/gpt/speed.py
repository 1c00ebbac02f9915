"""Measure the CPU recipe against a plain loop, in ten interleaved blocks, as machines change their speed."""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch

from benchmarks.gpt.data import shakespeare
from benchmarks.gpt.plain_loop import BATCH, BLOCK, plain_loop
from lab.gpt.data import prepare
from lab.gpt.device import choose_device
from lab.gpt.recipe import load_recipe
from lab.gpt.tokenizer.chars import CharTokenizer
from lab.gpt.trainer import Trainer

BLOCKS, STEPS = 10, 50


def main() -> None:
    text = shakespeare()
    tokenizer = CharTokenizer(text)
    with tempfile.TemporaryDirectory() as folder:
        data = prepare(text, tokenizer, Path(folder))
        device = choose_device("cpu")
        recipe = replace(load_recipe("shakespeare-char-cpu"), eval_interval=10**9)
        trainer = Trainer(recipe, data, tokenizer, Path(folder), device, lambda _: None)
        plain = plain_loop(data.train, tokenizer.vocab_size)

        def ours(count: int) -> None:
            for _ in range(count):
                trainer.advance()

        seconds: dict[str, list[float]] = {"ours": [], "plain": []}
        for block in range(BLOCKS + 1):
            # Who goes first changes from block to block.
            for name in ("ours", "plain") if block % 2 else ("plain", "ours"):
                began = time.perf_counter()
                (ours if name == "ours" else plain)(STEPS)
                if block:  # the first one only warms up
                    seconds[name].append(time.perf_counter() - began)
    speed = {name: [STEPS * BATCH * BLOCK / s for s in each] for name, each in seconds.items()}
    for name, each in speed.items():
        print(f"{name:>5}: {statistics.median(each):7.0f} tokens/s (blocks {min(each):.0f} to {max(each):.0f})")
    ratios = [a / b for a, b in zip(speed["ours"], speed["plain"], strict=True)]
    print(
        f"ratio ours / plain: {statistics.median(ratios):.3f} (median of {BLOCKS} blocks, {min(ratios):.3f} to "
        f"{max(ratios):.3f}; {torch.get_num_threads()} threads; the bar is 0.97)"
    )


if __name__ == "__main__":
    main()
