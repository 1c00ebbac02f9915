"""Wrong: ends with model.train() whatever the mode was before, so a model that came in eval mode leaves in train mode."""
import torch


@torch.no_grad()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    model.eval()
    block_size = model.config.block_size
    for _ in range(max_new_tokens):
        logits, _ = model(ids[:, -block_size:])
        scores = logits[:, -1]
        if temperature == 0:
            choice = scores.argmax(dim=1, keepdim=True)
        else:
            scores = scores / temperature
            order = scores.argsort(dim=1, descending=True)
            ranked = scores.gather(1, order)
            if top_k is not None:
                ranked[:, top_k:] = float("-inf")
            p = torch.softmax(ranked, dim=1)
            if top_p is not None:
                p = torch.where(p.cumsum(1) - p < top_p, p, torch.zeros_like(p))
            choice = order.gather(1, torch.multinomial(p, 1, generator=generator))
        ids = torch.cat([ids, choice], dim=1)
    model.train()
    return ids
