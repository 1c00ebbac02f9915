import torch
import torch.nn.functional as F


class Sampler:
    def __init__(self, temperature, top_k, top_p, generator):
        self.temperature, self.top_k, self.top_p, self.generator = temperature, top_k, top_p, generator

    def __call__(self, logits):
        if self.temperature == 0:
            return logits.max(dim=-1, keepdim=True).indices
        logits = logits / self.temperature
        if self.top_k is not None:
            v, _ = torch.topk(logits, min(self.top_k, logits.size(-1)), dim=-1)
            logits = logits.masked_fill(logits < v.min(), -float("inf"))
        probs = F.softmax(logits, dim=-1)
        if self.top_p is not None:
            ordered, back = torch.sort(probs, descending=True, dim=-1)
            reached = torch.cumsum(ordered, dim=-1)
            enough = torch.cat([torch.zeros_like(reached[:, :1], dtype=torch.bool), reached[:, :-1] >= self.top_p], -1)
            ordered = ordered.masked_fill(enough, 0.0)
            pick = torch.multinomial(ordered, 1, generator=self.generator)
            return back.gather(-1, pick)
        return torch.multinomial(probs, 1, generator=self.generator)


@torch.no_grad()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    before = model.training
    model.train(False)
    sample = Sampler(temperature, top_k, top_p, generator)
    left = max_new_tokens
    while left > 0:
        out, _ = model(ids[:, -model.config.block_size :])
        ids = torch.cat([ids, sample(out[:, -1, :])], dim=1)
        left -= 1
    model.train(before)
    return ids
