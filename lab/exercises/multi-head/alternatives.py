"""Other correct ways of writing multi-head self-attention, as whole files."""

ALTERNATIVES = {
    "as nanoGPT writes it, with torch's attention": """
import torch
import torch.nn as nn
from torch.nn import functional as F


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        assert config.n_embd % config.n_head == 0
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)
        self.n_head = config.n_head

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.n_head, C // self.n_head).transpose(1, 2) for t in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).contiguous().view(B, T, C))
""",
    "einsum, and a mask made on the spot": """
import math
import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.heads = config.n_head
        self.c_attn = nn.Linear(config.n_embd, config.n_embd * 3, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)

    def forward(self, x):
        b, t, c = x.shape
        qkv = self.c_attn(x).reshape(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        scores = torch.einsum("bhid,bhjd->bhij", q, k) / math.sqrt(c // self.heads)
        scores = scores + torch.full((t, t), float("-inf"), device=x.device, dtype=x.dtype).triu(1)
        out = torch.einsum("bhij,bhjd->bihd", scores.softmax(-1), v)
        return self.c_proj(out.flatten(2))
""",
    "head after head, with a mask in a buffer": """
import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.size = config.n_embd // config.n_head
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)
        self.register_buffer("bias", torch.tril(torch.ones(config.block_size, config.block_size)))

    def forward(self, x):
        T = x.size(1)
        q, k, v = self.c_attn(x).chunk(3, dim=-1)
        heads = []
        for qh, kh, vh in zip(q.split(self.size, -1), k.split(self.size, -1), v.split(self.size, -1)):
            scores = qh @ kh.transpose(1, 2) * self.size ** -0.5
            scores = scores.masked_fill(self.bias[:T, :T] == 0, float("-inf"))
            heads.append(torch.softmax(scores, dim=-1) @ vh)
        return self.c_proj(torch.cat(heads, dim=-1))
""",
}
