"""Wrong (subtle): takes off the largest score of the whole tensor, so a row far below it underflows to 0 / 0."""
import torch


def softmax(x, dim=-1):
    e = torch.exp(x - x.max())
    return e / e.sum(dim=dim, keepdim=True)


def logsumexp(x, dim=-1):
    m = x.max()
    return m + torch.log(torch.exp(x - m).sum(dim=dim))
