"""Scores to probabilities, without overflow."""

from torch import Tensor


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    """exp(x) / sum exp(x). Subtracting the largest score changes nothing but keeps exp finite."""
    shifted = x - x.amax(dim, keepdim=True)  # (..., V): at most 0, so exp is at most 1
    powers = shifted.exp()  # (..., V)
    return powers / powers.sum(dim, keepdim=True)  # (..., V): rows sum to 1


def logsumexp(x: Tensor, dim: int = -1) -> Tensor:
    """log of sum exp(x), with the largest score subtracted first and added again."""
    largest = x.amax(dim, keepdim=True)  # (..., 1)
    return (x - largest).exp().sum(dim).log() + largest.squeeze(dim)  # (...)
