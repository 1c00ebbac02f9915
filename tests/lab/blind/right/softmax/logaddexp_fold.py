"""Right: logsumexp as a fold of pairwise additions over the slices of the axis, softmax as exp(x - logsumexp)."""
import torch


def _pair(a, b):
    high, low = torch.maximum(a, b), torch.minimum(a, b)
    difference = torch.where(low == float("-inf"), torch.full_like(low, float("-inf")), low - high)
    return high + torch.log1p(torch.exp(difference))


def _fold(x, dim):
    slices = list(x.double().unbind(dim))
    while len(slices) > 1:
        pairs = [_pair(slices[i], slices[i + 1]) for i in range(0, len(slices) - 1, 2)]
        slices = pairs + slices[len(slices) - len(slices) % 2:]
    return slices[0]


def logsumexp(x, dim=-1):
    return _fold(x, dim).to(x.dtype)


def softmax(x, dim=-1):
    return torch.exp(x.double() - _fold(x, dim).unsqueeze(dim)).to(x.dtype)
