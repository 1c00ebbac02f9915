"""Wrong: one step count for the whole optimizer, so a parameter that gets its first gradient late is corrected with a wrong t."""
import torch
from torch.optim import Optimizer


class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.t = 0

    def step(self):
        self.t += 1
        with torch.no_grad():
            for group in self.param_groups:
                b1, b2 = group["betas"]
                for p in group["params"]:
                    g = p.grad
                    if g is None:
                        continue
                    s = self.state[p]
                    if "m" not in s:
                        s["m"] = torch.zeros_like(p)
                        s["v"] = torch.zeros_like(p)
                    p *= 1 - group["lr"] * group["weight_decay"]
                    s["m"] = b1 * s["m"] + (1 - b1) * g
                    s["v"] = b2 * s["v"] + (1 - b2) * g ** 2
                    mh = s["m"] / (1 - b1 ** self.t)
                    vh = s["v"] / (1 - b2 ** self.t)
                    p -= group["lr"] * mh / (vh.sqrt() + group["eps"])
