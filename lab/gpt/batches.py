"""Training batches: pieces of the text from random places, and the token after each."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

Batch = tuple[Tensor, Tensor]


def get_batch(
    data: Any,
    batch_size: int,
    block_size: int,
    device: torch.device | str = "cpu",
    generator: torch.Generator | None = None,
) -> Batch:
    """x (B, T) and y (B, T), where y[b, t] is the token after x[b, t]. Every start is equally likely, even the last."""
    starts = torch.randint(len(data) - block_size, (batch_size,), generator=generator)  # (B,)
    windows = starts.numpy()[:, None] + np.arange(block_size + 1)  # (B, T + 1)
    tokens = torch.from_numpy(np.asarray(data)[windows].astype(np.int64))  # (B, T + 1)
    if torch.device(device).type == "cuda":
        # Pinned memory lets the copy run while the GPU still works on the last batch.
        tokens = tokens.pin_memory().to(device, non_blocking=True)
    else:
        tokens = tokens.to(device)
    return tokens[:, :-1], tokens[:, 1:]
