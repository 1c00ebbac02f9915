"""Wrong (subtle): squares are summed in the gradients' own dtype, so float16 gradients above 255 give inf and are all set to 0."""
import torch


def clip_grad_norm(parameters, max_norm):
    grads = []
    for p in parameters:
        if p.grad is not None:
            grads.append(p.grad.detach())
    if len(grads) == 0:
        return 0.0
    norm = torch.sqrt(sum((g * g).sum() for g in grads))
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return norm
