import torch
import torch.nn as nn


class CausalMask(nn.Module):
    def __init__(self, block_size):
        super().__init__()
        line = torch.arange(block_size)
        self.register_buffer("allowed", line.unsqueeze(1) >= line.unsqueeze(0), persistent=False)

    def forward(self, T):
        return self.allowed.narrow(0, 0, T).narrow(1, 0, T)


def causal_attention(q, k, v):
    length = q.shape[2]
    sim = torch.einsum("...id,...jd->...ij", q, k) * (q.shape[3] ** -0.5)
    future = torch.ones(length, length, dtype=torch.bool, device=q.device).triu(diagonal=1)
    sim = sim.masked_fill(future, -1e9)
    return torch.einsum("...ij,...jd->...id", torch.softmax(sim, dim=-1), v)
