"""Measure a late token of a text against an early one: 6 layers of 384, the 1,000th against the 10th."""

from __future__ import annotations

import statistics
import time

import torch

from lab.gpt.config import GPTConfig
from lab.gpt.device import choose_device
from lab.gpt.model import GPT
from lab.gpt.parts import FAST
from lab.gpt.sampling import stream

ROUNDS = 5


def costs(block_size: int, stride: int) -> tuple[float, float]:
    """Return the milliseconds of a token around the 10th and up to the 1,000th.

    The late ones are a mean over half a block, so that they pay for their share of what is read again.
    """
    model = GPT(GPTConfig(block_size=block_size, vocab_size=65, n_layer=6, n_head=6, n_embd=384, bias=False), FAST)
    early, late = [], []
    for _ in stream(model, torch.zeros(1, 1, dtype=torch.long), 50):
        pass  # warms up
    for _ in range(ROUNDS):
        seconds = []
        began = time.perf_counter()
        for _ in stream(model, torch.zeros(1, 1, dtype=torch.long), 1000, top_k=50, stride=stride):
            now = time.perf_counter()
            seconds.append(now - began)
            began = now
        early.append(statistics.mean(seconds[5:15]))
        late.append(statistics.mean(seconds[1000 - block_size // 2 :] if block_size < 1000 else seconds[990:]))
    return 1000 * statistics.median(early), 1000 * statistics.median(late)


def main() -> None:
    choose_device("cpu")
    for what, block_size, stride in (
        ("shakespeare-char, block 256, as `lab sample` slides it (the bar is 1.2)", 256, 128),
        ("block 1,024: nothing slides, but each token reads 18 MB of keys and values", 1024, 1),
    ):
        ten, thousand = costs(block_size, stride)
        print(f"{what}: 10th token {ten:.2f} ms, 1,000th {thousand:.2f} ms, ratio {thousand / ten:.2f}", flush=True)
    print(f"({torch.get_num_threads()} threads)")


if __name__ == "__main__":
    main()
