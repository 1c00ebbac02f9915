"""Right: a Python loop over positions, each with its own logsumexp written by hand."""
import torch


def surprise(scores, target):
    top = scores.detach().max()
    return top + (scores - top).exp().sum().log() - scores[target]


def cross_entropy(logits, targets, ignore_index=-100):
    rows = logits.flatten(0, -2)
    ids = targets.flatten().tolist()
    losses = [surprise(row, i) for row, i in zip(rows, ids) if i != ignore_index]
    return torch.stack(losses).mean()
