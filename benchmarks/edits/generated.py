"""Make edits of generated vaults, and count what became of the cards: a regression, with families by the dozen.

Each edit is made to a vault that was imported and learned; then the vault is synced, and every card's id compared with
what a person would say. A card is counted where the edit concerned it: its lines, its note or its neighbours are others
now, or it lost its history though nothing of it changed. So cards that nobody touched do not make the figure better.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.edits import FAMILIES
from benchmarks.edits.build import make_vault
from benchmarks.edits.chemistry_texts import CHEMISTRY_TEXTS
from benchmarks.edits.geography_texts import GEOGRAPHY_TEXTS
from benchmarks.edits.gpt_texts import GPT_TEXTS
from benchmarks.edits.history_texts import HISTORY_TEXTS
from benchmarks.edits.judge import Home, Tally
from benchmarks.edits.pool import read_pool

_TEXTS = {**HISTORY_TEXTS, **GPT_TEXTS, **GEOGRAPHY_TEXTS, **CHEMISTRY_TEXTS}
_EDITS_A_VAULT = 2
"""Of each family."""
_HEAD = ("edits", "same", "once", "asked", "changed", "once", "asked", "reset", "WRONG", "misask", "LOST")
_LEGEND = """same: cards that the edit concerned and that are the same; changed: those that say something else now;
once: they have their history at once; asked: a person is asked; reset: they begin anew;
WRONG: they have another card's history at once; misask: a person is asked if they are another card;
LOST: their history is gone"""


def run(edits: int, only: str | None, show: int, seed: int) -> bool:
    """Print a row per family and the totals; return True if no history was lost or given away."""
    names = [name for name in FAMILIES if only in (None, name)]
    if not names:
        sys.exit(f"{only!r} is none of {', '.join(sorted(FAMILIES))}")
    tallies = measure(names, edits, seed)
    print(_LEGEND)
    print(f"{'family (* leads astray)':32}" + "".join(f"{name:>8}" for name in _HEAD))
    total = Tally()
    for name, tally in tallies.items():
        _print_row(f"{name} *" if FAMILIES[name].adversarial else name, tally)
        total.add(tally)
    _print_row("all", total)
    print(f"kept at once or asked: {total.percent:.1f} %")
    for name, tally in tallies.items():
        for example in sorted(dict.fromkeys(tally.examples), key=lambda each: not each.startswith("WRONGLY C"))[:show]:
            print(f"\n[{name}] {example}")
    return not (total.wrong or total.lost)


def measure(names: Sequence[str], edits: int, seed: int) -> dict[str, Tally]:
    """Make and judge so many edits, the families in turn; fewer where a family rarely finds something to edit."""
    pool, tallies = read_pool(_TEXTS), {name: Tally() for name in names}
    quota = -(-edits // len(tallies))
    for number in range(2 * quota):
        left = [name for name, tally in tallies.items() if tally.edits < quota]
        if not left:
            break
        with TemporaryDirectory() as folder:
            vault = make_vault(Random(f"{seed} {number}"), pool)
            home = Home(Path(folder), vault)
            for name in left:
                for attempt in range(_EDITS_A_VAULT):
                    edited = FAMILIES[name].edit(Random(f"{seed} {number} {name} {attempt}"), vault)
                    if edited is not None and edited.texts != vault.texts and tallies[name].edits < quota:
                        tallies[name].add(home.judge(edited))
            home.close()
        done = sum(tally.edits for tally in tallies.values())
        print(f"\r{done} of {quota * len(tallies)} edits ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return tallies


def _print_row(name: str, tally: Tally) -> None:
    cells = (
        *(tally.edits, tally.same, tally.kept, tally.asked, tally.changed, tally.changed_kept, tally.changed_asked),
        *(tally.reset, tally.wrong, tally.wrongly_asked, tally.lost),
    )
    print(f"{name:32}" + "".join(f"{cell:>8}" for cell in cells))
