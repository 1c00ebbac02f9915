"""Wrong: the mask zeroes the weights after the softmax, so that those of a query no longer add up to 1."""
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    D = q.shape[-1]
    att = torch.einsum("bhqd,bhkd->bhqk", q, k) * D ** -0.5
    att = att.softmax(dim=-1)
    if mask is not None:
        att = att * mask
    return torch.einsum("bhqk,bhkd->bhqd", att, v)
