import torch


@torch.no_grad()
def clip_grad_norm(parameters, max_norm):
    found = []
    for p in parameters:
        if p.grad is not None:
            found.append(p)
    energy = torch.zeros(())
    for p in found:
        part = (p.grad * p.grad).sum()
        energy = energy.to(part.device) + part.float()
    norm = energy.sqrt()
    if norm > max_norm:
        for p in found:
            p.grad.copy_(p.grad.float() * (max_norm / norm))
    return norm
