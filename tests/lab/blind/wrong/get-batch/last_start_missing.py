"""Wrong (off by one): the last possible start is never drawn, and with block_size + 1 tokens there is none at all."""
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    ix = torch.randint(len(data) - block_size - 1, (batch_size,), generator=generator)
    x = torch.stack([data[i:i + block_size] for i in ix])
    y = torch.stack([data[i + 1:i + 1 + block_size] for i in ix])
    return x.to(device), y.to(device)
