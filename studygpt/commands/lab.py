"""Train a GPT, write with it, ask what it costs.

  studygpt lab train --recipe notes --text ~/vault     train on your own notes; Ctrl-C saves, --resume goes on
  studygpt lab sample "To be"                          write with what was trained
  studygpt lab info --size gpt2                        parameters, FLOPs, memory

`studygpt lab train --help` (or sample, info) explains the options. Exercises come with a later version.
"""

from __future__ import annotations

from argparse import REMAINDER, ArgumentParser, Namespace

from studygpt.commands.output import say, say_json
from studygpt.errors import UsageError
from studygpt.study import lab

ACTIONS = ("train", "sample", "info")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", metavar="train|sample|info")
    parser.add_argument("options", nargs=REMAINDER, help="what the action takes; --json prints its own JSON lines")


def run(options: Namespace) -> int:
    lab.require()
    if options.action is None:
        say("The lab is installed. `studygpt lab train` trains a GPT, `studygpt lab sample` writes with it.")
        say("The exercises come with a later version; the cards on them are in `studygpt review`.")
        return 0
    if options.action not in ACTIONS:
        raise UsageError(f"the lab has no {options.action!r}; there are {', '.join(ACTIONS)}")
    words = [options.action, *options.options]
    if "--help" in words or "-h" in words:
        return lab.pass_through(words)
    if "--json" in words:
        for event in lab.events([word for word in words if word != "--json"]):
            say_json(event)
        return 0
    from studygpt.commands.lab_view import view_for

    view = view_for(options.action)
    for event in lab.events(words):
        view.show(event)
    return 0
