import torch
from torch.optim import Optimizer


class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, defaults)
        self.steps = 0

    def _update(self, p, lr, beta1, beta2, eps, decay):
        memory = self.state[p]
        m = memory.get("m", torch.zeros_like(p))
        v = memory.get("v", torch.zeros_like(p))
        m = beta1 * m + (1 - beta1) * p.grad
        v = beta2 * v + (1 - beta2) * p.grad**2
        memory["m"], memory["v"] = m, v
        m_hat = m / (1 - beta1**self.steps)
        v_hat = v / (1 - beta2**self.steps)
        p.mul_(1 - lr * decay)
        p.sub_(lr * m_hat / (torch.sqrt(v_hat) + eps))

    def step(self):
        self.steps += 1
        with torch.no_grad():
            for g in self.param_groups:
                for p in g["params"]:
                    if p.grad is not None:
                        self._update(p, g["lr"], *g["betas"], g["eps"], g["weight_decay"])
