"""Wrong: one random start for the whole batch, the rows follow each other in the text (wrapping at the end)."""
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    n_starts = data.size(0) - block_size
    first = torch.randint(n_starts, (1,), generator=generator).item()
    xs, ys = [], []
    for row in range(batch_size):
        s = (first + row * block_size) % n_starts
        xs.append(data[s:s + block_size])
        ys.append(data[s + 1:s + 1 + block_size])
    return torch.stack(xs).to(device), torch.stack(ys).to(device)
