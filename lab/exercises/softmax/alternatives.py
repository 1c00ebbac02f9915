"""Other correct ways of writing softmax and logsumexp, as whole files."""

ALTERNATIVES = {
    "softmax from logsumexp": """
import torch


def logsumexp(x, dim=-1):
    m = x.max(dim, keepdim=True)[0]
    return (m + torch.log(torch.exp(x - m).sum(dim, keepdim=True))).squeeze(dim)


def softmax(x, dim=-1):
    return torch.exp(x - logsumexp(x, dim).unsqueeze(dim))
""",
    "the shift is no part of the gradient": """
import torch


def softmax(x, dim=-1):
    e = torch.exp(x - torch.amax(x, dim=dim, keepdim=True).detach())
    return e / torch.sum(e, dim=dim, keepdim=True)


def logsumexp(x, dim=-1):
    m = torch.amax(x, dim=dim).detach()
    return torch.log(torch.sum(torch.exp(x - m.unsqueeze(dim)), dim=dim)) + m
""",
    "the axis is brought to the end": """
import torch


def softmax(x, dim=-1):
    y = x.transpose(dim, -1)
    y = (y - y.max(dim=-1, keepdim=True).values).exp()
    y = y * y.sum(-1, keepdim=True).reciprocal()
    return y.transpose(dim, -1)


def logsumexp(x, dim=-1):
    y = x.movedim(dim, -1)
    largest = y.max(dim=-1).values
    return largest + (y - largest[..., None]).exp().sum(-1).log()
""",
    "by logaddexp, one score after another": """
import torch


def logsumexp(x, dim=-1):
    total, *rest = x.unbind(dim)
    for scores in rest:
        total = torch.logaddexp(total, scores)
    return total


def softmax(x, dim=-1):
    return (x - logsumexp(x, dim).unsqueeze(dim)).exp()
""",
}
