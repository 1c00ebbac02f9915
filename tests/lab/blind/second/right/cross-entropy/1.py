import torch


def cross_entropy(logits, targets, ignore_index=-100):
    asked = targets != ignore_index
    scores = logits[asked]
    truth = targets[asked].unsqueeze(1) == torch.arange(scores.shape[1], device=targets.device)
    margins = scores - scores[truth].unsqueeze(1)
    return torch.logsumexp(margins, 1).sum() / asked.sum()
