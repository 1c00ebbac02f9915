import torch


def clip_grad_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    if not grads:
        return torch.tensor(0.0)
    total = torch.sqrt(sum(g.float().pow(2).sum() for g in grads))
    factor = max_norm / (total + 1e-6)
    for g in grads:
        g.mul_(factor.to(g.dtype))
    return total
