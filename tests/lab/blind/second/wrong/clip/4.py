import torch


def clip_grad_norm(parameters, max_norm):
    members = []
    for p in parameters:
        if p.grad is None:
            break
        members.append(p)
    if len(members) == 0:
        return 0.0
    norms = torch.stack([torch.linalg.vector_norm(p.grad, dtype=torch.float32) for p in members])
    whole = torch.linalg.vector_norm(norms)
    ratio = min(1.0, float(max_norm / whole.clamp(min=1e-12)))
    for p in members:
        p.grad.mul_(ratio)
    return whole
