"""The GPT: from ids to scores for each next token."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from lab.gpt.cache import ModelCache
from lab.gpt.config import GPTConfig
from lab.gpt.parts import PLAIN, Parts


class GPT(nn.Module):
    """A GPT whose modules are named as in GPT-2's published weights."""

    cache: ModelCache | None = None  # set inside `cached(model)`

    def __init__(self, config: GPTConfig, parts: Parts = PLAIN) -> None:
        super().__init__()
        norm, block = parts.make("norm"), parts.make("block")
        self.config = config
        self.loss = parts.loss
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)  # a row for each token
        self.wpe = nn.Embedding(config.block_size, config.n_embd)  # a row for each position
        self.drop = nn.Dropout(config.dropout)
        self.h = nn.ModuleList(block(config) for _ in range(config.n_layer))
        self.ln_f = norm(config.n_embd, bias=config.bias)
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)
        tie_weights(self)
        parts.init(self, config.n_layer)

    def forward(self, ids: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Map ids (B, T) to logits (B, T, V); with targets (B, T), return the loss () as well."""
        start = self.cache.length if self.cache is not None else 0  # tokens already read
        end = start + ids.size(1)
        if end > self.config.block_size:
            raise ValueError(f"{end} tokens do not fit into a block of {self.config.block_size}: crop them first.")
        positions = torch.arange(start, end, device=ids.device)  # (T,)
        x = self.wte(ids) + self.wpe(positions)  # (B, T, C) + (T, C) -> (B, T, C)
        x = self.drop(x)  # (B, T, C)
        for block in self.h:
            x = block(x)  # (B, T, C)
        logits: Tensor = self.lm_head(self.ln_f(x))  # (B, T, V)
        return logits, None if targets is None else self.loss(logits, targets)


def tie_weights(model: Any) -> None:
    """Let the head score a token by the vector that embeds it: one tensor, not two that begin equal."""
    model.wte.weight = model.lm_head.weight  # (V, C)


def count_parameters(model: nn.Module) -> int:
    """Count all trained numbers; `parameters()` lists a tied tensor once."""
    return sum(p.numel() for p in model.parameters())


def build(config: GPTConfig, parts: Parts = PLAIN) -> nn.Module:
    """Build a model from parts: the learner's own model if there is one, else the GPT."""
    return GPT(config, parts) if parts.model is None else parts.model(config)
