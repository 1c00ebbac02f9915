import torch


def cross_entropy(logits, targets, ignore_index=-100):
    keep = targets.ne(ignore_index)
    rows, ids = logits[keep], targets[keep]
    e = (rows - rows.amax(dim=-1, keepdim=True)).exp()
    p = e / e.sum(dim=-1, keepdim=True)
    chosen = p[torch.arange(ids.numel(), device=ids.device), ids]
    return -chosen.log().mean()
