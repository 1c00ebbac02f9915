"""Other correct ways of writing gradient clipping, as whole files."""

ALTERNATIVES = {
    "one long vector": """
import torch


def clip_grad_norm(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    if not parameters:
        return torch.tensor(0.0)
    norm = torch.cat([p.grad.flatten() for p in parameters]).norm()
    if norm > max_norm:
        for p in parameters:
            p.grad *= max_norm / norm
    return norm
""",
    "new gradients in their place, a plain number": """
import math


def clip_grad_norm(parameters, max_norm):
    parameters = list(parameters)
    total = math.sqrt(sum(p.grad.float().pow(2).sum().item() for p in parameters if p.grad is not None))
    factor = min(1.0, max_norm / (total + 1e-6))
    for p in parameters:
        if p.grad is not None:
            p.grad = p.grad.detach() * factor
    return total
""",
    "the norm of the norms": """
import torch


def clip_grad_norm(parameters, max_norm):
    grads = [p.grad.data for p in parameters if p.grad is not None]
    norms = [torch.linalg.vector_norm(g) for g in grads]
    total = torch.linalg.vector_norm(torch.stack(norms)) if norms else torch.zeros(())
    for g in grads:
        g.mul_(torch.clamp(max_norm / (total + 1e-6), max=1.0))
    return total
""",
}
