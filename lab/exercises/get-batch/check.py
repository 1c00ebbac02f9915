"""Properties of drawing a training batch: targets, where rows begin, how often, and the device."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch

from lab.grade.properties import Draw, Inputs, Property

Size = tuple[int, int, int]  # N, B, T


def _text(draw: Draw, size: Size) -> Inputs:
    n, b, t = size
    return {"data": draw.order(n) + 10, "batch_size": b, "block_size": t, "seed": draw.integer(0, 10_000)}


def _count(draw: Draw, size: Size) -> Inputs:
    """A text of 0, 1, 2, ..., in which each token is its own position."""
    return _text(draw, size) | {"data": torch.arange(size[0])}


def _batch(lab: Any, data: Any, batch_size: int, block_size: int, seed: int, device: str = "cpu") -> Any:
    return lab.get_batch(data, batch_size, block_size, device, generator=torch.Generator().manual_seed(seed))


def _form(lab: Any, **inputs: Any) -> Any:
    x, y = _batch(lab, **inputs)
    return {"shape of x": list(x.shape), "shape of y": list(y.shape), "dtypes": [str(x.dtype), str(y.dtype)]}


def _shift(lab: Any, **inputs: Any) -> Any:
    """How far the text moves from x to y and within a row of x, in positions."""
    places = {token: place for place, token in enumerate(inputs["data"].tolist())}
    ahead, steps = set(), set()
    for _ in range(20):
        x, y = _batch(lab, **inputs)
        inputs["seed"] += 1
        for before, after in zip(x.tolist(), y.tolist(), strict=True):
            ahead |= {places[b] - places[a] for a, b in zip(before, after, strict=True)}
            steps |= {places[b] - places[a] for a, b in pairwise(before)}
    return {"from x to y, in places of the text": sorted(ahead), "within a row of x": sorted(steps)}


def _starts(lab: Any, **inputs: Any) -> Any:
    found = set()
    for _ in range(40):
        x, _ = _batch(lab, **inputs)
        inputs["seed"] += 1
        found |= set(x[:, 0].tolist())
    return sorted(found)


def _spread(lab: Any, **inputs: Any) -> Any:
    """How often each start comes, as a share."""
    first = torch.cat([_batch(lab, **inputs | {"seed": inputs["seed"] + i})[0][:, 0] for i in range(10)])
    return torch.bincount(first, minlength=len(inputs["data"]) - inputs["block_size"]) / len(first)


def _draws(lab: Any, **inputs: Any) -> Any:
    def seeded() -> Any:
        torch.manual_seed(1)
        return lab.get_batch(*inputs.values(), "cpu")[0].tolist()

    one, again = _batch(lab, **inputs)[0], _batch(lab, **inputs)[0]
    other = _batch(lab, **inputs | {"seed": inputs["seed"] + 1})[0]
    generator = torch.Generator().manual_seed(inputs.pop("seed"))
    going = [lab.get_batch(*inputs.values(), "cpu", generator=generator)[0].tolist() for _ in range(2)]
    torches = [lab.get_batch(*inputs.values(), "cpu")[0] for _ in range(2)]
    return {
        "one seed, one batch": one.tolist() == again.tolist(),
        "another seed, another batch": one.tolist() != other.tolist(),
        "the same generator once more, another batch": going[0] != going[1],
        "without a generator, each call another batch": torches[0].tolist() != torches[1].tolist(),
        "without a generator, torch's seed decides": seeded() == seeded(),
        "rows begin at different places": len(set(one[:, 0].tolist())) > 1,
        "rows begin at places without an order": len(set(one[:, 0].diff().tolist())) > 2,
    }


def _apart(lab: Any, **inputs: Any) -> Any:
    """Report whether in any of many batches two rows begin at the same place."""
    batches = [_batch(lab, **inputs | {"seed": inputs["seed"] + i})[0] for i in range(40)]
    same = any(len(set(x[:, 0].tolist())) < len(x) for x in batches)
    return {"rows": {len(x): True for x in batches}, "two rows of a batch begin at the same place now and then": same}


def _device(lab: Any, **inputs: Any) -> Any:
    return [str(part.device) for part in _batch(lab, **inputs, device="meta")]


CALL = "get_batch(data, batch_size, block_size, device, generator)"

PROPERTIES = [
    Property(
        "x and y are (batch_size, block_size), of int64", _text, _form, [(6, 2, 3), (40, 4, 7)], CALL, hide=("seed",)
    ),
    Property(
        "y holds what follows each token of x, and x a stretch of the text",
        _text,
        _shift,
        [(6, 2, 3), (40, 4, 7)],
        CALL,
        hide=("seed",),
    ),
    Property(
        "Starts are random: by the generator, and different in each row",
        _count,
        _draws,
        [(500, 8, 5)],
        CALL,
        hide=("seed", "data"),
    ),
    Property(
        "Every possible start is drawn, the first and the last too",
        _count,
        _starts,
        [(5, 8, 3), (12, 8, 5)],
        f"x[:, 0] in many calls of {CALL}",
        hide=("seed",),
    ),
    Property(
        "Each start is equally likely",
        _count,
        _spread,
        [(12, 200, 5)],
        f"how often each start comes in {CALL}",
        tolerance=3000.0,
        hide=("seed",),
    ),
    Property(
        "Rows are drawn independently: more rows than places are fine, and two may begin at the same place",
        _count,
        _apart,
        [(5, 8, 3), (12, 5, 5)],
        CALL,
        hide=("seed",),
    ),
    Property(
        "Both lie on the device that is asked for",
        _text,
        _device,
        [(6, 2, 3)],
        'get_batch(data, batch_size, block_size, "meta", generator)',
        hide=("seed",),
    ),
]
