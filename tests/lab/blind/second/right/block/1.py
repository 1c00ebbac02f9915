import torch
from torch import nn
from torch.nn.functional import gelu


class Holder(nn.Module):
    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        C, bias = config.n_embd, config.bias
        self.H = config.n_head
        self.approximate = "tanh" if config.gelu == "tanh" else "none"
        self.ln_1 = nn.LayerNorm(C, bias=bias)
        self.ln_2 = nn.LayerNorm(C, bias=bias)
        self.attn = Holder(c_attn=nn.Linear(C, 3 * C, bias=bias), c_proj=nn.Linear(C, C, bias=bias))
        self.mlp = Holder(c_fc=nn.Linear(C, 4 * C, bias=bias), c_proj=nn.Linear(4 * C, C, bias=bias))

    def _talk(self, z):
        T = z.shape[1]
        wide = self.attn.c_attn(z).unflatten(-1, (3, self.H, -1))
        q, k, v = wide.permute(2, 0, 3, 1, 4)
        far = torch.arange(T, device=z.device)
        close = (q @ k.mT).mul(q.shape[-1] ** -0.5)
        close = close.where(far[:, None] >= far, -torch.inf)
        return self.attn.c_proj((close.softmax(-1) @ v).movedim(1, 2).flatten(-2))

    def _think(self, z):
        return self.mlp.c_proj(gelu(self.mlp.c_fc(z), approximate=self.approximate))

    def forward(self, x):
        for norm, part in ((self.ln_1, self._talk), (self.ln_2, self._think)):
            x = torch.add(part(norm(x)), x)
        return x
