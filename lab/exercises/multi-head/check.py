"""Properties of multi-head self-attention: parameters, which positions are seen, values and gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from lab.gpt.config import GPTConfig
from lab.grade.properties import Draw, Inputs, Property, fill, make, shapes, with_gradients

INFLUENCE = "in row t and column s: does the output at t depend on position s"
Size = tuple[int, int, int, int, int]  # B, T, H, D, block_size


def _inputs(
    draw: Draw, size: Size, scale: float = 1.0, bias: bool = True, dtype: torch.dtype = torch.float32
) -> Inputs:
    b, t, h, d, block = size
    c = h * d
    config = GPTConfig(block_size=block, n_head=h, n_embd=c, n_layer=1, vocab_size=11, bias=bias)
    weights = {
        "c_attn.weight": draw.normal(3 * c, c, scale=scale),
        "c_attn.bias": draw.normal(3 * c),
        "c_proj.weight": draw.normal(c, c),
        "c_proj.bias": draw.normal(c),
    }
    return {"config": config, "x": draw.normal(b, t, c, dtype=dtype), "weights": weights}


def _with_weights(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    module = make(lab.CausalSelfAttention, config)
    fill(module, weights)
    return module.to(x.dtype).eval()


def _output(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    return _with_weights(lab, config, x, weights)(x)


def _in_training(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    return _with_weights(lab, config, x, weights).train()(x)


def _gradients(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    module = _with_weights(lab, config, x, weights)
    seen = with_gradients(module, x=x)
    return seen | {f"gradient of {name}": parameter.grad for name, parameter in sorted(module.named_parameters())}


def _parameters(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    del x, weights
    return shapes(make(lab.CausalSelfAttention, config))


def _influence(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    """Mark row t, column s where the output at t depends on the input at s."""
    module = _with_weights(lab, config, x, weights)
    x = x.clone().requires_grad_()
    out = module(x)
    rows = [torch.autograd.grad(out[:, t].sum(), x, retain_graph=True)[0] for t in range(x.size(1))]
    return {INFLUENCE: torch.stack([row.abs().sum((0, 2)) > 1e-6 for row in rows])}


CALL, HIDE = "CausalSelfAttention(config)(x)", ("weights",)
ONE_HEAD: list[Size] = [(1, 1, 1, 2, 4), (1, 2, 1, 3, 4)]
HEADS: list[Size] = [(1, 1, 2, 2, 4), (1, 2, 2, 2, 4), (2, 4, 2, 3, 4), (2, 7, 3, 5, 8)]

PROPERTIES = [
    Property(
        "Its parameters are those of c_attn and c_proj",
        _inputs,
        _parameters,
        [(1, 2, 2, 3, 4)],
        "CausalSelfAttention(config)",
        hide=("x", "weights"),
    ),
    Property(
        "Without biases there are none",
        partial(_inputs, bias=False),
        _parameters,
        [(1, 2, 2, 3, 4)],
        "CausalSelfAttention(config)",
        hide=("x", "weights"),
    ),
    Property(
        "It works for a text shorter than the block, and for one as long",
        _inputs,
        _output,
        [*ONE_HEAD, (2, 4, 1, 3, 4)],
        CALL,
        hide=HIDE,
    ),
    Property(
        "The output at position t depends on positions 0 to t, and on no later one",
        _inputs,
        _influence,
        [(1, 2, 2, 2, 4), (2, 7, 3, 5, 8)],
        CALL,
        hide=("x", "weights"),
    ),
    Property(
        "Each head attends with its own slice of q, k and v, and the heads stand side by side",
        partial(_inputs, scale=0.5),
        _output,
        HEADS,
        CALL,
        hide=HIDE,
    ),
    Property(
        "All parameters learn",
        partial(_inputs, scale=0.3),
        _gradients,
        [(1, 2, 2, 2, 4), (2, 7, 3, 5, 8)],
        CALL,
        hide=HIDE,
    ),
    Property("It works without biases", partial(_inputs, bias=False), _output, [(2, 4, 2, 3, 4)], CALL, hide=HIDE),
    Property("In training nothing is random: dropout is 0", _inputs, _in_training, [(2, 4, 2, 3, 4)], CALL, hide=HIDE),
    Property(
        "Large scores stay finite",
        partial(_inputs, scale=100.0),
        _output,
        [(1, 2, 1, 3, 4), (2, 7, 3, 5, 8)],
        CALL,
        hide=HIDE,
    ),
    Property(
        "Double precision stays double",
        partial(_inputs, dtype=torch.float64),
        _output,
        [(2, 7, 3, 5, 8)],
        CALL,
        hide=HIDE,
    ),
]
