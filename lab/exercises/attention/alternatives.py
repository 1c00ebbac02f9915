"""Other correct ways of writing scaled dot-product attention, as whole files."""

ALTERNATIVES = {
    "einsum, torch's softmax, a filled additive mask": """
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = torch.einsum("bhqd,bhkd->bhqk", q, k) * q.shape[-1] ** -0.5
    if mask is not None:
        bias = torch.zeros_like(scores).masked_fill(mask.logical_not(), float("-inf"))
        scores = scores + bias
    return torch.einsum("bhqk,bhkd->bhqd", torch.softmax(scores, -1), v)
""",
    "the query is scaled first, -1e9 for masked scores": """
import math
import torch.nn.functional as F


def scaled_dot_product_attention(q, k, v, mask=None):
    q = q / math.sqrt(q.size(-1))
    scores = q.matmul(k.mT)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    return F.softmax(scores, dim=-1).matmul(v)
""",
    "masked after exp, renormalised": """
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = (q.unsqueeze(-2) * k.unsqueeze(-3)).sum(-1) / k.size(-1) ** 0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.full_like(scores, -float("inf")))
    powers = (scores - scores.max(-1, keepdim=True).values).exp()
    weights = powers / powers.sum(-1, keepdim=True)
    return (weights.unsqueeze(-1) * v.unsqueeze(-3)).sum(-2)
""",
    "with a dropout that is never asked for, and a loop over the texts": """
import math
import torch


def scaled_dot_product_attention(q, k, v, mask=None, dropout=0.0):
    out = []
    for i in range(q.size(0)):
        scores = q[i] @ k[i].transpose(1, 2) / math.sqrt(q.size(3))
        if mask is not None:
            own = mask.expand(q.size(0), q.size(1), q.size(2), k.size(2))[i]
            scores[~own] = -math.inf
        out.append(scores.softmax(2) @ v[i])
    return torch.stack(out)
""",
}
