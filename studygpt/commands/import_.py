"""Take in a folder of markdown notes, or a file of `studygpt export`.

The folder becomes a source; its notes are read, never written. `::` and `?` make cards only in notes with a deck tag
(#flashcards, or what the vault's Obsidian Spaced Repetition settings name); the other forms of cards count everywhere.
Importing the folder again, or `studygpt sync`, reads what changed. Lines that look like cards and were not taken for
any are counted, so that you notice when a way of writing was missed; --verbose lists them.

Where the folder holds the notes of a source that there is already (the folder was moved, or copied), you are asked what
to do, so that no card is there twice. In a script nothing is imported then, unless --as-new says so.

A file that `studygpt export` wrote (.json or .jsonl) gives an empty home what it holds; to another home it adds what is
not there yet, and memories follow from both logs. Nothing changes before all of it was read.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from studygpt.commands.note_options import opt_in_argument, trust_argument
from studygpt.commands.output import (
    CountingLine,
    ProgressBar,
    answers_yes,
    print_error,
    print_json,
    print_line,
    print_problems,
    print_wrapped,
)
from studygpt.commands.sources import print_move
from studygpt.commands.sync import print_summary, summary_object
from studygpt.errors import StudyError
from studygpt.study import Study, move_command
from studygpt.text import counted, one_name, shell_word

if TYPE_CHECKING:
    from studygpt.study import RecognisedNotes


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="the folder, or the file of an export")
    parser.add_argument("--name", help="a name for the source, else the folder's")
    opt_in_argument(parser)
    trust_argument(parser)
    parser.add_argument("--as-new", action="store_true", help="a new source, though another one has the same notes")
    parser.add_argument("--verbose", action="store_true", help="list each place that was passed over, and why")
    parser.add_argument("--json", action="store_true", help="the counts, as a JSON list of one object")


def run(options: Namespace) -> int:
    if options.path.suffix.lower() in (".json", ".jsonl") and not options.path.is_dir():
        return _import_file(options.path.expanduser(), as_json=options.json)
    library = Study.open(to_write=True).library
    name = options.name
    recognised = None if options.as_new else library.recognise(options.path, name)
    if recognised is not None:
        if options.json or not sys.stdin.isatty():
            return _refuse(recognised, options)
        if not _confirms(recognised):
            print_wrapped(f"Nothing was imported. `{_as_new(recognised, options)}` makes a new source of it.")
            return 1
        name = recognised.free_name
        if recognised.gone:
            name = recognised.source.name
            print_move(library.move(name, options.path))
    summary = library.import_folder(
        options.path,
        name,
        tuple(options.opt_in),
        ProgressBar("Reading"),
        trusted=tuple(options.trust),
    )
    if options.json:
        print_json([summary_object(summary)])
    else:
        print_summary(summary)
        if options.verbose:
            for place in library.passed_over(library.source(summary.source)):
                print_line(one_name(str(place)))
    print_problems(summary.problems)
    if summary.warning:
        print_error(summary.warning)
        return 3
    return 0


def _confirms(found: RecognisedNotes) -> bool:
    """Ask at the terminal whether to move a source to the folder, or to import its notes a second time."""
    print_wrapped(one_name(_told(found)))
    if found.gone:
        return answers_yes(f"Move the source {found.source.name} there?")
    return answers_yes(f"Import it all the same, as a second source named {found.free_name}?")


def _refuse(found: RecognisedNotes, options: Namespace) -> int:
    """Tell a script why nothing was imported, and which commands decide it."""
    name, as_new = found.source.name, _as_new(found, options)
    move = move_command(name, shell_word(str(found.folder))) if found.can_move else None
    decide = f"`{move}` moves that source there, with its cards and their histories; " if move else ""
    why = one_name(f"{_told(found)} Nothing was imported: {decide}`{as_new}` makes a new source of it.")
    if options.json:
        its = {"source": name, "path": str(found.source.path), "gone": found.gone}
        counts = {"known": found.known, "found": found.found}
        print_json([{"imported": False, "why": why, **its, **counts, "move": move, "as_new": as_new}])
    else:
        print_error(f"studygpt: {why}")
    return 1


def _told(found: RecognisedNotes) -> str:
    """Return a sentence that says whose notes the folder holds."""
    place = found.source.path
    where = f"not at {place} any more" if found.gone else f"still at {place}, so these cards would be there twice"
    return (
        f"{found.folder} holds {found.found:,} of the {counted(found.known, 'note')} with cards of the source "
        f"{found.source.name!r}, which is {where}."
    )


def _as_new(found: RecognisedNotes, options: Namespace) -> str:
    """Return the command that imports the folder as a source of its own, with the options that were given."""
    words = [str(found.folder), "--as-new"]
    words += ["--name", found.free_name] if options.name or found.free_name != found.folder.name else []
    words += [word for choice in options.opt_in for word in ("--opt-in", choice)]
    words += [word for kind in options.trust for word in ("--trust", kind)]
    return f"studygpt import {' '.join(map(shell_word, words))}"


def _import_file(file: Path, *, as_json: bool) -> int:
    from studygpt.study import import_file  # only when a file is imported

    if not file.is_file():
        raise StudyError(f"{file}: there is no such file")
    count = CountingLine("Reading")
    imported = import_file(file, count)
    count.end()
    if as_json:
        print_json([{**imported._asdict(), "kept": imported.kept and str(imported.kept)}])
        return 0
    cards, rows = counted(imported.cards, "card"), counted(imported.reviews, "act")
    print_line(f"{file.name}: {cards} and {rows} of the log{' that were not here yet' if imported.merged else ''}")
    if imported.kept is not None:
        print_line(f"As it was before: {imported.kept}")
    return 0
