"""Wrong: ignored targets are left out of the sum, but the sum is divided by the number of all targets."""
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    V = logits.size(-1)
    logp = torch.log_softmax(logits.reshape(-1, V), dim=-1)
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = torch.where(keep, t, torch.zeros_like(t))
    nll = -logp.gather(1, safe.unsqueeze(1)).squeeze(1)
    nll = torch.where(keep, nll, torch.zeros_like(nll))
    return nll.mean()
