from functools import reduce
from operator import add

import torch


def _slices(x, dim):
    pieces = x.unbind(dim)
    roof = reduce(torch.maximum, pieces)
    lifted = [torch.exp(piece - roof) for piece in pieces]
    return roof, lifted, reduce(add, lifted)


def softmax(x, dim=-1):
    _, lifted, total = _slices(x, dim)
    return torch.stack([piece / total for piece in lifted], dim)


def logsumexp(x, dim=-1):
    roof, _, total = _slices(x, dim)
    return total.log().add(roof)
