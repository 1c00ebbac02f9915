import torch
from contextlib import contextmanager


@contextmanager
def quiet(model):
    model.eval()
    with torch.no_grad():
        yield
    model.train()


def choose(row, temperature, top_k, top_p, generator):
    if temperature == 0:
        return int(row.argmax())
    p, idx = torch.softmax(row / temperature, 0).sort(descending=True)
    if top_k is not None:
        p, idx = p[:top_k], idx[:top_k]
        p = p / p.sum()
    if top_p is not None:
        n, total = 0, 0.0
        while n < len(p) and total < top_p:
            total += p[n].item()
            n += 1
        n = max(n, 1)
        p, idx = p[:n], idx[:n]
    return int(idx[torch.multinomial(p, 1, generator=generator)])


def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    with quiet(model):
        for _ in range(max_new_tokens):
            logits = model(ids[:, -model.config.block_size :])[0][:, -1]
            new = [choose(row, temperature, top_k, top_p, generator) for row in logits]
            ids = torch.cat([ids, torch.tensor(new, dtype=ids.dtype, device=ids.device)[:, None]], 1)
    return ids
