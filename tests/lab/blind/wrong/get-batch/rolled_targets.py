"""Wrong: the targets are x rolled by one, so the last target of each row is the row's own first token."""
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    starts = torch.randint(0, data.numel() - block_size, (batch_size,), generator=generator)
    index = starts[:, None] + torch.arange(block_size)[None, :]
    x = data[index].to(device)
    y = torch.roll(x, shifts=-1, dims=1)
    return x, y
