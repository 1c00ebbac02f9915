"""Write everything into one file.

Sources, notes, cards, memories, the whole log, suggestions, questions and settings, as JSON Lines: to FILE, or to
standard output. `studygpt import FILE` takes it in again: into an empty home as it was, into another one as what is not
there yet.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.output import CountingLine, print_line
from studygpt.commands.streams import JsonOutput
from studygpt.errors import UsageError
from studygpt.study import Study, export, export_to


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="as JSON Lines, the only way so far")


def run(options: Namespace) -> int:
    if not options.json:
        raise UsageError("say in which form: `studygpt export --json [FILE]`")
    context = Study.open().context
    count = CountingLine("Writing")
    if options.file is None or str(options.file) == "-":
        export(context, JsonOutput(), count)
        return 0
    export_to(context, options.file.expanduser(), count)
    count.end()
    print_line(f"{options.file}: {options.file.expanduser().stat().st_size / 1e6:,.1f} MB")
    return 0
