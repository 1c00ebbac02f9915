import torch


def _starts(count, places, generator):
    if generator is None:
        u = torch.rand(count, dtype=torch.float64)
    else:
        u = torch.rand(count, dtype=torch.float64, generator=generator)
    return torch.round(u * (places - 1)).long().tolist()


def get_batch(data, batch_size, block_size, device, generator=None):
    xs, ys = [], []
    for s in _starts(batch_size, len(data) - block_size, generator):
        piece = data[s : s + block_size + 1]
        xs.append(piece[:-1])
        ys.append(piece[1:])
    return torch.stack(xs).to(device), torch.stack(ys).to(device)
