"""Look for mistakes in the cards of a note or folder.

Reports what would make no card or a bad one, as `path:line: sentence`: separators without a question or an answer,
clozes whose braces do not balance, blanks that the answer does not fill, the same question twice; embeds, links and
exercises that are not there; notes and settings that cannot be read. Exits 1 if it found anything.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.output import counted, say, say_json
from studygpt.commands.preview import opt_in_argument


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a note or a folder")
    opt_in_argument(parser)
    parser.add_argument("--json", action="store_true", help="a JSON list of {path, line, message}")


def run(options: Namespace) -> int:
    from studygpt.study.lint import lint
    from studygpt.study.preview import preview

    found = preview(options.path, tuple(options.opt_in))
    problems = lint(found)
    if options.json:
        say_json([{"path": each.path, "line": each.line, "message": each.message} for each in problems])
    else:
        for problem in problems:
            say(str(problem))
        cards = sum(1 for _ in found.drafts)
        looked_at = f"{counted(cards, 'card')} in {counted(len(found.notes), 'note')}"
        say(f"{counted(len(problems), 'problem')} in {looked_at}" if problems else f"No problem in {looked_at}")
    return 1 if problems else 0
