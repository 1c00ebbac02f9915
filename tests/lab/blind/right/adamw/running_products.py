"""Right: keeps the running products of the betas in place of t, and does the arithmetic of each step in float64."""
import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad.to(torch.float64)
                state = self.state[p]
                if not state:
                    state.update(m=torch.zeros_like(g), v=torch.zeros_like(g), prod1=1.0, prod2=1.0)
                state["prod1"] *= beta1
                state["prod2"] *= beta2
                state["m"] += (1 - beta1) * (g - state["m"])
                state["v"] += (1 - beta2) * (g ** 2 - state["v"])
                w = p.to(torch.float64) * (1 - group["lr"] * group["weight_decay"])
                w = w - group["lr"] * (state["m"] / (1 - state["prod1"])) / (
                    torch.sqrt(state["v"] / (1 - state["prod2"])) + group["eps"])
                p.copy_(w)
