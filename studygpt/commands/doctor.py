"""Look for damage, and mend it.

Looks at the file itself, at what its tables say of each other, at every memory against the log from which it follows,
and at the settings. --fix copies the database first. What SQLite can no longer read is not mended: then the newest good
backup is named. Exits 1 if damage was found and is still there.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from studygpt.commands.output import ProgressBar, print_json, print_line, print_wrapped
from studygpt.commands.streams import rewrite_line
from studygpt.study import Doctor, Health, put_back_all


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="mend what can be mended, after a backup")
    parser.add_argument("--json", action="store_true", help="what was looked at, as a JSON list")


def run(options: Namespace) -> int:
    watched = sys.stderr.isatty()
    doctor = Doctor(ProgressBar("Reading the log") if watched else None, fix=options.fix, put_back=put_back_all)
    found = []
    for each in doctor.examine():
        found.append(each)
        if watched:
            rewrite_line("")
        if not options.json:
            print_wrapped(f"{each.verdict.value:<7} {each.check}: {each.sentence}")
        if watched and each.check == "settings":
            rewrite_line("SQLite looks at the file ...")
            sys.stderr.flush()
    damaged = sum(each.verdict is Health.DAMAGE for each in found)
    if options.json:
        print_json([each._asdict() for each in found])
    elif doctor.kept is not None:
        print_line(f"As it was before: {doctor.kept}")
    return 1 if damaged else 0
