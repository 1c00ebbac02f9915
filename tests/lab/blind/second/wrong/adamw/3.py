import math

import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def _state(self, p):
        s = self.state[p]
        if len(s) == 0:
            s["count"] = 0
            s["avg"] = p.grad.detach().clone()
            s["avg_sq"] = torch.zeros_like(p, memory_format=torch.preserve_format)
        return s

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, eps = group["lr"], group["eps"]
            beta1, beta2 = group["betas"]
            for p in filter(lambda p: p.grad is not None, group["params"]):
                s = self._state(p)
                s["count"] += 1
                p.mul_(1.0 - lr * group["weight_decay"])
                s["avg"].lerp_(p.grad, 1 - beta1)
                s["avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                size = lr / (1 - beta1 ** s["count"])
                root = s["avg_sq"].sqrt().div_(math.sqrt(1 - beta2 ** s["count"])).add_(eps)
                p.addcdiv_(s["avg"], root, value=-size)
