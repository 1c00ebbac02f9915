"""Compare a run with nanoGPT's published CPU run, loss by loss; takes about 90 seconds on one thread."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpt.data import shakespeare
from lab.gpt.data import prepare
from lab.gpt.device import choose_device
from lab.gpt.recipe import load_recipe
from lab.gpt.tokenizer.chars import CharTokenizer
from lab.gpt.trainer import Trainer

NANOGPT = {
    0: ("4.1676", "4.1649"),
    250: ("2.4293", "2.4447"),
    500: ("2.2732", "2.3141"),
    750: ("2.1338", "2.1905"),
    1000: ("1.9714", "2.0528"),
    1250: ("1.8756", "2.0089"),
    1500: ("1.8557", "1.9225"),
    1750: ("1.7790", "1.8921"),
    2000: ("1.7648", "1.8857"),
}


def main() -> None:
    text = shakespeare()
    tokenizer = CharTokenizer(text)
    wrong = 0

    def show(event: dict[str, Any]) -> None:
        nonlocal wrong
        if event["event"] == "evaluation":
            ours = (f"{event['train_loss']:.4f}", f"{event['val_loss']:.4f}")
            theirs = NANOGPT[event["step"]]
            wrong += ours != theirs
            verdict = "equal" if ours == theirs else "DIFFERENT"
            print(f"step {event['step']:4}: {' / '.join(ours)}   nanoGPT {' / '.join(theirs)}   {verdict}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        device = choose_device("cpu")
        data = prepare(text, tokenizer, Path(folder))
        Trainer(load_recipe("shakespeare-char-cpu"), data, tokenizer, Path(folder), device, show).run()
        seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.1f} s on {torch.get_num_threads()} threads, at most {memory:.0f} MiB; {wrong} of 9 differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
