"""Right: works in the order of rank throughout (sort once, cut the tail, draw a rank) with small functions; float64."""
import contextlib

import torch


@contextlib.contextmanager
def reading(model):
    before = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(before)


def draw(scores, temperature, top_k, top_p, generator):
    if temperature == 0:
        return scores.argmax(dim=-1, keepdim=True)
    ranked, order = torch.sort(scores.double() / temperature, dim=-1, descending=True)
    if top_k is not None:
        ranked, order = ranked[:, :top_k], order[:, :top_k]
    p = torch.softmax(ranked, dim=-1)
    if top_p is not None:
        reached_before = torch.cumsum(p, dim=-1).roll(1, dims=-1)
        reached_before[:, 0] = float("-inf")
        p = p.masked_fill(reached_before >= top_p, 0.0)
    return order.gather(-1, torch.multinomial(p, 1, generator=generator))


def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    with reading(model):
        for _ in range(max_new_tokens):
            logits, _ = model(ids[:, -model.config.block_size:])
            token = draw(logits[:, -1], temperature, top_k, top_p, generator)
            ids = torch.cat([ids, token.to(ids.dtype)], dim=1)
    return ids
