"""GPT-2's initial weights."""

import math

from torch import nn


def init_weights(model: nn.Module, n_layer: int) -> None:
    """Draw weights with standard deviation 0.02, smaller where a layer writes into the residual stream.

    2 n_layer projections add to the stream; without the smaller scale its variance would grow with depth.
    A tied weight is drawn twice, first as embedding and last as head, as in nanoGPT, whose losses are repeated here.
    """
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, mean=0.0, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)
    for name, parameter in model.named_parameters():
        if name.endswith("c_proj.weight"):
            nn.init.normal_(parameter, mean=0.0, std=0.02 / math.sqrt(2 * n_layer))
