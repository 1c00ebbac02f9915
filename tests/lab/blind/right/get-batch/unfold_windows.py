"""Right: all windows of block_size + 1 tokens by unfold, of which random ones are picked by index_select."""
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    windows = data.unfold(0, block_size + 1, 1)
    chosen = torch.randint(windows.shape[0], (batch_size,), generator=generator)
    rows = windows.index_select(0, chosen.to(data.device)).to(device)
    return rows[:, :block_size].contiguous(), rows[:, 1:].contiguous()
