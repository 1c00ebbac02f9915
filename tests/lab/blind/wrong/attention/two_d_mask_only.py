"""Wrong: puts two axes in front of the mask, so only a (Tq, Tk) one works; a mask per batch or head gives a 6-D result."""
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    B, H, Tq, D = q.shape
    scores = (q @ k.mT) / D ** 0.5
    if mask is not None:
        mask = mask[None, None, :, :]
        scores = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
    weights = scores.softmax(dim=-1)
    return weights @ v
