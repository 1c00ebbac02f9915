"""Wrong: each tensor is cut to max_norm by itself, with a factor of its own."""
import torch


def clip_grad_norm(parameters, max_norm):
    total = 0.0
    for p in parameters:
        if p.grad is None:
            continue
        norm = p.grad.norm()
        total += norm.item() ** 2
        if norm > max_norm:
            p.grad.mul_(max_norm / (norm + 1e-6))
    return total ** 0.5
