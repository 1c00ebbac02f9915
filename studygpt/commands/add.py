"""Write a card into your own notes.

The card is appended to `notes/cards.md` in the workspace (STUDYGPT_WORKSPACE, else ~/studygpt), where you can edit it
like any note. Without arguments, StudyGPT asks for question and answer; an empty line ends each.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from studygpt.commands.output import print_added
from studygpt.commands.streams import write_error
from studygpt.study import Study


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="?")
    parser.add_argument("answer", nargs="?")
    parser.add_argument("--deck", metavar="NAME", help="the deck, such as gpt/attention")
    parser.add_argument("--json", action="store_true", help="the card, in a JSON list")


def run(options: Namespace) -> int:
    front = options.question if options.question is not None else _ask("Question")
    back = options.answer if options.answer is not None else _ask("Answer")
    study = Study.open(to_write=True)
    note, card = study.library.add(front, back, options.deck)
    print_added(study.context, note, card, as_json=options.json)
    return 0


def _ask(what: str) -> str:
    if sys.stdin.isatty():
        write_error(f"{what} (an empty line ends it):\n")
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            if lines:
                break
            continue
        lines.append(line.rstrip("\n"))
    return "\n".join(lines)
