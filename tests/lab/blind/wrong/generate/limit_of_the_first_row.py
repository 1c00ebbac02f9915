"""Wrong (batch leak): the k-th best score of the first prompt is the limit for all prompts of the batch."""
import torch


def sample(logits, temperature, top_k, top_p, generator):
    if temperature == 0:
        return logits.argmax(dim=-1, keepdim=True)
    logits = logits / temperature
    if top_k is not None:
        limit = torch.topk(logits, min(top_k, logits.size(-1)))[0][0, -1]
        logits = torch.where(logits < limit, torch.tensor(-1e10), logits)
    probs = torch.softmax(logits, dim=-1)
    if top_p is not None:
        sorted_probs, index = torch.sort(probs, descending=True)
        total_before = torch.cumsum(sorted_probs, dim=-1) - sorted_probs
        sorted_probs[total_before >= top_p] = 0
        probs = torch.zeros_like(probs).scatter_(-1, index, sorted_probs)
    return torch.multinomial(probs, num_samples=1, generator=generator)


@torch.no_grad()
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    was_training = model.training
    model.eval()
    for _ in range(max_new_tokens):
        logits, _ = model(ids[:, -model.config.block_size:])
        token = sample(logits[:, -1, :], temperature, top_k, top_p, generator)
        ids = torch.cat([ids, token], dim=-1)
    model.train(was_training)
    return ids
