"""Other correct ways of sampling text, as whole files."""

ALTERNATIVES = {
    "as nanoGPT writes it, with top_p": """
import torch
from torch.nn import functional as F


@torch.no_grad()
def generate(model, idx, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    training = model.training
    model.eval()
    for _ in range(max_new_tokens):
        idx_cond = idx if idx.size(1) <= model.config.block_size else idx[:, -model.config.block_size :]
        logits, _ = model(idx_cond)
        logits = logits[:, -1, :]
        if temperature == 0:
            idx_next = logits.argmax(dim=-1, keepdim=True)
        else:
            logits = logits / temperature
            if top_k is not None:
                v, _ = torch.topk(logits, min(top_k, logits.size(-1)))
                logits[logits < v[:, [-1]]] = -float("Inf")
            probs = F.softmax(logits, dim=-1)
            if top_p is not None:
                ordered, order = torch.sort(probs, descending=True)
                remove = ordered.cumsum(-1) - ordered > top_p
                probs = probs.masked_fill(torch.zeros_like(remove).scatter(1, order, remove), 0.0)
                probs = probs / probs.sum(-1, keepdim=True)
            idx_next = torch.multinomial(probs, num_samples=1, generator=generator)
        idx = torch.cat((idx, idx_next), dim=1)
    model.train(training)
    return idx
""",
    "by Gumbel noise": """
import torch


def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    was, block = model.training, model.config.block_size
    model.eval()
    with torch.no_grad():
        for _ in range(max_new_tokens):
            scores = model(ids[:, -block:])[0][:, -1]
            if temperature > 0:
                scores = scores / temperature
                rank = scores.argsort(-1, descending=True).argsort(-1)
                if top_k is not None:
                    scores = torch.where(rank < top_k, scores, -torch.inf)
                if top_p is not None:
                    p = scores.softmax(-1)
                    larger = (p.unsqueeze(1) * (p.unsqueeze(1) > p.unsqueeze(2))).sum(-1)
                    scores = torch.where(larger < top_p, scores, -torch.inf)
                noise = torch.rand(scores.shape, generator=generator).clamp_min(1e-20)
                scores = scores - (-noise.log()).log()
            ids = torch.cat([ids, scores.argmax(-1, keepdim=True)], 1)
    model.train(was)
    return ids
""",
    "a preallocated text, the inverse of the distribution": """
import torch


@torch.inference_mode()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    mode = model.training
    model.train(False)
    B, T = ids.shape
    out = torch.zeros(B, T + max_new_tokens, dtype=ids.dtype)
    out[:, :T] = ids
    for t in range(T, T + max_new_tokens):
        logits, _ = model(out[:, max(0, t - model.config.block_size) : t])
        z = logits[:, -1].double()
        if temperature == 0:
            out[:, t] = z.argmax(-1)
            continue
        p = torch.softmax(z / temperature, -1)
        p, order = p.sort(-1, descending=True)
        if top_k is not None:
            p[:, top_k:] = 0
            p /= p.sum(-1, keepdim=True)
        if top_p is not None:
            before = p.cumsum(-1) - p
            p[before >= top_p] = 0
            p /= p.sum(-1, keepdim=True)
        u = torch.rand(B, 1, generator=generator, dtype=torch.float64)
        place = (p.cumsum(-1) <= u).sum(-1, keepdim=True).clamp(max=p.size(-1) - 1)
        out[:, t] = order.gather(1, place)[:, 0]
    model.train(mode)
    return out
""",
}
