"""The training loop, and one step on a batch in pieces."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor, nn

from lab.gpt.batches import Batch


def train(
    model: nn.Module,
    batches: Iterator[Batch],
    optimizer: torch.optim.Optimizer,
    schedule: Callable[[int], float],
    steps: int,
) -> list[float]:
    """Train for `steps` steps, with learning rate `schedule(step)`; return the loss of each step."""
    losses = []
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = schedule(step)
        x, y = next(batches)  # (B, T), (B, T)
        _, loss = model(x, y)  # (B, T, V), ()
        optimizer.zero_grad(set_to_none=True)  # gradients add up, unless told otherwise
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def accumulated_step(model: nn.Module, micro_batches: Iterable[Batch], optimizer: torch.optim.Optimizer) -> Tensor:
    """Take one step on a batch in pieces, as if it were whole, and return the mean loss.

    Each piece counts by its tokens, because a mean of means is wrong where the last piece is smaller.
    """
    pieces = list(micro_batches)
    no_sync: Any = getattr(model, "no_sync", nullcontext)  # only a model shared by several processes has it
    counts = [(y != -100).sum() for _, y in pieces] if len(pieces) > 1 else []
    total = sum(counts)
    optimizer.zero_grad(set_to_none=True)
    mean: Tensor = torch.zeros(())
    for i, (x, y) in enumerate(pieces):
        last = i == len(pieces) - 1
        # With several processes, gradients are exchanged once, after the last piece.
        with nullcontext() if last else no_sync():
            _, loss = model(x, y)  # (B, T, V), ()
            if counts:
                loss = loss * (counts[i] / total)
            loss.backward()
        mean = loss.detach() if i == 0 else mean + loss.detach()
    optimizer.step()
    return mean
