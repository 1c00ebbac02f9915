"""Sample text from a model: draw the next token from its scores, append it, and read again."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from lab.gpt.cache import cached
from lab.gpt.softmax import softmax


def keep_top_k(logits: Tensor, k: int) -> Tensor:
    """Set all but the k best scores to -inf: exactly k stay, even among equals."""
    values, indices = logits.topk(min(k, logits.size(-1)))  # (B, k)
    return torch.full_like(logits, -torch.inf).scatter(-1, indices, values)  # (B, V)


def keep_top_p(logits: Tensor, p: float) -> Tensor:
    """Keep the likeliest tokens until together they reach p; the one that crosses it stays."""
    ordered, indices = logits.sort(descending=True)  # (B, V)
    probabilities = softmax(ordered)  # (B, V)
    before = probabilities.cumsum(-1) - probabilities  # (B, V): what the likelier ones hold together
    ordered = ordered.masked_fill((before >= p) & (before > 0), -torch.inf)  # (B, V): the first always stays
    return torch.empty_like(logits).scatter(-1, indices, ordered)  # (B, V), each back in its place


def next_probabilities(
    logits: Tensor, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> Tensor:
    """Turn (B, V) scores into (B, V) probabilities. Temperature comes first: it changes which tokens top-p keeps."""
    if temperature == 0:  # the limit: all on the best
        return torch.zeros_like(logits).scatter(-1, logits.argmax(-1, keepdim=True), 1.0)  # (B, V)
    logits = logits / temperature  # (B, V)
    if top_k is not None:
        logits = keep_top_k(logits, top_k)  # (B, V)
    if top_p is not None and top_p < 1:
        logits = keep_top_p(logits, top_p)  # (B, V)
    return softmax(logits)  # (B, V): what is left sums to 1 again


@torch.no_grad()
def stream(
    model: nn.Module,
    ids: Tensor,
    max_new_tokens: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
    vocab_size: int | None = None,
    stride: int = 1,
) -> Iterator[Tensor]:
    """Yield each new token, (B, 1), as soon as it is drawn. `vocab_size` leaves out ids that only pad the matrix.

    A full block slides by `stride` tokens. By 1, the model always sees all that fits, and reads it all again for
    each token; by half a block, it sometimes sees only half, and each token costs what it did at first.
    """
    block_size: int = model.config.block_size  # type: ignore[union-attr, assignment]
    was_training = model.training
    model.eval()  # no dropout
    try:
        with cached(model) as cache:
            new = ids  # (B, T): what the model has not read yet
            for _ in range(max_new_tokens):
                if cache is None:
                    new = ids[:, -block_size:]  # (B, <= block_size): all is read again
                elif cache.length + new.size(1) > block_size:
                    # Once the block slides, every token stands at another position: what was cached is stale.
                    kept = block_size - stride + 1 if cache.length else block_size
                    new = ids[:, -kept:]  # (B, kept)
                    cache.clear()
                logits, _ = model(new)  # (B, T, V)
                scores = logits[:, -1, :vocab_size].float()  # (B, V): only the last says what comes next
                probabilities = next_probabilities(scores, temperature, top_k, top_p)  # (B, V)
                if generator is not None:
                    probabilities = probabilities.to(generator.device)
                new = torch.multinomial(probabilities, 1, generator=generator).to(ids.device)  # (B, 1)
                ids = torch.cat((ids, new), dim=1)  # (B, T + 1)
                yield new
    finally:
        model.train(was_training)


def generate(
    model: nn.Module,
    ids: Tensor,
    max_new_tokens: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
    vocab_size: int | None = None,
) -> Tensor:
    """Return ids (B, T) and what follows them, (B, T + max_new_tokens)."""
    new = stream(model, ids, max_new_tokens, temperature, top_k, top_p, generator, vocab_size)
    return torch.cat((ids, *new), dim=1)
