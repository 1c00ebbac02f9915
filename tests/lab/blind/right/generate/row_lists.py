"""Right: each prompt's next token by itself with Python lists and sorted(); only the draw is torch.multinomial."""
import math

import torch


def choose(scores, temperature, top_k, top_p, generator, device):
    by_score = sorted(range(len(scores)), key=lambda i: -scores[i])
    if temperature == 0:
        return by_score[0]
    if top_k is not None:
        by_score = by_score[:top_k]
    best = scores[by_score[0]]
    weights = [math.exp((scores[i] - best) / temperature) for i in by_score]
    total = math.fsum(weights)
    weights = [w / total for w in weights]
    if top_p is not None:
        kept, reached = [], 0.0
        for w in weights:
            kept.append(w)
            reached += w
            if reached >= top_p:
                break
        weights = kept
    rank = torch.multinomial(torch.tensor(weights, dtype=torch.float64, device=device), 1, generator=generator)
    return by_score[int(rank)]


@torch.no_grad()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    was_training = model.training
    model.eval()
    try:
        result = ids.clone()
        while result.shape[1] < ids.shape[1] + max_new_tokens:
            logits = model(result[:, -model.config.block_size:])[0]
            column = [[choose(row, temperature, top_k, top_p, generator, ids.device)] for row in logits[:, -1].tolist()]
            result = torch.cat([result, torch.tensor(column, dtype=ids.dtype, device=ids.device)], dim=1)
        return result
    finally:
        model.train(was_training)
