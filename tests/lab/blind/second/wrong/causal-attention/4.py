import torch


class CausalMask(torch.nn.Module):
    def __init__(self, block_size):
        super().__init__()
        rows = [[key <= query for key in range(block_size)] for query in range(block_size)]
        self.register_buffer("bias", torch.tensor(rows, dtype=torch.bool))

    def forward(self, T):
        return self.bias[0:T, 0:T]


def causal_attention(q, k, v):
    scale = q.shape[-1] ** 0.5
    outputs = []
    for t in range(q.shape[2]):
        end = max(t, 1)
        past_k, past_v = k[:, :, :end], v[:, :, :end]
        score = (q[:, :, t : t + 1] * past_k).sum(-1) / scale
        weight = torch.softmax(score, dim=-1)
        outputs.append((weight.unsqueeze(-1) * past_v).sum(2))
    return torch.stack(outputs, dim=2)
