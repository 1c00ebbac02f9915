import math


def clip_grad_norm(parameters, max_norm):
    held = {id(p): p for p in parameters if p.grad is not None}.values()
    length = math.hypot(*(p.grad.double().norm().item() for p in held))
    while held and length > max_norm:
        for p in held:
            p.grad = p.grad.double().div(length / max_norm if max_norm else math.inf).to(p.grad.dtype)
        break
    return length
