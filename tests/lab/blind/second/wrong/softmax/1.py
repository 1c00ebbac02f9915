import torch


def _shift(x, dim):
    top = x.max()
    return x - top, top


def softmax(x, dim=-1):
    z, _ = _shift(x, dim)
    e = torch.exp(z)
    return e / e.sum(dim=dim, keepdim=True)


def logsumexp(x, dim=-1):
    z, top = _shift(x, dim)
    return torch.log(torch.exp(z).sum(dim=dim)) + top
