import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    head = q.size(-1)
    scores = torch.matmul(q, k.transpose(-1, -2)) * head ** -0.5
    if mask is not None:
        low = scores.min() - 1.0
        scores = torch.where(mask, scores, low)
    return torch.matmul(torch.softmax(scores, dim=-1), v)
