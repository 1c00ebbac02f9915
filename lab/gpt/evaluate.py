"""Measure how well a model predicts text, without training it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from lab.gpt.batches import Batch


@torch.no_grad()
def mean_loss(model: nn.Module, draw: Callable[[], Batch], batches: int) -> float:
    """Return the mean loss over some random batches, with dropout off."""
    was_training = model.training
    model.eval()
    try:
        losses = []
        for _ in range(batches):
            x, y = draw()  # (B, T), (B, T)
            losses.append(model(x, y)[1])  # still a tensor, so that a GPU need not wait for each
        return torch.stack(losses).float().cpu().mean().item()  # (K,) -> ()
    finally:
        model.train(was_training)
