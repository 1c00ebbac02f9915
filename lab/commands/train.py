"""`python -m lab train`: train a recipe on a text."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from lab.errors import LabError
from lab.gpt.checkpoint import BEST, LAST, load_checkpoint
from lab.gpt.corpus import read_corpus
from lab.gpt.data import Data, open_data, prepare
from lab.gpt.device import choose_device, is_out_of_memory
from lab.gpt.distributed import World, join_world
from lab.gpt.flops import flops_per_token, parameters, peak_flops
from lab.gpt.parts import FAST, Parts
from lab.gpt.recipe import Recipe, load_recipe
from lab.gpt.runs import DEFAULT_RECIPE, TOKENIZER, place_for_run
from lab.gpt.tokenizer.base import Tokenizer
from lab.gpt.tokenizer.bpe import BPETokenizer
from lab.gpt.tokenizer.files import load_tokenizer, save_tokenizer, train_tokenizer
from lab.gpt.trainer import Trainer
from lab.report import report, silence


def train(args: Namespace, parts: Parts = FAST) -> None:
    with join_world(args.device) as world:
        report_first = report if world.first else silence
        recipe, out = _recipe_and_place(args, world)
        device = choose_device(args.device, world.local_rank, not args.no_compile)
        text = args.text or recipe.text
        if world.first:
            _prepare(recipe, Path(text) if text else None, out, args, parts)
        world.wait()
        tokenizer, data = _open(out)
        try:
            trainer = Trainer(recipe, data, tokenizer, out, device, report_first, world, parts)
            if args.resume:
                trainer.resume()
            peak = peak_flops(device.name)
            report_first(
                {
                    "event": "start",
                    "title": recipe.title,
                    "out": str(out),
                    "device": device.name,
                    "precision": device.precision,
                    "processes": world.size,
                    "parameters": parameters(trainer.config),
                    "vocab_size": tokenizer.vocab_size,
                    "train_tokens": len(data.train),
                    "val_tokens": len(data.val),
                    "tokens_per_step": recipe.batch_size * recipe.block_size,
                    "flops_per_token": flops_per_token(trainer.config),
                    "peak_flops": peak * world.size if peak else None,
                    "step": trainer.step,
                    "steps": recipe.steps,
                    "stop": recipe.steps if args.steps is None else min(args.steps, recipe.steps),
                    "history": trainer.history,
                }
            )
            reason = trainer.run(args.steps)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            raise _out_of_memory(recipe, out) from None
        report_first(
            {"event": "end", "reason": reason, "step": trainer.step, "out": str(out), "history": trainer.history}
        )


def _recipe_and_place(args: Namespace, world: World) -> tuple[Recipe, Path]:
    """Return the recipe and the folder of a run. A resumed run keeps its own recipe, unless another one is named.

    The first process decides on the folder.
    """
    place = place_for_run(args.out, args.recipe, args.resume, args.overwrite) if world.first else None
    out: Path = world.gather(place)[0]
    if args.resume and args.recipe is None:
        recipe = Recipe(**load_checkpoint(out / LAST)["recipe"])
    else:
        recipe = load_recipe(args.recipe or DEFAULT_RECIPE)
    return recipe.changed(args.set), out


def _prepare(recipe: Recipe, text: Path | None, out: Path, args: Namespace, parts: Parts) -> None:
    """Write the text as ids to the run's folder; a resumed run has them, unless it is given another text."""
    if args.resume:
        if args.text:
            prepare(read_corpus(text), load_tokenizer(out / TOKENIZER), out)
        return
    corpus = read_corpus(text)
    tokenizer = train_tokenizer(recipe.tokenizer, corpus)
    for name in (LAST, BEST):  # with --overwrite: another tokenizer's ids would mean nothing to the old weights
        (out / name).unlink(missing_ok=True)
    save_tokenizer(tokenizer, out / TOKENIZER)
    encode = None
    if isinstance(tokenizer, BPETokenizer) and parts.tokenizer is not FAST.tokenizer:
        # A learner's own tokenizer encodes the text; the ids are the same, so ours may decode them.
        encode = parts.tokenizer(tokenizer.vocab, tokenizer.merges, list(tokenizer.special)).encode
    prepare(corpus, tokenizer, out, encode)


def _open(out: Path) -> tuple[Tokenizer, Data]:
    tokenizer = load_tokenizer(out / TOKENIZER)
    return tokenizer, open_data(out, tokenizer)


def _out_of_memory(recipe: Recipe, out: Path) -> LabError:
    now = recipe.micro_batch or recipe.batch_size
    kept = f" The last checkpoint is kept in {out}." if (out / LAST).is_file() else ""
    if now > 1:
        return LabError(
            f"The memory is not enough for {now} sequences of {recipe.block_size} at once: lower micro_batch, as with "
            f"--set micro_batch={max(1, now // 2)}, which only takes longer.{kept}"
        )
    return LabError(
        f"The memory is not enough even for one sequence: lower block_size (now {recipe.block_size}), "
        f"n_embd (now {recipe.n_embd}) or n_layer (now {recipe.n_layer}).{kept}"
    )
