import torch


def get_batch(data, batch_size, block_size, device, generator=None):
    stretches = data.unfold(0, block_size + 1, 1)
    fair = torch.full((len(stretches),), 1.0, dtype=torch.float64)
    lottery = fair.cumsum(0)
    tickets = torch.rand(batch_size, dtype=torch.float64, generator=generator) * len(stretches)
    rows = torch.bucketize(tickets, lottery, right=True).clamp_(max=len(stretches) - 1)
    chosen = stretches.index_select(0, rows.to(data.device)).to(device)
    return chosen.narrow(1, 0, block_size).clone(), chosen.narrow(1, 1, block_size).clone()
