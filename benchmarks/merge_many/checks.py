"""What the manual promises of merged devices, as comparisons of their tables."""

from __future__ import annotations

import json
import random
import shutil
from collections import defaultdict
from typing import Any

from benchmarks.merge_many.world import DAY, Broken, Device, World
from studygpt.study import Doctor, Health

MEMORY = (
    "state",
    "step",
    "due_at",
    "due_day",
    "stability",
    "difficulty",
    "last_day",
    "reps",
    "lapses",
    "suspended",
    "buried_day",
    "flag",
    "tags",
)
State = dict[str, dict[Any, tuple[Any, ...]]]


def state(device: Device) -> State:
    """Return what must be equal on all devices once each has everything."""
    memories = {}
    for card, *values in device.rows(f"select card, {', '.join(MEMORY)} from memory"):
        memories[card] = (*values[:-1], tuple(sorted(json.loads(values[-1]))))
    return {
        "log": {row[0]: row for row in device.rows("select * from log")},
        "attempts": {row[0]: row for row in device.rows("select * from trials")},
        "parameters": {row[0]: row for row in device.rows("select * from settings where key = 'parameters'")},
        "memories": memories,
    }


def passages(device: Device) -> dict[tuple[Any, ...], str]:
    """Return which card each passage of a note is."""
    return {
        tuple(place): card
        for *place, card in device.rows(
            "select c.path, line_start, text, part, c.id from cards c join sources s on s.pk = c.source"
            " where s.name = 'vault' and note is not null and suggestion is null"
        )
    }


def compare(one: Device, other: Device, when: str) -> list[Broken]:
    """Return each promise that two devices break: rows that differ, or memories of a card that both have.

    A passage that is one card here and two cards there is known and counted apart, as are the rows and memories of
    these cards; that nothing of them is lost is held against the model.
    """
    found, left, right = [], state(one), state(other)
    both = one.name, other.name
    rows = [(left["log"][key], right["log"][key]) for key in left["log"].keys() & right["log"].keys()]
    twins = {card for mine, theirs in rows if mine[2] != theirs[2] for card in (mine[2], theirs[2])}
    twins |= left["memories"].keys() ^ right["memories"].keys()
    if twins:
        found.append(Broken(f"apart: cards, {when}", (*both, twins)))
    for aspect in left:
        mine, theirs = left[aspect], right[aspect]
        if aspect == "memories":
            mine, theirs = ({card: its for card, its in each.items() if card not in twins} for each in (mine, theirs))
        if aspect == "log":
            mine, theirs = ({key: _said(row) for key, row in each.items()} for each in (mine, theirs))
        if missing := mine.keys() ^ theirs.keys():
            only = [(mine.get(key) or theirs.get(key), key in mine) for key in missing][:4]
            found.append(Broken(f"{aspect}: rows, {when}", (*both, only)))
        for key in [key for key in mine.keys() & theirs.keys() if mine[key] != theirs[key]][:1]:
            columns = range(len(mine[key]))
            names = MEMORY if aspect == "memories" else [str(column) for column in columns]
            differ = [(names[at], mine[key][at], theirs[key][at]) for at in columns if mine[key][at] != theirs[key][at]]
            kind = f"{aspect}: {','.join(name for name, *_ in differ)}, {when}"
            found.append(Broken(kind, (*both, key, differ)))
    if one.notes == other.notes and when != "before sync":
        here, there = passages(one), passages(other)
        if here.keys() != there.keys():
            found.append(Broken("passages are not the same", (*both, here.keys() ^ there.keys())))
        elif here != there:
            places = [(place, here[place], there[place]) for place in here if here[place] != there[place]]
            found.append(Broken("apart: a passage is two cards", (*both, places[:2])))
    return found


def _said(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a row of the log says but for the ids of cards."""
    return (*row[:2], *row[3:8], None if row[7] == "decide" else row[8], *row[9:])


def no_row_lost(world: World, device: Device) -> list[Broken]:
    """Hold a device against the model: all that was acknowledged is there, once, and marks and memories follow."""
    found = []
    log = {row[0]: row for row in device.rows("select * from log")}
    for name, there, model in (
        ("log", log, world.log),
        ("attempts", {row[0]: row for row in device.rows("select * from trials")}, world.trials),
    ):
        if there.keys() != model.keys():
            lost, extra = model.keys() - there.keys(), there.keys() - model.keys()
            found.append(Broken(f"{name}: lost or invented", (device.name, lost, extra)))
        say = _said if name == "log" else tuple  # a row may name its card by another of its ids
        both = there.keys() & model.keys()
        changed = [(there[key], model[key]) for key in both if say(there[key]) != say(model[key])]
        if changed:
            found.append(Broken(f"{name}: a row changed", (device.name, changed[:2])))
    undone = {int(row[8]) for row in log.values() if row[7] == "undo"}
    if undone != world.undone:
        found.append(Broken("undos: others than were done", (device.name, undone ^ world.undone)))
    return found + _memories_follow(world, device, log)


def _memories_follow(world: World, device: Device, log: dict[int, tuple[Any, ...]]) -> list[Broken]:
    """Each grade counts once, and the marks of a card are those that its rows leave, in the order of the clock."""
    parent: dict[str, str] = {}

    def root(card: str) -> str:
        while card in parent:
            card = parent[card]
        return card

    for one, other in device.rows("select id, card from aliases"):
        if root(one) != root(other):
            parent[root(one)] = root(other)
    acts, cards = defaultdict(list), defaultdict(list)
    for row in sorted(log.values(), key=lambda row: (row[12], row[0])):
        if row[0] not in world.undone and row[7] != "undo":
            acts[root(row[2])].append(row)
    for card, reps, suspended, flag, tags, buried in device.rows(
        "select card, reps, suspended, flag, tags, buried_day from memory"
    ):
        cards[root(card)].append((card, reps, suspended, flag, sorted(json.loads(tags)), buried))
    found = []
    for group, rows in acts.items():
        kinds = {row[7] for row in rows}
        if not cards[group]:
            found.append(Broken("a history has no card", (device.name, group, rows)))
        elif "decide" not in kinds:
            found += _follows(world, device, rows, cards[group])
    return found


def _follows(world: World, device: Device, rows: list[Any], cards: list[Any]) -> list[Broken]:
    reps, suspended, flag, tags, buried = 0, 0, 0, set[str](), None
    for row in rows:
        match row[7]:
            case "grade":
                reps += 1
            case "reset":
                reps = 0
            case "suspend" | "unsuspend":
                suspended = int(row[7] == "suspend")
            case "flag":
                flag = int(row[8])
            case "bury":
                buried = row[5]
            case "tag":
                tag, on = world.tagged[row[0]]
                (tags.add if on else tags.discard)(tag)
    found = []
    if len(cards) > 1:
        if "reset" not in {row[7] for row in rows} and sum(card[1] for card in cards) != reps:
            found.append(Broken("grades: lost or counted twice, in two cards", (device.name, cards, reps)))
        return found
    wanted = (reps, suspended, flag, sorted(tags), buried)
    for name, there, model in zip(("reps", "suspended", "flag", "tags", "buried"), cards[0][1:], wanted, strict=True):
        if there != model:
            found.append(Broken(f"{name}: not what the log says", (device.name, cards[0], name, model, rows)))
    return found


def healthy(world: World, device: Device) -> list[Broken]:
    world.live(device)
    bad = [each for each in Doctor().examine() if each.verdict is Health.DAMAGE]
    return [Broken(f"doctor: {each.check}", (device.name, each.sentence)) for each in bad]


def merge_all(world: World, draw: random.Random) -> None:
    """Merge in random pairs until each device has what all had."""
    known = [{at} for at in range(3)]
    while any(len(each) < 3 for each in known):
        one, other = draw.sample(range(3), 2)
        if known[other] <= known[one] and draw.random() < 0.8:
            continue
        world.merge_device(world.devices[one], world.devices[other], draw.randrange(24))
        known[one] |= known[other]


def finish(world: World) -> list[Broken]:
    """Merge all with all, and return the promises that do not hold."""
    draw = random.Random(world.config["ending"])
    world.true += DAY
    for device in world.devices:
        if not device.began:
            world.begin(device)
    if draw.random() < 0.5:
        for device in world.devices:
            world.do_sync(device, 0, 0)
    stranger = _stranger(world) if draw.random() < 0.15 else None
    copies = [world.root / f"end{at}.db" for at in range(3)]
    if stranger:
        for device, copy in zip(world.devices, copies, strict=True):
            world.copy(device, copy)
    merge_all(world, draw)
    first, second, third = world.devices
    found = compare(first, second, "before sync") + compare(first, third, "before sync")
    if stranger:
        draw.shuffle(copies)
        for copy in copies:
            world.merge(stranger, copy, "stranger")
        found += compare(first, stranger, "before sync")
        stranger.close()
    found += [each for device in world.devices for each in no_row_lost(world, device)]
    found += healthy(world, draw.choice(world.devices))
    if draw.random() < 0.3:
        found += _merged_once_more(world, draw.sample(world.devices, 2), draw.randrange(24))
    if draw.random() < 0.5:
        for device in world.devices:
            world.do_sync(device, 0, 0)
        found += compare(first, second, "after sync") + compare(first, third, "after sync")
        found += no_row_lost(world, first) + healthy(world, draw.choice(world.devices))
    return found


def _merged_once_more(world: World, pair: list[Device], form: int) -> list[Broken]:
    one, other = pair
    before = state(one)
    known = compare(one, other, "before sync")
    world.merge_device(one, other, form)
    changed = [
        (name, key, before[name].get(key), now.get(key))
        for name, now in state(one).items()
        for key in now.keys() | before[name].keys()
        if now.get(key) != before[name].get(key)
    ]
    kind = "apart: not idempotent" if any(each.kind.startswith("apart") for each in known) else "not idempotent"
    return [Broken(kind, (one.name, other.name, changed[:3]))] if changed else []


def _stranger(world: World) -> Device:
    """A fourth home, empty, that merges the three as they were, in another order."""
    stranger = Device(0, world.root / "D", "bare", 0, 0, began=True)
    stranger.vault.mkdir(parents=True)
    shutil.copytree(world.templates / "bare", stranger.home)
    return stranger
