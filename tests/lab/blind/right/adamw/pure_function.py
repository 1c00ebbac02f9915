"""Right: a pure function computes the new p, m and v from the old ones; step() only copies them in."""
import torch


def adamw_update(p, g, m, v, t, lr, beta1, beta2, eps, weight_decay):
    p = p * (1 - lr * weight_decay)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1 ** t)
    v_hat = v / (1 - beta2 ** t)
    return p - lr * m_hat / (v_hat.sqrt() + eps), m, v


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        todo = [(group, p) for group in self.param_groups for p in group["params"] if p.grad is not None]
        for group, p in todo:
            old = self.state[p]
            t = old.get("t", 0) + 1
            m = old["m"] if "m" in old else torch.zeros_like(p)
            v = old["v"] if "v" in old else torch.zeros_like(p)
            new_p, m, v = adamw_update(p, p.grad, m, v, t, group["lr"], *group["betas"],
                                       group["eps"], group["weight_decay"])
            p.copy_(new_p)
            self.state[p] = {"t": t, "m": m, "v": v}
        return loss
