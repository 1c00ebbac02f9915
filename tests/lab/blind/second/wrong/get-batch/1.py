import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    ix = torch.randint(data.shape[0] - 1 - block_size, (batch_size,), generator=generator)
    x = torch.stack([data[i : i + block_size] for i in ix])
    y = torch.stack([data[i + 1 : i + 1 + block_size] for i in ix])
    return x.to(device), y.to(device)
