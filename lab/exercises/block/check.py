"""Properties of a transformer block: parameters, each residual branch, the order of the layers and gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from lab.gpt.config import GPTConfig
from lab.grade.properties import Draw, Inputs, Property, fill, make, shapes, with_gradients

Size = tuple[int, int, int, int]  # B, T, H, D
SILENT = ("attn.c_proj", "mlp.c_proj")  # with these at zero, attention and MLP add nothing


def _inputs(
    draw: Draw,
    size: Size,
    silent: tuple[str, ...] = (),
    bias: bool = True,
    dtype: torch.dtype = torch.float32,
    scale: float = 0.5,
) -> Inputs:
    b, t, h, d = size
    c = h * d
    config = GPTConfig(block_size=8, n_head=h, n_embd=c, n_layer=1, vocab_size=11, bias=bias)
    weights = {
        "ln_1.weight": draw.normal(c) + 1,
        "ln_1.bias": draw.normal(c),
        "attn.c_attn.weight": draw.normal(3 * c, c, scale=scale),
        "attn.c_attn.bias": draw.normal(3 * c),
        "attn.c_proj.weight": draw.normal(c, c),
        "attn.c_proj.bias": draw.normal(c),
        "ln_2.weight": draw.normal(c) + 1,
        "ln_2.bias": draw.normal(c),
        "mlp.c_fc.weight": draw.normal(4 * c, c, scale=0.5),
        "mlp.c_fc.bias": draw.normal(4 * c),
        "mlp.c_proj.weight": draw.normal(c, 4 * c, scale=0.5),
        "mlp.c_proj.bias": draw.normal(c),
    }
    weights = {name: w * (not name.startswith(silent)) if silent else w for name, w in weights.items()}
    return {"config": config, "x": draw.normal(b, t, c, scale=2.0, dtype=dtype), "weights": weights}


def _with_weights(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    block = make(lab.Block, config)
    fill(block, weights)
    return block.to(x.dtype).eval()


def _output(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    return _with_weights(lab, config, x, weights)(x)


def _in_training(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    return _with_weights(lab, config, x, weights).train()(x)


def _gradients(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    block = _with_weights(lab, config, x, weights)
    seen = with_gradients(block, x=x)
    return seen | {f"gradient of {name}": parameter.grad for name, parameter in sorted(block.named_parameters())}


def _parameters(lab: Any, config: Any, x: Any, weights: Any) -> Any:
    del x, weights
    return shapes(make(lab.Block, config))


CALL, HIDE = "Block(config)(x)", ("weights", "config")
SMALL: Size = (1, 1, 1, 3)
SIZES: list[Size] = [SMALL, (1, 2, 1, 3), (2, 7, 3, 5)]

PROPERTIES = [
    Property(
        "Its parameters are those of ln_1, attn, ln_2 and mlp",
        _inputs,
        _parameters,
        [SMALL],
        "Block(config)",
        hide=(*HIDE, "x"),
    ),
    Property(
        "With attention and MLP silent, x comes out as it went in",
        partial(_inputs, silent=SILENT),
        _output,
        SIZES,
        CALL,
        hide=HIDE,
    ),
    Property(
        "With the MLP silent: x + attn(ln_1(x))",
        partial(_inputs, silent=("mlp.c_proj",)),
        _output,
        SIZES,
        CALL,
        hide=HIDE,
    ),
    Property(
        "With attention silent: x + mlp(ln_2(x))",
        partial(_inputs, silent=("attn.c_proj",)),
        _output,
        SIZES,
        CALL,
        hide=HIDE,
    ),
    Property("The MLP reads what attention has added", _inputs, _output, SIZES, CALL, hide=HIDE),
    Property("All parameters learn", _inputs, _gradients, [SMALL, (2, 7, 3, 5)], CALL, hide=HIDE),
    Property("It works without biases", partial(_inputs, bias=False), _output, [(2, 7, 3, 5)], CALL, hide=HIDE),
    Property("It does the same in training: nothing is random", _inputs, _in_training, [(2, 7, 3, 5)], CALL, hide=HIDE),
    Property("Large scores stay finite", partial(_inputs, scale=100.0), _output, [(2, 7, 3, 5)], CALL, hide=HIDE),
    Property(
        "Double precision stays double", partial(_inputs, dtype=torch.float64), _output, [(2, 7, 3, 5)], CALL, hide=HIDE
    ),
]
