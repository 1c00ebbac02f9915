"""Wrong: `g = g * factor` makes new tensors and throws them away, the gradients stay as long as they were."""
import math


def clip_grad_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    total = math.sqrt(sum(g.pow(2).sum().item() for g in grads))
    if total > max_norm:
        factor = max_norm / total
        for g in grads:
            g = g * factor
    return total
