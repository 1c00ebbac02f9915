import torch


def _nll(scores, ids):
    idx = ids.clamp(min=0).unsqueeze(-1)
    return torch.logsumexp(scores, -1) - torch.gather(scores, -1, idx).squeeze(-1)


def cross_entropy(logits, targets, ignore_index=-100):
    counted = targets != ignore_index
    each = _nll(logits, targets)
    return each[counted].sum() / counted.sum()
