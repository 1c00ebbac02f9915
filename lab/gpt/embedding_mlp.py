"""A language model from before attention: the last few tokens, side by side, through an MLP (Bengio 2003)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from lab.gpt.config import GPTConfig
from lab.gpt.loss import cross_entropy
from lab.gpt.norm import BatchNorm1d


class EmbeddingMLP(nn.Module):
    """A model that sees the last `context` tokens, and has separate weights for each position among them."""

    def __init__(self, config: GPTConfig, context: int = 8, hidden: int | None = None) -> None:
        super().__init__()
        self.config, self.context = config, min(context, config.block_size)
        hidden = hidden or 4 * config.n_embd  # M
        self.wte = nn.Embedding(config.vocab_size + 1, config.n_embd)  # the last row: before the text
        self.hidden = nn.Linear(self.context * config.n_embd, hidden, bias=False)  # the norm already adds a shift
        self.norm = BatchNorm1d(hidden)
        self.head = nn.Linear(hidden, config.vocab_size)
        nn.init.normal_(self.wte.weight, std=0.1)
        nn.init.normal_(self.head.weight, std=0.01)  # almost equal scores: the first loss is ln V
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, targets: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        batch, time = ids.shape
        before = self.config.vocab_size
        padded = functional.pad(ids, (self.context - 1, 0), value=before)  # (B, K - 1 + T)
        windows = padded.unfold(1, self.context, 1)  # (B, T, K): each position and the K - 1 before it
        x: Tensor = self.wte(windows).flatten(0, 1).flatten(1)  # (B, T, K, C) -> (B T, K C)
        x = self.norm(self.hidden(x)).tanh()  # (B T, M)
        logits: Tensor = self.head(x).view(batch, time, -1)  # (B, T, V)
        return logits, None if targets is None else cross_entropy(logits, targets)
