import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(weight_decay=weight_decay, eps=eps, betas=betas, lr=lr))

    def _walk(self):
        for group in self.param_groups:
            yield from ((p, p.grad, group) for p in group["params"] if p.grad is not None)

    def step(self):
        for p, g, group in self._walk():
            (one, two), memory = group["betas"], self.state[p]
            if "sums" not in memory:
                memory["sums"] = torch.zeros(2, *g.shape, dtype=g.dtype, device=g.device)
                memory["left"] = [1.0, 1.0]
            sums, left = memory["sums"], memory["left"]
            left[0] *= one
            left[1] *= two
            sums[0].mul_(one).add_(g.detach(), alpha=1 - one)
            sums[1].mul_(two).addcmul_(g.detach(), g.detach(), value=1 - two)
            push = (sums[0] / (1 - left[0])) / ((sums[1] / (1 - left[1])) ** 0.5 + group["eps"])
            p.data.sub_(p.data * group["weight_decay"] + push, alpha=group["lr"])
