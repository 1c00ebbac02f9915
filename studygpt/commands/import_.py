"""Take in a folder of markdown notes, or a file of `studygpt export`.

The folder becomes a source; its notes are read, never written. `::` and `?` make cards only in notes with a deck tag
(#flashcards, or what the vault's Obsidian Spaced Repetition settings name); the other forms of cards count everywhere.
Importing the folder again, or `studygpt sync`, reads what changed. Lines that look like cards and were not taken for
any are counted, so that you notice when a way of writing was missed; --verbose lists them.

A file that `studygpt export` wrote (.json or .jsonl) gives an empty home what it holds; to another home it adds what is
not there yet, and memories follow from both logs. Nothing changes before all of it was read.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.note_options import opt_in_argument, trust_argument
from studygpt.commands.output import CountingLine, ProgressBar, print_error, print_json, print_line, print_problems
from studygpt.commands.sync import print_summary, summary_object, withheld_warning
from studygpt.errors import StudyError
from studygpt.study import Study
from studygpt.text import counted, one_name


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="the folder, or the file of an export")
    parser.add_argument("--name", help="a name for the source, else the folder's")
    opt_in_argument(parser)
    trust_argument(parser)
    parser.add_argument("--verbose", action="store_true", help="list each place that was passed over, and why")
    parser.add_argument("--json", action="store_true", help="the counts, as a JSON list of one object")


def run(options: Namespace) -> int:
    if options.path.suffix.lower() in (".json", ".jsonl") and not options.path.is_dir():
        return _import_file(options.path.expanduser(), as_json=options.json)
    library = Study.open().library
    summary = library.import_folder(
        options.path,
        options.name,
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
    if summary.withheld:
        print_error(withheld_warning(summary))
        return 3
    return 0


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
