"""Wrong: the weights come out right, but the gradients are multiplied in place on the way."""
import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["t"] = 0
                    state["m"] = torch.zeros_like(p)
                    state["v"] = torch.zeros_like(p)
                state["t"] += 1
                g = p.grad
                # v first, since it needs the whole gradient
                state["v"].mul_(b2).add_((1 - b2) * g * g)
                state["m"].mul_(b1).add_(g.mul_(1 - b1))
                p.mul_(1 - group["lr"] * group["weight_decay"])
                denominator = (state["v"] / (1 - b2 ** state["t"])).sqrt_().add_(group["eps"])
                p.addcdiv_(state["m"] / (1 - b1 ** state["t"]), denominator, value=-group["lr"])
