"""Wrong: top_p drops the token that crosses the line (unless it is the very first), so too few stay."""
import torch


@torch.no_grad()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    was_training = model.training
    model.eval()
    for _ in range(max_new_tokens):
        context = ids[:, -model.config.block_size:]
        logits, _ = model(context)
        logits = logits[:, -1, :]
        if temperature == 0:
            next_id = logits.argmax(dim=-1, keepdim=True)
        else:
            logits = logits / temperature
            if top_k is not None:
                k = min(top_k, logits.size(-1))
                values, _ = torch.topk(logits, k)
                logits = logits.masked_fill(logits < values[:, [-1]], float("-inf"))
            probs = torch.softmax(logits, dim=-1)
            if top_p is not None:
                sorted_probs, order = probs.sort(dim=-1, descending=True)
                remove = sorted_probs.cumsum(dim=-1) > top_p
                remove[:, 0] = False
                sorted_probs = sorted_probs.masked_fill(remove, 0.0)
                probs = torch.zeros_like(probs).scatter(-1, order, sorted_probs)
            next_id = torch.multinomial(probs, num_samples=1, generator=generator)
        ids = torch.cat((ids, next_id), dim=1)
    model.train(was_training)
    return ids
