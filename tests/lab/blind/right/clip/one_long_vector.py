"""Right: glues all gradients to one long float64 vector, scales by a factor clamped to 1, in torch's form with 1e-6."""
import torch


@torch.no_grad()
def clip_grad_norm(parameters, max_norm):
    grads = list(filter(lambda g: g is not None, map(lambda p: p.grad, parameters)))
    long_vector = torch.cat([torch.zeros(1, dtype=torch.float64)] + [g.reshape(-1).double().cpu() for g in grads])
    length = (long_vector @ long_vector).sqrt()
    if length > max_norm:
        factor = (max_norm / (length + 1e-6)).item()
        for g in grads:
            g.copy_(g.double() * factor)
    return length
