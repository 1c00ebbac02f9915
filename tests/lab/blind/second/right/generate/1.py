import torch


def _race(scores, temperature, top_k, top_p, generator):
    ranked, tokens = scores.double().sort(dim=-1, descending=True)
    if temperature == 0:
        return tokens[:, :1]
    ranked = ranked[:, :top_k] / temperature
    chances = torch.softmax(ranked, -1)
    if top_p is not None:
        ahead = torch.nn.functional.pad(chances.cumsum(-1)[:, :-1], (1, 0))
        staying = ahead < top_p
        staying[:, 0] = True
        chances = chances * staying
    times = torch.empty_like(chances).exponential_(generator=generator)
    return tokens.gather(1, (chances / times).argmax(1, keepdim=True))


def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    modes = [(module, module.training) for module in model.modules()]
    start, reach = ids.shape[1], model.config.block_size
    written = torch.cat([ids, ids.new_zeros(ids.shape[0], max_new_tokens)], 1)
    try:
        model.eval()
        with torch.no_grad():
            for end in range(start, start + max_new_tokens):
                scores, _ = model(written[:, max(0, end - reach) : end])
                written[:, end : end + 1] = _race(scores[:, -1], temperature, top_k, top_p, generator)
    finally:
        for module, mode in modes:
            module.training = mode
    return written
