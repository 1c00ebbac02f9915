"""The smallest language model: the next token depends on this one alone."""

from __future__ import annotations

from torch import Tensor, nn

from lab.gpt.config import GPTConfig
from lab.gpt.loss import cross_entropy


class Bigram(nn.Module):
    """A table with a row of scores for each token, and nothing else: a baseline for the GPT."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.table = nn.Embedding(config.vocab_size, config.vocab_size)
        nn.init.normal_(self.table.weight, std=0.02)

    def forward(self, ids: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        logits: Tensor = self.table(ids)  # (B, T) -> (B, T, V)
        return logits, None if targets is None else cross_entropy(logits, targets)
