"""Merge what another device holds into this home: the two become one memory.

OTHER is the folder of another home, its database file, or a file of `studygpt export`. What is not here yet is added:
cards, grades, undos, decisions; memories follow from both logs. Merging once more adds nothing, and it does not matter
which home merges which, or in what order. OTHER itself stays as it is, so merge there too, to have the same on both.

A synchronised folder with a database that two devices wrote to gets a second copy of it: `studygpt merge` without OTHER
merges the copies that lie beside the database, and puts them into backups/.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.output import CountingLine, print_json, print_line
from studygpt.study import merge_left_copies, merge_other
from studygpt.text import counted, one_name


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("other", metavar="OTHER", type=Path, nargs="?", help="a home, a database file or an export")
    parser.add_argument("--json", action="store_true", help="what was added, as a JSON list with an object a file")


def run(options: Namespace) -> int:
    count = CountingLine("Reading")
    other = options.other and options.other.expanduser()
    merged = [(other, merge_other(other, count))] if other else list(merge_left_copies(count))
    count.end()
    if options.json:
        print_json(
            [{"path": str(other), **each._asdict(), "kept": each.kept and str(each.kept)} for other, each in merged]
        )
        return 0
    for other, each in merged:
        cards, acts = counted(each.cards, "card"), counted(each.reviews, "act")
        print_line(one_name(f"{other.name}: {cards} and {acts} of the log that were not here yet"))
        if each.kept is not None:
            print_line(f"As it was before: {each.kept}")
    if not merged:
        print_line("No sync program left a copy of the database beside it; name the home, database or export to merge.")
    return 0 if merged else 1
