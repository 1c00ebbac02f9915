"""Wrong: draws the starts by randperm, so rows never share a place, and a batch larger than the number of places comes out short."""
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    n = data.shape[0] - block_size
    starts = torch.randperm(n, generator=generator)[:batch_size].tolist()
    x = torch.stack([data[s:s + block_size] for s in starts])
    y = torch.stack([data[s + 1:s + block_size + 1] for s in starts])
    return x.to(device), y.to(device)
