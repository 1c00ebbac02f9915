"""Wrong (subtle): clamps targets at 0 before gather, so an ignore_index of V or more is out of range."""
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    flat = logits.view(-1, logits.size(-1))
    ids = targets.view(-1)
    log_probs = flat - torch.logsumexp(flat, dim=-1, keepdim=True)
    losses = -log_probs.gather(-1, ids.clamp(min=0)[:, None])[:, 0]
    mask = (ids != ignore_index).to(losses.dtype)
    return (losses * mask).sum() / mask.sum()
