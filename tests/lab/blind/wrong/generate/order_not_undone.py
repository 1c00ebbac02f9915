"""Wrong: the mask of top_p is computed in sorted order and laid on the unsorted probabilities."""
import torch


def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            for _ in range(max_new_tokens):
                logits = model(ids[:, -model.config.block_size:])[0][:, -1]
                if temperature == 0:
                    token = logits.argmax(-1, keepdim=True)
                    ids = torch.cat([ids, token], dim=1)
                    continue
                logits = logits / temperature
                if top_k is not None:
                    kth = logits.topk(min(top_k, logits.shape[-1])).values[:, -1:]
                    logits[logits < kth] = -float("inf")
                p = logits.softmax(-1)
                if top_p is not None:
                    p_sorted = p.sort(dim=-1, descending=True).values
                    before = p_sorted.cumsum(-1) - p_sorted
                    p = p * (before < top_p)
                token = torch.multinomial(p, 1, generator=generator)
                ids = torch.cat([ids, token], dim=1)
    finally:
        model.train(training)
    return ids
