"""`python -m lab sample`: write text with a run, or with a folder of GPT-2's published weights."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from lab.errors import LabError, UsageError
from lab.gpt.checkpoint import BEST, LAST, load_checkpoint
from lab.gpt.config import GPTConfig
from lab.gpt.device import choose_device
from lab.gpt.model import build
from lab.gpt.parts import FAST, Parts
from lab.gpt.pretrained import from_pretrained
from lab.gpt.runs import TOKENIZER, find_run
from lab.gpt.sampling import stream
from lab.gpt.tokenizer.base import Tokenizer, first_ids
from lab.gpt.tokenizer.files import load_tokenizer
from lab.gpt.tokenizer.gpt2 import GPT2Tokenizer
from lab.gpt.trainer import load_weights
from lab.report import report


def sample(args: Namespace, parts: Parts = FAST) -> None:
    _check_arguments(args)
    device = choose_device(args.device).device
    model, tokenizer, source, step = load_run(args.run, parts, args.last)
    model.to(device)
    config: GPTConfig = model.config  # type: ignore[assignment]
    prompt = tokenizer.encode(args.prompt) or first_ids(tokenizer)
    generator = None if args.seed is None else torch.Generator().manual_seed(args.seed)
    report({"event": "start", "run": str(source), "step": step, "device": device.type, "prompt": args.prompt})
    drawn = 0

    def ids() -> Iterator[int]:
        nonlocal drawn
        start = torch.tensor([prompt], device=device)  # (1, T)
        new_ids = stream(
            model,
            start,
            args.tokens,
            args.temperature,
            args.top_k,
            args.top_p,
            generator,
            vocab_size=tokenizer.vocab_size,
            stride=max(1, config.block_size // 2),  # a long text flows as fast as a short one
        )
        for new in new_ids:
            drawn += 1
            yield int(new.item())

    began, reason = time.perf_counter(), "done"
    try:
        for text in tokenizer.decode_stream(ids()):
            report({"event": "text", "text": text})
    except KeyboardInterrupt:
        reason = "interrupted"
    speed = drawn / (time.perf_counter() - began)
    report({"event": "end", "reason": reason, "tokens": drawn, "tokens_per_second": speed})


def load_run(folder: Path | None, parts: Parts, last: bool) -> tuple[nn.Module, Tokenizer, Path, int | None]:
    """Load a run's model where it predicted best (or at its end), with its tokenizer, its path and its step."""
    if folder is not None and (folder / "config.json").is_file():
        return from_pretrained(folder, parts), GPT2Tokenizer(), folder, None
    run = find_run(folder)
    path = next(run / name for name in ((LAST, BEST) if last else (BEST, LAST)) if (run / name).is_file())
    content = load_checkpoint(path)
    model = build(GPTConfig.from_dict(content["config"]), parts)
    load_weights(model, content["model"], path)
    return model, load_tokenizer(run / TOKENIZER), path, content["step"]


def _check_arguments(args: Namespace) -> None:
    if args.tokens < 1:
        raise UsageError(f"--tokens must be at least 1, not {args.tokens}.")
    if not 0 <= args.temperature < float("inf"):
        raise UsageError(f"--temperature must be 0 (always the likeliest) or more, not {args.temperature}.")
    if args.top_k is not None and args.top_k < 1:
        raise UsageError(f"--top-k must be at least 1, not {args.top_k}.")
    if args.top_p is not None and not 0 < args.top_p <= 1:
        raise UsageError(f"--top-p must be above 0 and at most 1, not {args.top_p}.")
    if "\x00" in args.prompt:
        raise LabError("A prompt cannot hold a NUL character.")
