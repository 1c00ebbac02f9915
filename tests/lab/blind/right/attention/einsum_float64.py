"""Right: einsum in float64 with a hand-made softmax, the largest score taken off first, and the dtype restored."""
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    q64, k64, v64 = (t.to(torch.float64) for t in (q, k, v))
    scores = torch.einsum("...qd,...kd->...qk", q64, k64) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.tensor(float("-inf"), dtype=torch.float64, device=q.device))
    scores = scores - scores.amax(dim=-1, keepdim=True)
    weights = scores.exp()
    weights = weights / weights.sum(dim=-1, keepdim=True)
    return torch.einsum("...qk,...kd->...qd", weights, v64).to(q.dtype)
