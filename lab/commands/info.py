"""`python -m lab info`: parameters, FLOPs and memory of a model, before or after it was trained."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from lab.errors import UsageError
from lab.gpt.checkpoint import BEST, LAST, load_checkpoint
from lab.gpt.config import GPTConfig
from lab.gpt.corpus import read_corpus
from lab.gpt.device import choose_device
from lab.gpt.flops import flops_per_token, mfu, parameters, peak_flops, training_bytes
from lab.gpt.recipe import Recipe, load_recipe
from lab.gpt.runs import find_run, newest_run
from lab.gpt.tokenizer.files import train_tokenizer
from lab.report import Json, report


def info(args: Namespace) -> None:
    named = [name for name in ("recipe", "size", "run") if getattr(args, name)]
    if len(named) > 1:
        raise UsageError(f"Ask about one thing at a time, not --{' and --'.join(named)}.")
    if args.recipe:
        recipe = load_recipe(args.recipe).changed(args.set)
        config = recipe.config(_vocab_size(recipe, args.text))
        _report_cost(args.recipe, config, recipe.micro_batch or recipe.batch_size, choose_device(args.device).name)
    elif args.size or (args.run is None and newest_run() is None):
        _report_cost(args.size or "gpt2", GPTConfig.named(args.size or "gpt2"), 1, choose_device(args.device).name)
    else:
        run = find_run(args.run)
        content = load_checkpoint(run / LAST if (run / LAST).is_file() else run / BEST)
        recipe = Recipe(**content["recipe"])
        trained = {"step": content["step"], "best_val_loss": content["best"], "history": content["history"]}
        config, at_once = GPTConfig.from_dict(content["config"]), recipe.micro_batch or recipe.batch_size
        _report_cost(str(run), config, at_once, content["device"], content["tokens_per_second"], trained)


def _report_cost(
    name: str,
    config: GPTConfig,
    sequences: int,
    device: str,
    speed: float | None = None,
    trained: Json | None = None,
) -> None:
    peak = peak_flops(device)
    memory = training_bytes(config, sequences)
    report(
        {
            "event": "info",
            "name": name,
            "config": config.to_dict(),
            "parameters": parameters(config),
            "flops_per_token": {formula: flops_per_token(config, formula) for formula in ("nanogpt", "llm.c")},
            "memory": memory | {"total": sum(memory.values()), "sequences": sequences},
            "device": device,
            "peak_flops": peak,
            "tokens_per_second": speed,
            "mfu": mfu(speed, config, peak) if speed and peak else None,
            **(trained or {}),
        }
    )


def _vocab_size(recipe: Recipe, text: Path | None) -> int:
    if recipe.vocab_size:
        return recipe.vocab_size
    if recipe.tokenizer == "gpt2":
        return GPTConfig().vocab_size  # known without its ranks
    source = text or (Path(recipe.text) if recipe.text else None)
    return train_tokenizer(recipe.tokenizer, read_corpus(source)).vocab_size
