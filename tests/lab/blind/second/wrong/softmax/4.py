import torch


def softmax(x, dim=-1):
    rows = x.movedim(dim, -1)
    c = rows.amax(-1).unsqueeze(-1)
    w = torch.exp(rows - c)
    p = w * w.sum(-1).reciprocal().unsqueeze(-1)
    return p.movedim(-1, dim)


def logsumexp(x, dim=-1):
    rows = x.movedim(dim, -1)
    finite = torch.where(torch.isinf(rows), torch.zeros_like(rows), rows)
    c = finite.abs().amax(-1)
    w = torch.exp(rows - c.unsqueeze(-1))
    return w.sum(-1).log() + c
