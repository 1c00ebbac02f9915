"""Wrong: goes through the parameters twice, so with a generator nothing is left for the second round and nothing is clipped."""
import torch


def clip_grad_norm(parameters, max_norm):
    squares = sum(float((p.grad.detach() ** 2).sum()) for p in parameters if p.grad is not None)
    length = squares ** 0.5
    if length > max_norm:
        factor = max_norm / length
        for p in parameters:
            if p.grad is not None:
                p.grad.mul_(factor)
    return length
