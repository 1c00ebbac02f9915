"""Wrong (subtle): a residual dropout of 0.1 that nobody asked for; in eval mode all is right, in train mode what is added is random."""
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        self.ln_1 = norm(config.n_embd, bias=config.bias)
        self.attn = self_attention(config)
        self.ln_2 = norm(config.n_embd, bias=config.bias)
        self.mlp = feed_forward(config)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = x + self.drop(self.attn(self.ln_1(x)))
        x = x + self.drop(self.mlp(self.ln_2(x)))
        return x
