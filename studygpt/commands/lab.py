"""Write the parts of a GPT yourself, each checked; or train a whole one.

  studygpt lab                                         the next exercise of the path
  studygpt lab attention                               an exercise, by name or concept: its file is checked as you save
  studygpt lab attention --check                       a verdict without the screen; also on another FILE
  studygpt lab attention --hint | --solution | --reset | --restore | --train
  studygpt lab --list                                  the path, and the mistakes that you make
  studygpt lab train --recipe notes --text ~/vault     train on your own notes; Ctrl-C saves, --resume goes on
  studygpt lab sample "To be"                          write with what was trained
  studygpt lab info --size gpt2                        parameters, FLOPs, memory

`studygpt lab train --help` (or sample, info) explains their options. Exit code 1: any verdict but a pass.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from studygpt.commands.output import print_json
from studygpt.commands.terminal import can_show_app
from studygpt.errors import UsageError
from studygpt.study import lab_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from studygpt.study import Study

PASSED_ON = ("train", "sample", "info")
"""The actions that are passed to the lab, which parses their options itself."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercise", nargs="?", help="its name, or a concept (train, sample, info: see below)")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--list", action="store_true", help="all exercises, how they stand, and your mistakes")
    act.add_argument("--check", nargs="?", const="", metavar="FILE", help="a verdict on your file, or on FILE")
    act.add_argument("--hint", action="store_true", help="the next hint")
    act.add_argument(
        "--solution", action="store_true", help="the reference; before a pass the exercise comes back soon"
    )
    act.add_argument("--reset", action="store_true", help="start again from the empty file; yours is kept")
    act.add_argument(
        "--restore", nargs="?", const="", metavar="WHEN", help="list the files that were kept, or bring one back"
    )
    act.add_argument("--train", action="store_true", help="train a small GPT with your part beside the reference")
    parser.add_argument("--plain", action="store_true", help="lay the file out and say what to do, without the screen")
    parser.add_argument("--yes", action="store_true", help="do not ask before the solution is shown")
    parser.add_argument("--json", action="store_true", help="JSON on stdout")


def run(options: Namespace) -> int:
    if options.exercise in PASSED_ON:
        return _run_lab(options.exercise, options.options or [])
    if options.check and options.exercise is None and not Path(options.check).exists():
        options.exercise, options.check = options.check, ""  # `lab --check attention`
    from studygpt.study import Study  # only for exercises: train, sample and info need no study

    study = Study.open()
    try:
        return _practise(study, options)
    finally:
        study.close()


def _practise(study: Study, options: Namespace) -> int:
    from studygpt.commands import practice  # only for exercises

    acts: dict[str, Callable[[Study, Namespace], int]] = {
        "hint": practice.hint,
        "solution": practice.solution,
        "reset": practice.reset,
        "train": practice.train,
    }
    if options.list:
        return practice.show_path(study, options)
    lab_process.require()
    named = [name for name in ("check", "hint", "solution", "reset", "restore", "train") if _asked(options, name)]
    if named and options.exercise is None:
        raise UsageError(f"which exercise? For example: studygpt lab attention --{named[0]}")
    if options.check is not None:
        return practice.check(study, options)
    if options.restore is not None:
        return practice.restore(study, options)
    if named:
        return acts[named[0]](study, options)
    if can_show_app() and not options.plain and not options.json:
        exercise = practice.chosen(study, options).slug
        from studygpt.tui.app import practise  # only in a terminal: Textual takes 200 ms

        return practise(exercise)
    return practice.begin(study, options)


def _asked(options: Namespace, name: str) -> bool:
    return getattr(options, name) not in (None, False)


def _run_lab(action: str, words: list[str]) -> int:
    lab_process.require()
    words = [action, *words]
    if "--help" in words or "-h" in words:
        return lab_process.pass_through(words)
    if "--json" in words:
        for event in lab_process.events([word for word in words if word != "--json"]):
            print_json(event)
        return 0
    from studygpt.commands.lab_view import view_for  # only when something is drawn

    view = view_for(action)
    for event in lab_process.events(words):
        view.show(event)
    return 0
