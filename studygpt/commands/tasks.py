"""List what your notes leave to do.

Boxes (`[ ]` open, `[-]` begun, `[x]` done; with a bullet or without), lines with a #todo tag, and Logseq's TODO, DOING
and DONE. You tick them off in your notes.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import say, say_by_note, say_json
from studygpt.model import TaskState
from studygpt.study import Study
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="those that are done, too")
    parser.add_argument("--json", action="store_true", help="a JSON list, with those that are done")


def run(options: Namespace) -> int:
    tasks = Study.open().inbox.tasks()
    if options.json:
        keys = ("id", "text", "source", "path", "line")
        say_json(
            [{**{key: getattr(each, key) for key in keys}, "done": each.state == TaskState.DONE} for each in tasks]
        )
        return 0
    shown = [each for each in tasks if options.all or each.state != TaskState.DONE]
    say_by_note(
        (each.source, each.path, each.line, each.id, each.text, "" if each.state == TaskState.OPEN else each.state)
        for each in shown
    )
    done = sum(each.state == TaskState.DONE for each in tasks)
    say(f"\n{counted(len(tasks) - done, 'task')} to do, {done:,} done" if tasks else "Your notes leave nothing to do.")
    return 0
