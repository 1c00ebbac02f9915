"""`python -m lab`: JSON lines on stdout, a sentence on stderr where something is wrong.

Exit codes: 0 done (also after Ctrl-C, which saves), 1 any verdict but a pass, 2 wrong usage, 3 could not go on.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from lab.errors import LabError


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    code = 0
    try:
        # Each command is imported only when it runs: torch takes a second, which --help need not wait for.
        if args.command == "train":
            from lab.commands.train import train

            train(args)
        elif args.command == "sample":
            from lab.commands.sample import sample

            sample(args)
        elif args.command == "info":
            from lab.commands.info import info

            info(args)
        elif args.command == "check":
            from lab.commands.check import check

            code = check(args)
        elif args.command == "prove":
            from lab.commands.prove import prove

            code = prove(args)
        elif args.command == "doctest":
            from lab.commands.doctest import run_doctests

            code = run_doctests(args)
        elif args.command == "exercises":
            from lab.commands.exercises import list_exercises

            list_exercises()
        else:
            from lab.commands.exercises import show

            show(args)
    except LabError as error:
        sys.stderr.write(f"{error}\n")
        return error.code
    except ImportError as error:
        sys.stderr.write(f"The lab is not installed ({error}): make lab, or pip install 'studygpt[lab]'.\n")
        return 3
    except KeyboardInterrupt:
        sys.stderr.write("Stopped at once; the last checkpoint, if there was one, is kept.\n")
        return 3
    return code


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog=os.environ.get("LAB_NAME", "python -m lab"),
        description="A working GPT: train it, sample from it, ask what it costs, write its parts yourself.",
    )
    commands = parser.add_subparsers(dest="command", required=True)

    train = commands.add_parser("train", help="train a GPT by a recipe")
    train.add_argument("--recipe", help="a recipe that ships, or a TOML file of your own (shakespeare-char-cpu)")
    train.add_argument("--text", help="a text file, or a folder of notes (the decks and Python's documentation)")
    train.add_argument("--steps", type=_count, help="stop here, on the recipe's own schedule, and evaluate")
    train.add_argument("--out", type=_path, help="the run's folder (runs/RECIPE in the workspace)")
    train.add_argument("--resume", action="store_true", help="go on with a run, as if it had never stopped")
    train.add_argument("--overwrite", action="store_true", help="begin again where --out holds a run already")
    train.add_argument("--no-compile", action="store_true", help="on a GPU, begin at once and run slower")

    sample = commands.add_parser("sample", help="write with a trained GPT")
    sample.add_argument("prompt", nargs="?", default="", help="what the text begins with")
    sample.add_argument("--run", type=_path, help="the run's folder, or one with GPT-2's weights (the newest run)")
    sample.add_argument("--last", action="store_true", help="as it was at the end, not where it predicted best")
    sample.add_argument("--tokens", type=int, default=500, help="how many to draw (500)")
    sample.add_argument("--temperature", type=float, default=0.8, help="0: always the likeliest; 1: as learned (0.8)")
    sample.add_argument("--top-k", type=int, help="only among the K likeliest")
    sample.add_argument("--top-p", type=float, help="only among the likeliest that together reach P")
    sample.add_argument("--seed", type=int, help="the same number gives the same text")

    info = commands.add_parser("info", help="parameters, FLOPs, memory, MFU")
    info.add_argument("--recipe", help="of a recipe")
    info.add_argument("--size", help="of a published GPT-2: gpt2, gpt2-medium, gpt2-large, gpt2-xl")
    info.add_argument("--run", type=_path, help="of a run (the newest)")
    info.add_argument("--text", type=_path, help="with --recipe: the text whose characters are counted")

    commands.add_parser("exercises", help="list the exercises, in the order of the path")
    for name, text in TEXTS.items():
        shown = commands.add_parser(name, help=text)
        shown.add_argument("exercise", help="its name, or a concept")
        if name == "hint":
            shown.add_argument("number", nargs="?", type=_count, help="which one (1)")
    check = commands.add_parser("check", help="check files: a verdict each, and 1 unless all pass")
    check.add_argument("exercise", help="its name, or a concept")
    check.add_argument("files", nargs="+", type=_path, metavar="FILE")
    check.add_argument("--seed", type=_count, help="the inputs of an earlier verdict (fresh ones at every check)")
    prove = commands.add_parser("prove", help="train a small GPT with your part beside the reference")
    prove.add_argument("exercise", help="its name, or a concept")
    prove.add_argument("file", type=_path)
    prove.add_argument(
        "--text", type=_path, help="a text file or a folder of notes (the decks and Python's documentation)"
    )
    doctest = commands.add_parser(
        "doctest", help="whether the doctests of cards hold: a JSON line each on standard input"
    )
    doctest.add_argument("--seconds", type=float, default=10.0, help="how long each card may take (10)")

    for command in (train, sample, info, prove):
        command.add_argument("--device", default="auto", help="auto, cpu, cuda or mps (auto)")
    for command in (train, info):
        help_text = "change a number of the recipe, as in --set batch_size=8; may be repeated"
        command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=help_text)
    return parser


TEXTS = {
    "prompt": "what an exercise asks for",
    "start": "the file to begin with",
    "hint": "a hint",
    "solution": "the reference: the code of the working GPT",
}


def _count(typed: str) -> int:
    value = int(typed)
    if value < 0:
        raise ValueError
    return value


def _path(typed: str) -> Path:
    return Path(typed).expanduser()


if __name__ == "__main__":
    sys.exit(main())
