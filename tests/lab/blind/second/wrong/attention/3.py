import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    d = q.shape[-1]
    weights = torch.softmax((q / d**0.5) @ k.mT, -1)
    if mask is not None:
        weights = weights * mask.to(weights.dtype)
        weights = weights / weights.sum(-1, keepdim=True)
    return weights @ v
