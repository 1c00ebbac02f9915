import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        wide = config.n_embd
        self.heads = config.n_head
        self.c_proj = nn.Linear(wide, wide, bias=config.bias)
        self.c_attn = nn.Linear(wide, 3 * wide, bias=config.bias)

    def forward(self, x):
        texts, length, wide = x.shape
        each = wide // self.heads
        asks, keys, gives = self.c_attn(x).view(texts, length, 3, self.heads, each).movedim(2, 0)
        mixed = torch.zeros_like(x) if self.c_proj.bias is None else self.c_proj.bias.expand_as(x)
        mixers = self.c_proj.weight.view(wide, self.heads, each)
        for h in range(self.heads):
            contents = []
            for t in range(length):
                like = torch.einsum("bd,bkd->bk", asks[:, t, h], keys[:, : t + 1, h]) * each**-0.5
                contents.append(torch.einsum("bk,bkd->bd", like.softmax(1), gives[:, : t + 1, h]))
            mixed = mixed + torch.stack(contents, 1) @ mixers[:, h].T
        return mixed
