"""Measure whether histories stay with their cards through edits, and are never given to others.

    python -m benchmarks.identity [--set first|second|third] [--file A] [--family NAME] [--show N]
    python -m benchmarks.identity --only cases|real|scale
    python -m benchmarks.identity --generated 3000 [--family NAME] [--show N] [--seed 1]
    python -m benchmarks.identity --git REPO [--opt-in all]

The cases (`benchmarks/adversary`) were written by authors who had not seen the rules. Each is lived through in a study
of its own: the first state is imported, all of its cards are learned, and the notes are synced after each further save.
Real edits of public vaults (`benchmarks/real_edits.py`) and edits of many cards (`benchmarks/mass_edits.py`) follow.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import mass_edits, real_edits
from benchmarks.adversary import tables
from benchmarks.adversary.cases import FILES, SETS, read_cases
from benchmarks.adversary.fates import live_through_all
from benchmarks.edits import generated
from benchmarks.edits.replay import replay

_PARTS = ("cases", "real", "scale")


def run_cases(options: argparse.Namespace) -> bool:
    """Live through the cases that are asked for; return True if the bars hold in each set."""
    cases = read_cases(options.file, options.family, options.set)
    if not cases:
        sys.exit("no case is of that file, family and set")
    all_ = live_through_all(cases)
    print(tables.LEGEND)
    held = True
    for name in SETS:
        lived = [each for each in all_ if each.case.set == name]
        if lived:
            held = tables.print_set(name, lived) and held
            tables.print_examples(lived, options.show)
    return held


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.identity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--set", choices=SETS, help="only the odd lines of A to G (first), the even ones, or H and I (third)"
    )
    parser.add_argument("--file", choices=tuple(FILES), help="only the cases of this file")
    parser.add_argument("--family", metavar="NAME", help="only this family")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="N examples a family of what breaks a bar")
    parser.add_argument("--only", choices=_PARTS, help="only the cases, the real edits, or the large vaults")
    parser.add_argument("--generated", type=int, metavar="N", help="make and judge N edits of generated vaults instead")
    parser.add_argument("--seed", type=int, default=1, help="with --generated")
    parser.add_argument("--git", type=Path, metavar="REPO", help="replay the history of a repository of notes instead")
    parser.add_argument("--opt-in", action="append", default=[], metavar="TAG|FOLDER|all", help="with --git: as import")
    options = parser.parse_args()
    if options.git:
        replay(options.git, tuple(options.opt_in))
        return 0
    if options.generated:
        return 0 if generated.run(options.generated, options.family, options.show, options.seed) else 1
    is_part = options.set or options.file or options.family
    parts = (options.only,) if options.only else ("cases",) if is_part else _PARTS
    runs = {"cases": lambda: run_cases(options), "real": lambda: real_edits.run(options.show), "scale": mass_edits.run}
    held = [runs[part]() for part in parts]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
