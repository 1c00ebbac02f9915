import math

import torch


def _with_grad(parameters):
    return (p for p in parameters if p.grad is not None)


def clip_grad_norm(parameters, max_norm):
    squares = 0.0
    for p in _with_grad(parameters):
        squares += p.grad.detach().float().square().sum().item()
    length = math.sqrt(squares)
    if length > max_norm:
        for p in _with_grad(parameters):
            p.grad = p.grad * (max_norm / length)
    return length
