"""Wrong (subtle, two): top_p goes by the probabilities of all tokens, before top_k has cut any; and gradients are kept."""
import torch
import torch.nn.functional as F


def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    was_training = model.training
    model.eval()
    out = ids
    for _ in range(max_new_tokens):
        logits, _ = model(out[:, -model.config.block_size:])
        logits = logits[:, -1, :]
        if temperature == 0:
            new = logits.argmax(-1, keepdim=True)
        else:
            p = F.softmax(logits / temperature, dim=-1)
            sorted_p, order = p.sort(-1, descending=True)
            keep = torch.ones_like(sorted_p, dtype=torch.bool)
            if top_k is not None:
                keep[:, top_k:] = False
            if top_p is not None:
                keep &= (sorted_p.cumsum(-1) - sorted_p) < top_p
            sorted_p = sorted_p * keep
            new = order.gather(-1, torch.multinomial(sorted_p, 1, generator=generator))
        out = torch.cat([out, new], dim=1)
    model.train(was_training)
    return out
