"""Wrong: sets the ignored targets to 0 in the caller's own tensor."""
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    log_probs = torch.log_softmax(logits, dim=-1)
    ignored = targets == ignore_index
    targets[ignored] = 0                     # gather needs valid ids
    loss = -log_probs.gather(dim=-1, index=targets.unsqueeze(-1)).squeeze(-1)
    loss = loss.masked_fill(ignored, 0.0)
    return loss.sum() / (~ignored).sum()
