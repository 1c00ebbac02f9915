"""List the tasks in your notes.

Boxes (`[ ]` open, `[-]` begun, `[x]` done; with or without a bullet), lines with a #todo tag, and Logseq's TODO, DOING
and DONE. Tick them off in your notes.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import print_by_note, print_json, print_line
from studygpt.model import TaskState
from studygpt.study import Study
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="also tasks that are done")
    parser.add_argument("--json", action="store_true", help="a JSON list, with tasks that are done")


def run(options: Namespace) -> int:
    tasks = Study.open().inbox.tasks()
    if options.json:
        keys = ("id", "text", "source", "path", "line")
        print_json(
            [{**{key: getattr(each, key) for key in keys}, "done": each.state == TaskState.DONE} for each in tasks]
        )
        return 0
    shown = [each for each in tasks if options.all or each.state != TaskState.DONE]
    print_by_note(
        (each.source, each.path, each.line, each.id, each.text, "" if each.state == TaskState.OPEN else each.state)
        for each in shown
    )
    done = sum(each.state == TaskState.DONE for each in tasks)
    print_line(
        f"\n{counted(len(tasks) - done, 'task')} to do, {done:,} done" if tasks else "There are no tasks in your notes."
    )
    return 0
