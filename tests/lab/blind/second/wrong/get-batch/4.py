import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    possible = data.size(0) - block_size
    order = torch.randperm(possible, generator=generator)
    rows = order.repeat(-(-batch_size // possible))[:batch_size]
    window = rows[:, None] + torch.arange(block_size + 1)[None, :]
    both = torch.take(data, window.to(data.device)).to(device)
    return both[:, :block_size].contiguous(), both[:, 1:].contiguous()
