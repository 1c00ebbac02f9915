"""Wrong: no clamp of the factor, so gradients shorter than max_norm are stretched to it."""
import torch


@torch.no_grad()
def clip_grad_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    if not grads:
        return torch.tensor(0.0)
    total_norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in grads]))
    scale = max_norm / (total_norm + 1e-6)
    for g in grads:
        g.mul_(scale)
    return total_norm
