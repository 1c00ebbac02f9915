import torch


@torch.no_grad()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    was_training = model.training
    model.eval()
    for _ in range(max_new_tokens):
        logits, _ = model(ids[:, -model.config.block_size:])
        logits = logits[:, -1, :]
        if temperature == 0:
            nxt = logits.argmax(-1, keepdim=True)
        else:
            logits = logits / temperature
            if top_k is not None:
                vals, where = logits.topk(min(top_k, logits.size(-1)))
                logits = torch.full_like(logits, float("-inf")).scatter(1, where, vals)
            probs = logits.softmax(-1)
            if top_p is not None:
                p_sorted, order = probs.sort(dim=-1, descending=True)
                keep = p_sorted.cumsum(-1) <= top_p
                keep[:, 0] = True
                probs = torch.zeros_like(probs).scatter(1, order, p_sorted * keep)
            nxt = torch.multinomial(probs, 1, generator=generator)
        ids = torch.cat([ids, nxt], dim=1)
    model.train(was_training)
    return ids
