import torch


class _Parts:
    def __init__(self, scores, dim):
        self.dim = dim
        self.top = scores.max(dim=dim, keepdim=True).values
        scores -= self.top
        self.exp = scores.exp()
        self.total = self.exp.sum(dim=dim, keepdim=True)


def softmax(x, dim=-1):
    parts = _Parts(x, dim)
    return parts.exp / parts.total


def logsumexp(x, dim=-1):
    parts = _Parts(x, dim)
    return (parts.top + parts.total.log()).squeeze(dim)
