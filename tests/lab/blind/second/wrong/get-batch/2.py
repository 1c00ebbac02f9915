import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    places = data.numel() - block_size
    starts = torch.randint(0, places, (batch_size, 1), generator=generator)
    offsets = torch.arange(block_size).unsqueeze(0)
    x = data[(starts + offsets).to(data.device)]
    y = x.roll(-1, dims=1)
    return x.to(device), y.to(device)
