"""Wrong: lr and the rest are read from the constructor's values and not from the group, so schedules and group settings do nothing."""
import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.eps = eps
        self.weight_decay = weight_decay
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad.data
                state = self.state[p]
                if not state:
                    state["step"] = 0
                    state["m"] = torch.zeros_like(p.data)
                    state["v"] = torch.zeros_like(p.data)
                state["step"] += 1
                p.data = p.data * (1 - self.lr * self.weight_decay)
                state["m"] = self.beta1 * state["m"] + (1 - self.beta1) * g
                state["v"] = self.beta2 * state["v"] + (1 - self.beta2) * g * g
                m_hat = state["m"] / (1 - self.beta1 ** state["step"])
                v_hat = state["v"] / (1 - self.beta2 ** state["step"])
                p.data = p.data - self.lr * m_hat / (torch.sqrt(v_hat) + self.eps)
