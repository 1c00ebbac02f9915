"""The parts of the GPT: each slot holds a plain definition, a faster equivalent, or a learner's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from lab.errors import UsageError
from lab.gpt.attention import flash_attention, scaled_dot_product_attention
from lab.gpt.batches import Batch, get_batch
from lab.gpt.block import Block, Maker
from lab.gpt.clip import clip_grad_norm, fast_clip_grad_norm
from lab.gpt.init import init_weights
from lab.gpt.loop import accumulated_step
from lab.gpt.loss import cross_entropy, fast_cross_entropy
from lab.gpt.mlp import MLP, FastMLP
from lab.gpt.norm import FastLayerNorm, LayerNorm
from lab.gpt.optimizer import AdamW, decay_groups, fast_adamw
from lab.gpt.parameter_names import asks_for
from lab.gpt.sampling import generate
from lab.gpt.schedule import learning_rate
from lab.gpt.self_attention import CachedSelfAttention
from lab.gpt.tokenizer.bpe import BPETokenizer, FastBPETokenizer

INGREDIENTS = frozenset({"norm", "attention", "self_attention", "feed_forward"})


@dataclass(frozen=True)
class Parts:
    """One part for each slot: plain definitions by default; `FAST` holds equal ones that train quickly."""

    loss: Callable[..., Tensor] = cross_entropy  # (logits, targets)
    norm: Maker = LayerNorm  # (size, bias=)
    feed_forward: Maker = MLP  # (config)
    tokenizer: Callable[..., Any] = BPETokenizer  # (vocab, merges, special_tokens)
    batches: Callable[..., Batch] = get_batch  # (data, batch_size, block_size, device)
    attention: Callable[..., Tensor] = scaled_dot_product_attention  # (q, k, v[, mask][, dropout])
    self_attention: Maker = CachedSelfAttention  # (config[, attention])
    block: Maker = Block  # (config[, norm][, self_attention][, feed_forward])
    model: Maker | None = None  # (config); None is `lab.gpt.model.GPT`, assembled from the other parts
    init: Callable[[nn.Module, int], None] = init_weights  # (model, n_layer)
    optimizer: Callable[..., torch.optim.Optimizer] = AdamW  # (params, lr=, betas=, weight_decay=)
    optimizer_groups: Callable[..., list[dict[str, Any]]] = decay_groups  # (model, weight_decay)
    schedule: Callable[..., float] = learning_rate  # (step, peak=, floor=, warmup=, total=)
    clip: Callable[..., Tensor] = clip_grad_norm  # (parameters, max_norm)
    loop: Callable[..., Any] = accumulated_step  # (model, micro_batches, optimizer), or `loop.train`'s signature
    sampling: Callable[..., Tensor] = generate  # (model, ids, max_new_tokens, temperature, top_k, top_p, generator)

    def make(self, slot: str) -> Callable[..., Any]:
        """Return the part in `slot`, already given the other parts that it asks for by name.

        A learner's block may ask for none of them, and be complete by itself.
        """
        part: Callable[..., Any] = getattr(self, slot)
        wanted = asks_for(part) & INGREDIENTS - {slot}
        return partial(part, **{name: self.make(name) for name in sorted(wanted)}) if wanted else part

    def with_part(self, slot: str, part: Any) -> Parts:
        slots = [field.name for field in fields(self)]
        if slot not in slots:
            near = get_close_matches(slot, slots, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(slots)}."
            raise UsageError(f"A GPT has no part called {slot!r}.{hint}")
        return replace(self, **{slot: part})


PLAIN = Parts()

FAST = Parts(
    tokenizer=FastBPETokenizer,
    loss=fast_cross_entropy,
    norm=FastLayerNorm,
    feed_forward=FastMLP,
    attention=flash_attention,
    optimizer=fast_adamw,
    clip=fast_clip_grad_norm,
)
