"""The long form of the faults: `python -m tests.faults kills --count 5000 --seed 1`."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.faults import kills, midway, recovery, ruins, small_disk
from tests.faults.disk import Loss
from tests.faults.machine import IN_MEMORY, WHY_NOT, Fault, Machine, broken_at, full_from, killed_at
from tests.faults.places import Places
from tests.faults.power import Recorded
from tests.faults.scenarios import Scenario, names, scenario
from tests.faults.together import Together

WHAT = ("kills", "full", "broken", "power", "ruins", "together", "recovery", "midway", "small")
Planned = Fault | float | tuple[int, Loss]
"""A fault at a call; a kill some time within so many seconds; a loss of power after so many calls."""


class Tried(NamedTuple):
    """A case, what is wrong after it, and what was said meanwhile."""

    name: str
    wrong: list[str]
    told: list[str]


_recorded: dict[str, Recorded] = {}


def main() -> int:
    options = arguments()
    if WHY_NOT:
        print(f"The faults cannot be tried here: {WHY_NOT}.")
        return 3
    with tempfile.TemporaryDirectory(prefix="studygpt-faults-", dir=IN_MEMORY) as folder:
        machine = Machine.switched_on(Path(folder))
        try:
            return _try(machine, options)
        except KeyboardInterrupt:
            print("\nstopped")
            return 130
        finally:
            machine.switch_off()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("what", nargs="?", choices=WHAT, default="kills")
    parser.add_argument("--count", type=int, default=5_000, help="how many faults, or for how many seconds together")
    parser.add_argument("--seed", type=int, default=1, help="which of the random ones")
    parser.add_argument("--only", help="only scenarios whose name begins so")
    parser.add_argument("--every", type=int, default=1, help="ruins: only each so many pages")
    parser.add_argument("--moments", action="store_true", help="kills: at random moments only, none at a call")
    parser.add_argument("--at", type=int, help="only this call")
    parser.add_argument("--record", type=Path, help="append what was found to this file, as JSON lines")
    return parser.parse_args()


def _try(machine: Machine, options: argparse.Namespace) -> int:
    if options.what == "small" and os.geteuid() != 0:
        print("Only root can make a small disk.")
        return 3
    print("Making the places ...", flush=True)
    places = Places(machine)
    if options.what == "ruins":
        return _print_counted(ruins.survey(machine, places.backed_up, flips=2, every=options.every))
    if options.what in _CASES:
        return _try_cases(_CASES[options.what](places, options), options)
    if options.what == "together":
        return _print_counted(Together(machine, places.new).for_seconds(options.count))
    chosen = [scenario(places, name) for name in names(places) if name.startswith(options.only or "")]
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    began = time.monotonic()
    try:
        for number, (tried_at, what, fault) in enumerate(_faults(chosen, options), 1):
            wrong = _wrongs(machine, tried_at, fault, options.what, options.seed * 1_000_000 + number)
            tried[tried_at.name] += 1
            for each in wrong:
                found[f"{tried_at.name}: {each}"] += 1
                if found[f"{tried_at.name}: {each}"] <= 3:
                    print(f"\r{number}: {tried_at.name}, {what}: {each}", flush=True)
            if wrong and options.record:
                with options.record.open("a", encoding="utf-8") as record:
                    print(json.dumps([options.seed, number, tried_at.name, what, wrong]), file=record)
            if number % 20 == 0:
                sys.stderr.write(f"\r{number:,} of {options.count:,}, {sum(found.values())} found ")
    finally:
        seconds = time.monotonic() - began
        print(f"\n{sum(tried.values()):,} faults ({options.what}, seed {options.seed}) in {seconds:.0f} s:")
        for name, many in tried.items():
            print(f"  {many:>6,}  {name}")
        for each, many in found.most_common():
            print(f"  {many:>6,} x {each}")
    return 1 if found else 0


def _recoveries(places: Places, options: argparse.Namespace) -> Iterator[Tried]:
    lives = recovery.Lives(places)
    for number in [options.at] if options.at else range(1, options.count + 1):
        case = recovery.Case.drawn(options.seed, number)
        if (options.only or "") in str(case):
            tried = recovery.Trial(lives, case, options.seed)
            yield Tried(str(case), tried.try_it(), tried.said)


def _midways(places: Places, options: argparse.Namespace) -> Iterator[Tried]:
    desk = midway.Desk(recovery.Lives(places))
    for plain, way, other, moment in product((True, False), midway.WAYS, midway.OTHERS, midway.MOMENTS):
        name = f"{'plain' if plain else 'app'}, {way.__name__}, {other}, {moment}"
        if (options.only or "") in name:
            wrong, story = desk.try_it(way, other, moment, plain=plain, seed=options.seed)
            yield Tried(name, wrong, [story])


def _small_disks(places: Places, options: argparse.Namespace) -> Iterator[Tried]:
    for number, kilobytes in enumerate(small_disk.SIZES_KB):
        places.machine.empty()
        with small_disk.SmallDisk(places.machine, places.machine.scratch / "small", kilobytes) as disk:
            wrong = small_disk.live_on(disk, options.seed + number)
            yield Tried(f"{kilobytes} kB, {disk.acknowledged} grades", wrong, disk.said)


_CASES = {"recovery": _recoveries, "midway": _midways, "small": _small_disks}


def _try_cases(cases: Iterator[Tried], options: argparse.Namespace) -> int:
    """Try cases that tell a story, print what is wrong, and the story with `--at` or `--record`."""
    sound, wrong = 0, 0
    try:
        for each in cases:
            sound, wrong = sound + (not each.wrong), wrong + bool(each.wrong)
            for sentence in each.wrong:
                print(f"{each.name}\n    {sentence[:400]}", flush=True)
            if options.at:
                print("\n".join(each.told))
            if each.wrong and options.record:
                with options.record.open("a", encoding="utf-8") as record:
                    print(f"##### {each.name}", *each.wrong, *each.told, sep="\n", end="\n\n", file=record)
            sys.stderr.write(f"\r{sound + wrong:,} tried, {wrong} wrong ")
    finally:
        print(f"\n{sound + wrong:,} cases ({options.what}, seed {options.seed}): {wrong} with something wrong")
    return 1 if wrong else 0


def _print_counted(found: Counter[str]) -> int:
    for each, many in sorted(found.items()):
        print(f"{many:>6,} x {each}")
    return 0


def _faults(scenarios: list[Scenario], options: argparse.Namespace) -> Iterator[tuple[Scenario, str, Planned]]:
    """Yield every call of every scenario in a random order, then random moments."""
    draw = random.Random(options.seed)
    planned: list[tuple[Scenario, str, Planned]] = []
    for each in scenarios:
        for call in [options.at] if options.at else range(1, each.calls + 1):
            if options.what == "power" and each.in_app:
                continue  # the plain review makes the same calls
            if options.what == "kills":
                planned.append((each, f"killed at call {call}", killed_at(call)))
                planned.append((each, f"killed in the midst of call {call}", killed_at(call, torn=True)))
            elif options.what == "full":
                planned.append((each, f"full from call {call}", full_from(call, torn=bool(call % 2))))
            elif options.what == "power":
                planned += [(each, f"{loss}, after call {call}", (call, loss)) for loss in Loss]
            else:
                planned.append((each, f"broken from call {call}", broken_at(call)))
                planned.append((each, f"broken at call {call} only", broken_at(call, once=True)))
    draw.shuffle(planned)
    if options.moments:
        planned.clear()
    yield from planned[: options.count]
    for _ in range(options.count - len(planned) if options.what == "kills" and not options.at else 0):
        yield draw.choice([each for each in scenarios if not each.in_app] or scenarios), "killed some time", 0.3


def _wrongs(machine: Machine, scenario: Scenario, fault: Planned, what: str, number: int) -> list[str]:
    if isinstance(fault, tuple) and not isinstance(fault, Fault):
        if scenario.name not in _recorded:
            _recorded[scenario.name] = Recorded(machine, scenario)
        return _recorded[scenario.name].wrongs_after(*fault, number)
    if isinstance(fault, Fault):
        return kills.broken_off(machine, scenario, fault, told=what != "kills")
    return kills.killed_some_time(machine, scenario, random.Random(number), fault)


if __name__ == "__main__":
    sys.exit(main())
