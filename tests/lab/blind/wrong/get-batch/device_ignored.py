"""Wrong (two): device is ignored, and numpy draws the starts when no generator is given, so torch.manual_seed does nothing."""
import numpy as np
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    places = len(data) - block_size
    if generator is None:
        starts = np.random.randint(0, places, size=batch_size)
    else:
        starts = torch.randint(places, (batch_size,), generator=generator).numpy()
    x = torch.stack([data[s:s + block_size] for s in starts])
    y = torch.stack([data[s + 1:s + block_size + 1] for s in starts])
    return x, y
