"""Wrong files in other words than the reference's: each with the names that would be true of it; "" is no name.

Written by hand from the prompts, not by editing the reference: so they test that a name is given for what a part does.
"""

from __future__ import annotations

from importlib import import_module

SOFTMAX_TAIL = """
def logsumexp(x, dim=-1):
    m = x.amax(dim, keepdim=True)
    return ((x - m).exp().sum(dim, keepdim=True).log() + m).squeeze(dim)
"""
NORM_TAIL = """
class RMSNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=False):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
    def forward(self, x):
        y = x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight
        return y if self.bias is None else y + self.bias
"""
NORM = """
import torch
from torch import nn
class LayerNorm(nn.Module):
    def __init__(self, size, eps=1e-5, bias=True):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size)) if bias else None
    def forward(self, x):
        {}
        y = y * self.weight
        return y if self.bias is None else y + self.bias
"""
MASK_TAIL = """
class CausalMask(torch.nn.Module):
    def __init__(self, block_size):
        super().__init__()
        self.register_buffer("mask", torch.ones(block_size, block_size).tril().bool())
    def forward(self, T):
        return self.mask[:T, :T]
"""
HEADS = """
import torch
from torch import nn
import torch.nn.functional as F
class CausalSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.c_attn = nn.Linear(config.n_embd, 3 * config.n_embd, bias=config.bias)
        self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)
        self.h = config.n_head
    def forward(self, x):
        B, T, C = x.shape
        {}
"""
BLOCK = """
import torch
from torch import nn
class Block(nn.Module):
    def __init__(self, config, norm, self_attention, feed_forward):
        super().__init__()
        self.ln_1 = norm(config.n_embd, bias=config.bias)
        self.ln_2 = norm(config.n_embd, bias=config.bias)
        self.attn = self_attention(config)
        self.mlp = feed_forward(config)
    def forward(self, x):
        {}
"""
ADAM = """
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
                s, g = self.state[p], p.grad
                if "t" not in s:
                    s["t"], s["m"], s["v"] = 0, torch.zeros_like(p), torch.zeros_like(p)
                {}
"""
BPE = '''
import regex
from collections import Counter
P = r"""'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"""
printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
order = printable + [b for b in range(256) if b not in printable]
def join(word, a, b, new):
    out = []
    for t in word:
        if out and out[-1] == a and t == b:
            out[-1] = new
        else:
            out.append(t)
    return out
def train_bpe(text, vocab_size, special_tokens=()):
    ids = {b: i for i, b in enumerate(order)}
    vocab = {i: bytes([b]) for i, b in enumerate(order)}
    back = {v: k for k, v in vocab.items()}
    parts = [text]
    for s in sorted(special_tokens, key=len, reverse=True):
        parts = [q for p in parts for q in p.split(s)]
    words = [[ids[b] for b in w.encode()] for p in parts for w in regex.findall(P, p)]
    merges = []
    while len(vocab) + len(special_tokens) < vocab_size:
        counts = Counter(pair for w in words for pair in zip(w, w[1:]))
        if not counts:
            break
        a, b = min(counts, key=lambda p: (-counts[p], p))
        merges.append((vocab[a], vocab[b]))
        new = back.setdefault(vocab[a] + vocab[b], len(vocab))
        vocab[new] = vocab[a] + vocab[b]
        words = [join(w, a, b, new) for w in words]
    for s in special_tokens:
        vocab[len(vocab)] = s.encode()
    return vocab, merges
'''
GENERATE = """
import torch
def generate(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None, generator=None):
    was = model.training
    model.eval()
    with torch.no_grad():
        for _ in range(max_new_tokens):
            logits = model(ids[:, -model.config.block_size:])[0][:, -1]
            if temperature == 0:
                new = logits.argmax(-1, keepdim=True)
            else:
                logits = logits / temperature
                if top_k is not None:
                    kth = logits.topk(min(top_k, logits.size(-1))).values[:, -1:]
                    logits = logits.masked_fill(logits < kth, -torch.inf)
                p = logits.softmax(-1)
                if top_p is not None:
                    s, i = p.sort(descending=True)
                    s[s.cumsum(-1) - s >= top_p] = 0
                    p = torch.zeros_like(p).scatter(1, i, s)
                new = torch.multinomial(p, 1, generator=generator)
            ids = torch.cat([ids, new], 1)
    model.train(was)
    return ids
"""
BATCH = """
import torch
def get_batch(data, batch_size, block_size, device, generator=None):
    {}
"""

WRONG: list[tuple[str, str, str]] = [  # slug, true names, file
    (
        "softmax",
        "softmax/no-shift",
        "import torch\ndef softmax(x, dim=-1):\n    e = torch.exp(x)\n    return e / e.sum(dim, keepdim=True)\n"
        + SOFTMAX_TAIL,
    ),
    (
        "softmax",
        "softmax/always-last-axis",
        "import torch\ndef softmax(x, dim=-1):\n    e = (x - x.max(-1, keepdim=True)[0]).exp()\n    return e / e.sum(-1).unsqueeze(-1)\n"
        + SOFTMAX_TAIL,
    ),
    (
        "softmax",
        "",
        "import torch\ndef softmax(x, dim=-1):\n    return torch.sigmoid(x) / torch.sigmoid(x).sum(dim, keepdim=True)\n"
        + SOFTMAX_TAIL,
    ),
    (
        "cross-entropy",
        "cross-entropy/log-of-softmax",
        "import torch\ndef cross_entropy(logits, targets, ignore_index=-100):\n    p = torch.softmax(logits.view(-1, logits.size(-1)), -1)\n    t = targets.view(-1)\n    keep = t != ignore_index\n    return -torch.log(p[keep, t[keep]]).mean()\n",
    ),
    (
        "cross-entropy",
        "cross-entropy/softmax-twice",
        "import torch\ndef cross_entropy(logits, targets, ignore_index=-100):\n    z = logits.reshape(-1, logits.shape[-1]).softmax(1)\n    t = targets.reshape(-1)\n    k = t != ignore_index\n    return -z[k].log_softmax(1).gather(1, t[k][:, None]).mean()\n",
    ),
    (
        "cross-entropy",
        "",
        "import torch\ndef cross_entropy(logits, targets, ignore_index=-100):\n    z = logits.reshape(-1, logits.shape[-1])\n    t = targets.reshape(-1)\n    k = t != ignore_index\n    return z[k].log_softmax(1).gather(1, t[k][:, None]).mean()\n",
    ),
    (
        "layernorm",
        "layernorm/sample-variance",
        NORM.format("y = (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, keepdim=True) + self.eps)") + NORM_TAIL,
    ),
    (
        "layernorm",
        "layernorm/eps-outside-root",
        NORM.format("y = (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True, unbiased=False) + self.eps)")
        + NORM_TAIL,
    ),
    (
        "layernorm",
        "layernorm/sample-variance+layernorm/eps-outside-root layernorm/eps-outside-root+layernorm/sample-variance",
        NORM.format("y = (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + self.eps)") + NORM_TAIL,
    ),
    ("layernorm", "", NORM.format("y = (x - x.mean(-1, keepdim=True)) / x.abs().mean(-1, keepdim=True)") + NORM_TAIL),
    (
        "attention",
        "attention/unscaled",
        "def scaled_dot_product_attention(q, k, v, mask=None):\n    s = q @ k.mT\n    if mask is not None:\n        s = s.masked_fill(mask == False, float('-inf'))\n    return s.softmax(-1) @ v\n",
    ),
    (
        "attention",
        "attention/mask-inverted",
        "import math\ndef scaled_dot_product_attention(q, k, v, mask=None):\n    s = q @ k.mT / math.sqrt(q.shape[-1])\n    if mask is not None:\n        s = s.masked_fill(mask, -math.inf)\n    return s.softmax(-1) @ v\n",
    ),
    (
        "attention",
        "attention/zero-fill",
        "import math\ndef scaled_dot_product_attention(q, k, v, mask=None):\n    s = q @ k.mT / math.sqrt(q.shape[-1])\n    if mask is not None:\n        s = s * mask\n    return s.softmax(-1) @ v\n",
    ),
    (
        "attention",
        "attention/masked-after-softmax",
        "import math\ndef scaled_dot_product_attention(q, k, v, mask=None):\n    w = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1)\n    if mask is not None:\n        w = w.masked_fill(~mask, 0)\n    return w @ v\n",
    ),
    (
        "attention",
        "",
        "def scaled_dot_product_attention(q, k, v, mask=None):\n    s = (q / q.norm(dim=-1, keepdim=True)) @ k.mT\n    if mask is not None:\n        s = s.masked_fill(~mask, float('-inf'))\n    return s.softmax(-1) @ v\n",
    ),
    (
        "causal-attention",
        "causal-attention/sees-next-token",
        "import torch\ndef causal_attention(q, k, v):\n    T = q.size(2)\n    s = q @ k.mT / q.size(-1) ** 0.5\n    s = s.masked_fill(torch.ones(T, T).triu(2).bool(), float('-inf'))\n    return s.softmax(-1) @ v\n"
        + MASK_TAIL,
    ),
    (
        "causal-attention",
        "causal-attention/diagonal-hidden",
        "import torch\ndef causal_attention(q, k, v):\n    T = q.size(2)\n    s = q @ k.mT / q.size(-1) ** 0.5\n    s = s.masked_fill(torch.ones(T, T).triu().bool(), float('-inf'))\n    return s.softmax(-1) @ v\n"
        + MASK_TAIL,
    ),
    (
        "causal-attention",
        "causal-attention/no-mask",
        "import torch\ndef causal_attention(q, k, v):\n    return (q @ k.mT / q.size(-1) ** 0.5).softmax(-1) @ v\n"
        + MASK_TAIL,
    ),
    (
        "causal-attention",
        "causal-attention/mask-not-cropped",
        "import torch\ndef causal_attention(q, k, v):\n    T = q.size(2)\n    s = q @ k.mT / q.size(-1) ** 0.5\n    s = s.masked_fill(torch.ones(T, T).triu(1).bool(), float('-inf'))\n    return s.softmax(-1) @ v\n"
        + MASK_TAIL.replace("[:T, :T]", ""),
    ),
    (
        "multi-head",
        "multi-head/viewed-straight-to-heads",
        HEADS.format(
            "q, k, v = (t.view(B, self.h, T, C // self.h) for t in self.c_attn(x).chunk(3, -1))\n        y = F.scaled_dot_product_attention(q.contiguous(), k, v, is_causal=True)\n        return self.c_proj(y.transpose(1, 2).reshape(B, T, C))"
        ).replace("t.view(", "t.reshape("),
    ),
    (
        "multi-head",
        "multi-head/joined-without-transpose",
        HEADS.format(
            "q, k, v = (t.view(B, T, self.h, -1).transpose(1, 2) for t in self.c_attn(x).chunk(3, -1))\n        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)\n        return self.c_proj(y.reshape(B, T, C))"
        ),
    ),
    (
        "multi-head",
        "multi-head/no-mask",
        HEADS.format(
            "q, k, v = (t.view(B, T, self.h, -1).transpose(1, 2) for t in self.c_attn(x).chunk(3, -1))\n        y = F.scaled_dot_product_attention(q, k, v)\n        return self.c_proj(y.transpose(1, 2).reshape(B, T, C))"
        ),
    ),
    (
        "multi-head",
        "multi-head/interleaved-heads",
        HEADS.format(
            "q, k, v = (t.view(B, T, -1, self.h).permute(0, 3, 1, 2) for t in self.c_attn(x).chunk(3, -1))\n        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)\n        return self.c_proj(y.permute(0, 2, 3, 1).reshape(B, T, C))"
        ),
    ),
    (
        "multi-head",
        "",
        HEADS.format(
            "q, k, v = (t.view(B, T, self.h, -1).transpose(1, 2) for t in self.c_attn(x).chunk(3, -1))\n        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)\n        return x + self.c_proj(y.transpose(1, 2).reshape(B, T, C))"
        ),
    ),
    (
        "block",
        "block/post-norm",
        BLOCK.format("x = self.ln_1(x + self.attn(x))\n        return self.ln_2(x + self.mlp(x))"),
    ),
    (
        "block",
        "block/attention-added-to-norm+block/mlp-added-to-norm",
        BLOCK.format(
            "x = self.ln_1(x)\n        x = x + self.attn(x)\n        x = self.ln_2(x)\n        return x + self.mlp(x)"
        ),
    ),
    (
        "block",
        "block/attention-residual-missing+block/mlp-residual-missing",
        BLOCK.format("x = self.attn(self.ln_1(x))\n        return self.mlp(self.ln_2(x))"),
    ),
    ("block", "block/parallel-layers", BLOCK.format("return x + self.attn(self.ln_1(x)) + self.mlp(self.ln_2(x))")),
    (
        "get-batch",
        "get-batch/targets-not-shifted",
        BATCH.format(
            "i = torch.randint(len(data) - block_size, (batch_size,), generator=generator).tolist()\n    x = torch.stack([data[j:j + block_size] for j in i]).to(device)\n    return x, x.clone()"
        ),
    ),
    (
        "get-batch",
        "get-batch/last-start-missing",
        BATCH.format(
            "i = torch.randint(0, len(data) - block_size - 1, (batch_size,), generator=generator).tolist()\n    x = torch.stack([data[j:j + block_size] for j in i])\n    y = torch.stack([data[j + 1:j + 1 + block_size] for j in i])\n    return x.to(device), y.to(device)"
        ),
    ),
    (
        "get-batch",
        "get-batch/generator-unused",
        BATCH.format(
            "import random\n    i = [random.randrange(len(data) - block_size) for _ in range(batch_size)]\n    x = torch.stack([data[j:j + block_size] for j in i])\n    y = torch.stack([data[j + 1:j + 1 + block_size] for j in i])\n    return x.to(device), y.to(device)"
        ),
    ),
    (
        "adamw",
        "adamw/no-bias-correction",
        ADAM.format(
            "s['m'] = b1 * s['m'] + (1 - b1) * g; s['v'] = b2 * s['v'] + (1 - b2) * g * g\n                p.mul_(1 - group['lr'] * group['weight_decay'])\n                p.sub_(group['lr'] * s['m'] / (s['v'].sqrt() + group['eps']))"
        ),
    ),
    (
        "adamw",
        "adamw/decay-in-gradient",
        ADAM.format(
            "s['t'] += 1; g = g + group['weight_decay'] * p\n                s['m'] = b1 * s['m'] + (1 - b1) * g; s['v'] = b2 * s['v'] + (1 - b2) * g * g\n                m, v = s['m'] / (1 - b1 ** s['t']), s['v'] / (1 - b2 ** s['t'])\n                p.sub_(group['lr'] * m / (v.sqrt() + group['eps']))"
        ),
    ),
    (
        "adamw",
        "",
        ADAM.format("p.mul_(1 - group['lr'] * group['weight_decay'])\n                p.sub_(group['lr'] * g)"),
    ),
    (
        "clip",
        "clip/each-tensor-alone+clip/half-precision-squares",
        "def clip_grad_norm(parameters, max_norm):\n    total = 0\n    for p in parameters:\n        if p.grad is None: continue\n        n = p.grad.norm()\n        total += n ** 2\n        if n > max_norm: p.grad *= max_norm / n\n    return total ** 0.5\n",
    ),
    (
        "clip",
        "clip/clipped-by-value+clip/half-precision-squares",
        "import torch\ndef clip_grad_norm(parameters, max_norm):\n    g = [p.grad for p in parameters if p.grad is not None]\n    n = torch.tensor(sum(float((x ** 2).sum()) for x in g)) ** 0.5\n    for x in g: x.clamp_(-max_norm, max_norm)\n    return n\n",
    ),
    (
        "clip",
        "clip/short-ones-stretched+clip/half-precision-squares",
        "def clip_grad_norm(parameters, max_norm):\n    g = [p.grad for p in parameters if p.grad is not None]\n    n = sum(float((x ** 2).sum()) for x in g) ** 0.5\n    for x in g: x *= max_norm / (n + 1e-6)\n    return n\n",
    ),
    (
        "lr-schedule",
        "lr-schedule/warmup-from-zero",
        "import math\ndef learning_rate(step, *, peak, floor, warmup, total):\n    if step < warmup: return peak * step / warmup\n    if step >= total: return floor\n    r = (step - warmup) / (total - warmup)\n    return floor + (peak - floor) * (1 + math.cos(math.pi * r)) / 2\n",
    ),
    (
        "lr-schedule",
        "lr-schedule/line-not-cosine",
        "def learning_rate(step, *, peak, floor, warmup, total):\n    if step < warmup: return peak * (step + 1) / (warmup + 1)\n    if step >= total: return floor\n    r = (step - warmup) / (total - warmup)\n    return peak * (1 - r) + floor * r\n",
    ),
    (
        "lr-schedule",
        "",
        "def learning_rate(step, *, peak, floor, warmup, total):\n    return max(floor, peak * 0.99 ** step)\n",
    ),
    (
        "bpe-train",
        "bpe-train/ties-to-first-seen",
        BPE.replace("min(counts, key=lambda p: (-counts[p], p))", "counts.most_common(1)[0][0]"),
    ),
    (
        "bpe-train",
        "bpe-train/special-tokens-uncounted",
        BPE.replace("len(vocab) + len(special_tokens) < vocab_size", "len(vocab) < vocab_size"),
    ),
    ("bpe-train", "bpe-train/not-cut-into-words", BPE.replace("for w in regex.findall(P, p)]", "for w in [p]]")),
    (
        "bpe-train",
        "bpe-train/words-counted-once",
        BPE.replace(
            "for w in regex.findall(P, p)]",
            "for w in regex.findall(P, p)]\n    words = [list(w) for w in dict.fromkeys(map(tuple, words))]",
        ),
    ),
    (
        "bpe-encode",
        "",
        "class BPETokenizer:\n    def __init__(self, vocab, merges, special_tokens=()): self.vocab = vocab\n    def encode(self, text): return []\n    def decode(self, ids): return b''.join(self.vocab[i] for i in ids).decode()\n    def encode_iterable(self, pieces): yield from ()\n",
    ),
    ("generate", "generate/times-temperature", GENERATE.replace("logits / temperature", "logits * temperature")),
    (
        "generate",
        "generate/cropped-to-first",
        GENERATE.replace("ids[:, -model.config.block_size:]", "ids[:, :model.config.block_size]"),
    ),
    ("generate", "", GENERATE.replace("s.cumsum(-1) - s >= top_p", "s.cumsum(-1) > top_p")),
    ("generate", "generate/top-p-left-sorted", GENERATE.replace("torch.zeros_like(p).scatter(1, i, s)", "s")),
    ("generate", "", GENERATE.replace("p = logits.softmax(-1)", "p = logits.softmax(-1) ** 2")),
]
OWN_BLOCK: str = import_module("lab.exercises.block.alternatives").OWN
WRONG += [
    ("block", "block/exact-gelu", OWN_BLOCK.replace('approximate="tanh"', 'approximate="none"')),
    ("block", "block/relu", OWN_BLOCK.replace('F.gelu(self.c_fc(x), approximate="tanh")', "torch.relu(self.c_fc(x))")),
    (
        "block",
        "block/post-norm",
        OWN_BLOCK.replace("x + self.attn(self.ln_1(x))", "self.ln_1(x + self.attn(x))").replace(
            "x + self.mlp(self.ln_2(x))", "self.ln_2(x + self.mlp(x))"
        ),
    ),
]
RIGHT = {"bpe-train": BPE, "generate": GENERATE}
