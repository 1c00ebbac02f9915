"""Wrong (subtle): makes a new generator from the given one's first seed, so every call gives the same batch whatever the state."""
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    if generator is not None:
        rng = torch.Generator().manual_seed(generator.initial_seed())
    else:
        rng = None
    high = len(data) - block_size
    starts = torch.randint(high, (batch_size, 1), generator=rng)
    offsets = torch.arange(block_size + 1)
    window = data[starts + offsets].to(device)
    return window[:, :-1], window[:, 1:]
