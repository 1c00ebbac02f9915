"""Gradient clipping, which bounds how far one bad batch can move the weights."""

from collections.abc import Iterable

import torch
from torch import Tensor


@torch.no_grad()
def clip_grad_norm(parameters: Iterable[Tensor], max_norm: float) -> Tensor:
    """Scale all gradients together so that their joint length is at most `max_norm`; return the length before."""
    grads = [p.grad for p in parameters if p.grad is not None]
    if not grads:
        return torch.tensor(0.0)
    squares = [grad.float().square().sum() for grad in grads]  # () each: half precision could not hold them
    norm = torch.stack(squares).sum().sqrt()  # (): one length over all tensors
    scale = (max_norm / (norm + 1e-6)).clamp(max=1.0)  # (): short gradients stay as they are
    for grad in grads:
        grad.mul_(scale)
    return norm


def fast_clip_grad_norm(parameters: Iterable[Tensor], max_norm: float) -> Tensor:
    """`clip_grad_norm` with many tensors in one kernel."""
    return torch.nn.utils.clip_grad_norm_(parameters, max_norm)
