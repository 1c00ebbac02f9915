"""Look for mistakes in the cards of a note or folder, and run their doctests.

Reports what would make no card or a bad one, as `path:line: sentence`: separators without a question or an answer,
clozes whose braces do not balance, blanks that the answer does not fill, the same question twice; embeds, links and
exercises that do not exist; notes and settings that cannot be read. Exits 1 if it finds anything. Whatever makes a card
hard to learn is reported as advice, not as a mistake.

--run runs the doctests of cards, in processes of their own: those in a card's code, and those in a comment behind it
(`%% .. %%` or `<!-- .. -->`), which cards do not show. Its last line is `N cards proved, M failed`, and it exits 1 if M
is not 0. Without --run, code in notes is never run.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from studygpt.commands.note_options import opt_in_argument
from studygpt.commands.output import print_json, print_line
from studygpt.model import Json, Problem
from studygpt.study import advice, lint, preview, run_doctests
from studygpt.text import counted

_ADVICE_AT_MOST = 20


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a note or a folder")
    opt_in_argument(parser)
    parser.add_argument("--run", action="store_true", help="run the doctests of cards: code of these notes")
    parser.add_argument(
        "--json",
        action="store_true",
        help="a JSON list of {path, line, message}, with `advice` or `proved` where it is no mistake of the note",
    )


def run(options: Namespace) -> int:
    found = preview(options.path, tuple(options.opt_in))
    problems, advised = lint(found), advice(found)
    proving = None
    if options.run:
        proving = run_doctests(found)
        problems += proving.stray
    if options.json:
        objects = [*_objects(problems), *_objects(advised, advice=True)]
        if proving is not None:
            proved = [Problem(path, line, "") for path, line in proving.proved]
            objects += [*_objects(proved, proved=True), *_objects(proving.failed, proved=False)]
        print_json(objects)
    else:
        _print_found(problems, advised)
        cards = sum(1 for _ in found.drafts)
        looked_at = f"{counted(cards, 'card')} in {counted(len(found.notes), 'note')}"
        print_line(f"{counted(len(problems), 'problem')} in {looked_at}" if problems else f"No problem in {looked_at}")
        if proving is not None:
            for failure in proving.failed:
                print_line(str(failure))
            print_line(f"{len(proving.proved)} cards proved, {len(proving.failed)} failed")
    return 1 if problems or (proving is not None and proving.failed) else 0


def _print_found(problems: Sequence[Problem], advised: Sequence[Problem]) -> None:
    for problem in problems:
        print_line(str(problem))
    for each in advised[:_ADVICE_AT_MOST]:
        print_line(str(each._replace(message=f"advice: {each.message}")))
    if len(advised) > _ADVICE_AT_MOST:
        print_line(f"... and {len(advised) - _ADVICE_AT_MOST} more pieces of advice; --json has them all")


def _objects(problems: Sequence[Problem], **more: bool) -> list[Json]:
    return [{"path": each.path, "line": each.line, "message": each.message, **more} for each in problems]
