"""Right: explicit loops over batch, head and query; each query looks only at the keys that it may see."""
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    B, H, Tq, D = q.shape
    Tk = k.shape[-2]
    if mask is None:
        mask = torch.ones(Tq, Tk, dtype=torch.bool, device=q.device)
    mask = mask.expand(B, H, Tq, Tk)
    batches = []
    for b in range(B):
        heads = []
        for h in range(H):
            rows = []
            for i in range(Tq):
                seen = mask[b, h, i]
                scores = (k[b, h][seen] * q[b, h, i]).sum(dim=-1) / math.sqrt(D)
                weights = torch.softmax(scores, dim=0)
                rows.append((weights.unsqueeze(-1) * v[b, h][seen]).sum(dim=0))
            heads.append(torch.stack(rows))
        batches.append(torch.stack(heads))
    return torch.stack(batches)
