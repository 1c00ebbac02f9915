"""Right: draws one start after the other with a call of its own, and fills lists of plain ints."""
import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    last = len(data) - block_size - 1
    x_rows, y_rows = [], []
    for _ in range(batch_size):
        start = int(torch.randint(low=0, high=last + 1, size=(), generator=generator))
        piece = data[start:start + block_size + 1].tolist()
        x_rows.append(piece[:-1])
        y_rows.append(piece[1:])
    x = torch.tensor(x_rows, dtype=torch.int64, device=device)
    y = torch.tensor(y_rows, dtype=torch.int64, device=device)
    return x, y
