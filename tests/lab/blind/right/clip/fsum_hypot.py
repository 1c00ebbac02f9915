"""Right: plain Python numbers, math.hypot over every number of every gradient; the result is a float."""
import math

import torch


def clip_grad_norm(parameters, max_norm):
    with_grad = [p for p in parameters if p.grad is not None]
    length = math.hypot(*(number for p in with_grad for number in p.grad.detach().double().flatten().tolist()))
    if length > max_norm:
        with torch.no_grad():
            for p in with_grad:
                p.grad.mul_(max_norm / length)
    return length
