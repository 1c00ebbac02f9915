"""Other correct ways of drawing a training batch, as whole files."""

ALTERNATIVES = {
    "as nanoGPT writes it": """
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    ix = torch.randint(len(data) - block_size, (batch_size,), generator=generator)
    x = torch.stack([data[i : i + block_size] for i in ix])
    y = torch.stack([data[i + 1 : i + 1 + block_size] for i in ix])
    return x.to(device), y.to(device)
""",
    "all windows at once": """
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    windows = data.unfold(0, block_size + 1, 1)
    chosen = windows[torch.randint(0, windows.size(0), (batch_size,), generator=generator)].to(device)
    return chosen[:, :block_size], chosen[:, 1:]
""",
    "places from real numbers": """
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    last = data.numel() - block_size - 1
    starts = (torch.rand(batch_size, generator=generator, dtype=torch.float64) * (last + 1)).long()
    places = starts[:, None] + torch.arange(block_size)[None, :]
    return [data[places].to(device), data[places + 1].to(device)]
""",
}
