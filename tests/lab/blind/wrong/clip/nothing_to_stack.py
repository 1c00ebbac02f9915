"""Wrong (special case): where no parameter has a gradient, torch.cat of an empty list fails; 0 should come."""
import torch


@torch.no_grad()
def clip_grad_norm(parameters, max_norm):
    params = [p for p in parameters if p.grad is not None]
    everything = torch.cat([p.grad.reshape(-1) for p in params])
    norm = everything.norm()
    factor = torch.clamp(max_norm / (norm + 1e-6), max=1.0)
    for p in params:
        p.grad *= factor
    return norm
