import torch


def _top_k(scores, k):
    if k is None or k >= scores.shape[-1]:
        return scores
    best = torch.topk(scores, k, dim=-1).indices
    out = torch.ones_like(scores, dtype=torch.bool).scatter_(-1, best, False)
    return scores.masked_fill(out, float("-inf"))


def _top_p(scores, probs, limit):
    if limit is None:
        return scores
    p, order = torch.sort(probs, dim=-1, descending=True)
    before = p.cumsum(dim=-1) - p
    drop = torch.zeros_like(before, dtype=torch.bool).scatter_(-1, order, before >= limit)
    return scores.masked_fill(drop, float("-inf"))


def _draw(scores, temperature, top_k, top_p, generator):
    if temperature == 0:
        return torch.argmax(scores, dim=-1, keepdim=True)
    scores = scores / temperature
    probs = scores.softmax(-1)
    scores = _top_k(scores, top_k)
    scores = _top_p(scores, probs, top_p)
    return torch.multinomial(scores.softmax(-1), num_samples=1, generator=generator)


def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            for _ in range(max_new_tokens):
                window = ids if ids.size(1) <= model.config.block_size else ids[:, -model.config.block_size :]
                scores = model(window)[0][:, -1]
                ids = torch.cat((ids, _draw(scores, temperature, top_k, top_p, generator)), dim=1)
    finally:
        model.train(mode)
    return ids
