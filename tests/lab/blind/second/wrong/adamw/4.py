from collections import namedtuple

import torch

Hyper = namedtuple("Hyper", "lr b1 b2 eps decay")


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def _hyper(self, group):
        b1, b2 = group["betas"]
        rate = self.defaults["lr"]
        return Hyper(rate, b1, b2, group["eps"], group["weight_decay"])

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            h = self._hyper(group)
            for p in group["params"]:
                g = p.grad
                if g is None:
                    continue
                t, m, v = self.state[p].get("tmv", (0, 0.0, 0.0))
                t, m, v = t + 1, h.b1 * m + (1 - h.b1) * g, h.b2 * v + (1 - h.b2) * g * g
                self.state[p]["tmv"] = (t, m, v)
                step = (m / (1 - h.b1**t)) / ((v / (1 - h.b2**t)).sqrt() + h.eps)
                p.copy_(p * (1 - h.lr * h.decay) - h.lr * step)
