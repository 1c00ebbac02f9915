"""Wrong: cuts ids itself to the block and not a copy, so what did not fit any more is missing from the result."""
import torch


@torch.no_grad()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    mode = model.training
    model.eval()
    for _ in range(max_new_tokens):
        if ids.size(1) > model.config.block_size:
            ids = ids[:, -model.config.block_size:]
        logits = model(ids)[0][:, -1, :]
        if temperature == 0.0:
            nxt = torch.argmax(logits, dim=-1, keepdim=True)
        else:
            logits = logits / temperature
            V = logits.size(-1)
            if top_k is not None and top_k < V:
                best = logits.topk(top_k, dim=-1)
                logits = torch.full_like(logits, -torch.inf).scatter(-1, best.indices, best.values)
            probs = torch.softmax(logits, dim=-1)
            if top_p is not None:
                sp, si = torch.sort(probs, descending=True, dim=-1)
                keep = (torch.cumsum(sp, -1) - sp) < top_p
                keep[:, 0] = True
                probs = torch.zeros_like(probs).scatter(-1, si, sp * keep)
            nxt = torch.multinomial(probs, 1, generator=generator)
        ids = torch.cat([ids, nxt], dim=1)
    model.train(mode)
    return ids
