"""Wrong: every negative target is ignored and ignore_index is not looked at, so ignore_index=0 (padding) is counted."""
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    V = logits.shape[-1]
    logits, targets = logits.reshape(-1, V), targets.reshape(-1)
    valid = (targets >= 0).nonzero().squeeze(-1)
    logp = torch.log_softmax(logits, dim=1)
    return -logp[valid, targets[valid]].sum() / valid.numel()
