"""Other correct ways of writing AdamW, as whole files."""

ALTERNATIVES = {
    "as the formulas stand": """
import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["t"] = 0
                    state["exp_avg"] = torch.zeros_like(p)
                    state["exp_avg_sq"] = torch.zeros_like(p)
                state["t"] += 1
                p -= group["lr"] * group["weight_decay"] * p
                state["exp_avg"] = beta1 * state["exp_avg"] + (1 - beta1) * p.grad
                state["exp_avg_sq"] = beta2 * state["exp_avg_sq"] + (1 - beta2) * p.grad ** 2
                m = state["exp_avg"] / (1 - beta1 ** state["t"])
                v = state["exp_avg_sq"] / (1 - beta2 ** state["t"])
                p -= group["lr"] * m / (v.sqrt() + group["eps"])
""",
    "plain dictionaries, .data, decay in the same line": """
import math
import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.m, self.v, self.t = {}, {}, {}

    def step(self):
        for g in self.param_groups:
            lr, (b1, b2) = g["lr"], g["betas"]
            for p in g["params"]:
                if p.grad is None:
                    continue
                i, grad = id(p), p.grad.data
                self.t[i] = self.t.get(i, 0) + 1
                self.m[i] = self.m.get(i, 0.0) * b1 + grad * (1 - b1)
                self.v[i] = self.v.get(i, 0.0) * b2 + grad * grad * (1 - b2)
                c1, c2 = 1 - b1 ** self.t[i], 1 - b2 ** self.t[i]
                update = (self.m[i] / c1) / (torch.sqrt(self.v[i]) / math.sqrt(c2) + g["eps"])
                p.data = p.data * (1 - lr * g["weight_decay"]) - lr * update
""",
    "the corrections in the step size": """
import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        loss = closure() if closure is not None else None
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in filter(lambda p: p.grad is not None, group["params"]):
                s = self.state[p]
                s["step"] = s.get("step", 0) + 1
                s.setdefault("m", torch.zeros_like(p)).mul_(b1).add_(p.grad, alpha=1 - b1)
                s.setdefault("v", torch.zeros_like(p)).mul_(b2).add_(p.grad.square(), alpha=1 - b2)
                scale = (1 - b2 ** s["step"]) ** 0.5
                size = group["lr"] * scale / (1 - b1 ** s["step"])
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.sub_(size * s["m"] / (s["v"].sqrt() + group["eps"] * scale))
        return loss
""",
}
