import torch


def cross_entropy(logits, targets, ignore_index=-100):
    if logits.dim() == 2:
        logits, targets = logits.unsqueeze(0), targets.unsqueeze(0)
    losses = []
    for scores, ids in zip(logits, targets):
        pick = (ids != ignore_index).nonzero().flatten()
        if pick.numel() == 0:
            continue
        logp = scores[pick].log_softmax(-1)
        losses.append(-logp[range(len(pick)), ids[pick]].mean())
    return torch.stack(losses).mean()
