"""A GPT and its training loop in plain PyTorch, against which the CPU recipe is measured.

The same operations as nanoGPT's CPU run: torch's attention, norms and AdamW, one batch ahead, no extras.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

BLOCK, BATCH, LAYERS, HEADS, WIDTH = 64, 12, 4, 4, 128


class PlainBlock(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm_1, self.norm_2 = nn.LayerNorm(WIDTH, bias=False), nn.LayerNorm(WIDTH, bias=False)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.mix = nn.Linear(WIDTH, WIDTH, bias=False)
        self.up = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.down = nn.Linear(4 * WIDTH, WIDTH, bias=False)
        self.drop = nn.Dropout(0.0)

    def forward(self, x: Tensor) -> Tensor:
        size = x.shape
        q, k, v = (
            t.view(size[0], size[1], HEADS, -1).transpose(1, 2) for t in self.qkv(self.norm_1(x)).split(WIDTH, dim=2)
        )
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.drop(self.mix(y.transpose(1, 2).contiguous().view(size)))
        return x + self.drop(self.down(functional.gelu(self.up(self.norm_2(x)))))


class PlainGPT(nn.Module):
    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocab_size, WIDTH), nn.Embedding(BLOCK, WIDTH)
        self.blocks = nn.ModuleList(PlainBlock() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH, bias=False)
        self.head = nn.Linear(WIDTH, vocab_size, bias=False)
        self.tokens.weight = self.head.weight
        for p in self.parameters():
            if p.dim() == 2:
                nn.init.normal_(p, std=0.02)

    def forward(self, ids: Tensor, targets: Tensor) -> Tensor:
        x = self.tokens(ids) + self.places(torch.arange(ids.size(1)))
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.norm(x))
        return functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))


def plain_loop(data: np.ndarray[Any, Any], vocab_size: int) -> Callable[[int], None]:
    """Return a function that takes a number of steps."""
    model = PlainGPT(vocab_size)
    groups = [
        {"params": [p for p in model.parameters() if p.dim() >= 2], "weight_decay": 0.1},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.99))

    def draw() -> tuple[Tensor, Tensor]:
        starts = torch.randint(len(data) - BLOCK, (BATCH,))
        x = torch.stack([torch.from_numpy(data[i : i + BLOCK].astype(np.int64)) for i in starts])
        y = torch.stack([torch.from_numpy(data[i + 1 : i + 1 + BLOCK].astype(np.int64)) for i in starts])
        return x, y

    ahead = draw()

    def steps(count: int) -> None:
        nonlocal ahead
        for _ in range(count):
            for group in optimizer.param_groups:
                group["lr"] = 1e-3
            loss = model(*ahead)
            ahead = draw()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    return steps
