"""Take in a folder of markdown notes.

The folder becomes a source; its notes are read, never written. Notes with a deck tag (#flashcards, or what the vault's
Obsidian Spaced Repetition settings name) may use `::` and `?`; other forms of cards count everywhere. Importing the
folder again, or `studygpt sync`, reads what changed. What was not taken for cards is counted, so that a way of writing
that was missed is seen; --verbose names each place.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.output import ProgressBar, say, say_json, say_problems, warn
from studygpt.commands.preview import opt_in_argument, trust_argument
from studygpt.commands.sync import say_summary, summary_object, withheld
from studygpt.render.harmless import one_name
from studygpt.study import Study


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="the folder")
    parser.add_argument("--name", help="a name for the source, else the folder's")
    opt_in_argument(parser)
    trust_argument(parser)
    parser.add_argument("--verbose", action="store_true", help="also each place that was passed over, and why")
    parser.add_argument("--json", action="store_true", help="the counts, as a JSON list of one object")


def run(options: Namespace) -> int:
    library = Study.open().library
    summary = library.import_folder(
        options.path,
        options.name,
        tuple(options.opt_in),
        ProgressBar("Reading"),
        trusted=tuple(options.trust),
    )
    if options.json:
        say_json([summary_object(summary)])
    else:
        say_summary(summary)
        if options.verbose:
            for place in library.passed_over(library.source(summary.source)):
                say(one_name(str(place)))
    say_problems(summary.problems)
    if summary.withheld:
        warn(withheld(summary))
        return 3
    return 0
