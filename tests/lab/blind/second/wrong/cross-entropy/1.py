import torch


def cross_entropy(logits, targets, ignore_index=-100):
    V = logits.shape[-1]
    flat = logits.reshape(-1, V)
    ids = targets.reshape(-1)
    used = ids != ignore_index
    safe = torch.where(used, ids, torch.zeros_like(ids))
    logp = torch.log_softmax(flat, dim=-1)
    loss = -logp.gather(1, safe[:, None]).squeeze(1)
    loss = torch.where(used, loss, torch.zeros_like(loss))
    return loss.mean()
