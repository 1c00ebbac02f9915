"""Other correct ways of writing cross-entropy, as whole files."""

ALTERNATIVES = {
    "only the rows that count": """
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    logits, targets = logits.flatten(0, -2), targets.flatten()
    kept = targets != ignore_index
    logits, targets = logits[kept], targets[kept]
    return -torch.log_softmax(logits, dim=-1)[torch.arange(len(targets)), targets].mean()
""",
    "a one-hot sum": """
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, ignore_index=-100):
    kept = (targets != ignore_index).to(logits.dtype)
    ids = torch.where(targets == ignore_index, torch.zeros_like(targets), targets)
    hot = F.one_hot(ids, logits.shape[-1]).to(logits.dtype)
    losses = -(hot * logits.log_softmax(-1)).sum(-1)
    return (losses * kept).sum() / kept.sum()
""",
    "position by position": """
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    total, count = 0.0, 0
    for scores, target in zip(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1).tolist()):
        if target == ignore_index:
            continue
        total = total + scores.logsumexp(0) - scores[target]
        count += 1
    return total / count
""",
}
