"""Measure how often cards keep their history through edits, and never get another card's.

    python -m benchmarks.identity [--edits 10000] [--half unseen] [--family NAME] [--show N] [--seed 1]
    python -m benchmarks.identity --git REPO [--opt-in all]

Each edit is made to a vault that was imported and graded once; then the vault is synced, and every card's id compared
with what a person would say (`benchmarks.edits`). A card is counted where the edit concerned it: its lines, its note or
its neighbours are others now, or it lost its history though nothing of it changed. So cards that nobody touched do not
make the figure better.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import mean, median
from tempfile import TemporaryDirectory

from benchmarks.edits import FAMILIES, TUNING, UNSEEN
from benchmarks.edits.build import make_vault
from benchmarks.edits.judge import Home, Tally
from benchmarks.edits.pool import Fact, read_pool
from benchmarks.edits.replay import replay
from benchmarks.edits.tuned_texts import TUNED_TEXTS
from benchmarks.edits.tuning_languages import TUNING_LANGUAGES
from benchmarks.edits.tuning_texts import TUNING_TEXTS
from benchmarks.edits.unseen_texts import UNSEEN_TEXTS
from benchmarks.edits.vault import Form, Note, make_card
from benchmarks.edits.words import touched
from studygpt.identity.matching import Stored, match_within
from studygpt.identity.text_change import change
from studygpt.identity.words import stem_of, words_of
from studygpt.model import Draft
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules

KEPT_PERCENT, SPEED_MS, SPEED_CARDS = 97.0, 50.0, 200
_EDITS_A_VAULT = 2
"""Of each family."""
_SEEN_TEXTS = {**TUNING_TEXTS, **TUNED_TEXTS, **TUNING_LANGUAGES}
_HALVES = {"tuning": (TUNING, _SEEN_TEXTS), "unseen": (UNSEEN, UNSEEN_TEXTS)}

_HEAD = ("family (* leads astray)", "edits", "same", "kept %", "changed", "kept %", "reset", "wrong", "lost")
_ROW = "{:32} {:>7} {:>7} {:>7} {:>8} {:>7} {:>6} {:>6} {:>5}"


def measure(half: str, names: Iterable[str], edits: int, seed: int) -> dict[str, Tally]:
    """Make and judge so many edits, the families in turn; fewer where a family rarely finds something to edit."""
    pool, tallies = read_pool(_HALVES[half][1]), {name: Tally() for name in names}
    quota = -(-edits // len(tallies))
    for number in range(2 * quota):
        left = [name for name, tally in tallies.items() if tally.edits < quota]
        if not left:
            break
        with TemporaryDirectory() as folder:
            vault = make_vault(Random(f"{seed} {half} {number}"), pool)
            home = Home(Path(folder), vault)
            for name in left:
                for attempt in range(_EDITS_A_VAULT):
                    random = Random(f"{seed} {half} {number} {name} {attempt}")
                    edited = FAMILIES[name].edit(random, vault)
                    if edited is not None and edited.texts != vault.texts and tallies[name].edits < quota:
                        tallies[name].add(home.judge(edited))
            home.close()
        if sys.stderr.isatty():
            done = sum(tally.edits for tally in tallies.values())
            print(f"\r{half}: {done} of {quota * len(tallies)} edits ", end="", file=sys.stderr)
    return tallies


def print_row(name: str, tally: Tally) -> None:
    changed = f"{100 * tally.changed_kept / tally.changed:.1f}" if tally.changed else "-"
    kept = f"{tally.percent:.1f}"
    print(
        _ROW.format(name, tally.edits, tally.same, kept, tally.changed, changed, tally.reset, tally.wrong, tally.lost)
    )


def run(edits: int, halves: Iterable[str], only: str | None, show: int, seed: int) -> bool:
    """Print a row per family and the totals of each half; return True if the bounds hold for the unseen half."""
    held = True
    for half in halves:
        names = [name for name in _HALVES[half][0] if only in (None, name)]
        if not names:
            continue
        tallies = measure(half, names, edits * len(names) // _families(halves, only), seed)
        print(f"\n{half}\n{_ROW.format(*_HEAD)}")
        total = Tally()
        for name, tally in tallies.items():
            print_row(f"{name} *" if FAMILIES[name].adversarial else name, tally)
            total.add(tally)
        astray = sum(tally.edits for name, tally in tallies.items() if FAMILIES[name].adversarial)
        print_row("all", total)
        each_once = mean([tally.percent for tally in tallies.values() if tally.same] or [100.0])
        print(f"kept, where each family counts the same: {each_once:.1f} %")
        print(f"{100 * astray / total.edits:.0f} % of the edits lead astray")
        for name, tally in tallies.items():
            for example in sorted(dict.fromkeys(tally.examples), key=lambda each: not each.startswith("WRONG"))[:show]:
                print(f"\n[{name}] {example}")
        if half == "unseen" and (total.wrong or total.lost or total.percent < KEPT_PERCENT):
            held = False
    return held


def _families(halves: Iterable[str], only: str | None) -> int:
    return sum(only in (None, name) for half in halves for name in _HALVES[half][0])


# ---------------------------------------------------------------------- speed


def matching_ms(rounds: int = 7) -> float:
    """Return the milliseconds to match a note whose 200 cards all changed a little, with cold caches."""
    pools = [read_pool(texts) for texts in (_SEEN_TEXTS, UNSEEN_TEXTS)]
    facts = [fact for pool in pools for fact in pool.facts if fact.kind == "question"]
    return 1000 * median(_matching_seconds(Random(number), facts) for number in range(rounds))


def _matching_seconds(random: Random, facts: list[Fact]) -> float:
    cards = [make_card(fact, key, Form.LINE) for key, fact in enumerate(random.sample(facts, SPEED_CARDS))]
    changed = [replace(card, **(touched(random, card) or {"answer": f"{card.answer} Surely."})) for card in cards]
    before, after = (_drafts(Note("Long.md", "flashcards", ("# Long", *some))) for some in (cards, changed))
    stored = [Stored(str(at), each.text, each.part, None, each.front, each.back) for at, each in enumerate(before)]
    for cached in (words_of, stem_of, change):
        cached.cache_clear()
    start = time.process_time()
    match_within(after, stored)
    return time.process_time() - start


def _drafts(note: Note) -> Sequence[Draft]:
    return read_note(note.render()[0], note.path, Rules()).drafts


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.identity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=10_000, help="how many, over all families that are run")
    parser.add_argument("--half", choices=tuple(_HALVES), help="only this half of the families")
    parser.add_argument("--family", choices=sorted(FAMILIES), metavar="NAME", help="only this family")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="N examples a family of what went wrong")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--git", type=Path, metavar="REPO", help="replay the history of a repository of notes instead")
    parser.add_argument("--opt-in", action="append", default=[], metavar="TAG|FOLDER|all", help="with --git: as import")
    options = parser.parse_args()
    if options.git:
        replay(options.git, tuple(options.opt_in))
        return 0
    halves = (options.half,) if options.half else tuple(_HALVES)
    held = run(options.edits, halves, options.family, options.show, options.seed)
    if not options.family:
        took = matching_ms()
        print(f"\n{SPEED_CARDS} changed cards in one note matched in {took:.1f} ms (bound {SPEED_MS:g} ms)")
        held = held and took < SPEED_MS
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
