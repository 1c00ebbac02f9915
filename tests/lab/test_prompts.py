"""The worked examples of the prompts, against the reference."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from lab.gpt.attention import CausalMask, scaled_dot_product_attention
from lab.gpt.block import Block
from lab.gpt.clip import clip_grad_norm
from lab.gpt.config import GPTConfig
from lab.gpt.loss import cross_entropy
from lab.gpt.norm import LayerNorm, RMSNorm
from lab.gpt.optimizer import AdamW
from lab.gpt.sampling import next_probabilities
from lab.gpt.schedule import learning_rate
from lab.gpt.softmax import logsumexp, softmax
from lab.gpt.tokenizer.bpe import BPETokenizer
from lab.gpt.tokenizer.bpe_train import train_bpe
from lab.gpt.tokenizer.byte_map import byte_vocabulary


def near(tensor: torch.Tensor, values: object, by: float = 1e-4) -> None:
    torch.testing.assert_close(tensor, torch.tensor(values), atol=by, rtol=0)


def test_softmax_and_loss() -> None:
    x = torch.tensor([[0, math.log(3)], [1000, 1000]])
    near(softmax(x), [[0.25, 0.75], [0.5, 0.5]])
    near(logsumexp(x), [math.log(4), 1000 + math.log(2)])
    logits = torch.tensor([[0, math.log(3)], [0, 0], [5, 1]])
    assert cross_entropy(logits, torch.tensor([1, 0, -100])).item() == pytest.approx(0.4904, abs=1e-4)


def test_norms() -> None:
    near(LayerNorm(2, eps=0.0)(torch.tensor([1.0, 3.0])).detach(), [-1.0, 1.0])
    near(RMSNorm(2, eps=0.5)(torch.tensor([3.0, 4.0])).detach(), [0.832, 1.109], 1e-3)


def test_attention_and_its_mask() -> None:
    q, k, v = (torch.tensor(rows) for rows in ([[1.0]], [[0.0], [math.log(3)]], [[10.0], [20.0]]))
    near(scaled_dot_product_attention(q, k, v), [[17.5]])
    assert CausalMask(8)(4).int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]


def test_block() -> None:
    class Same(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x

    class Ten(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.full_like(x, 10.0)

    class Double(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return 2 * x

    block = Block(GPTConfig(), lambda *_, **__: Same(), lambda _: Ten(), lambda _: Double())
    assert block(torch.tensor([1.0])).item() == 33


def test_optimizer_clipping_and_schedule() -> None:
    p = nn.Parameter(torch.tensor([1.0]))
    p.grad = torch.tensor([3.0])
    AdamW([p], lr=0.1, weight_decay=0.0).step()
    near(p.detach(), [0.9])
    parameters = [nn.Parameter(torch.zeros(1)) for _ in range(3)]
    for parameter, grad in zip(parameters, (3.0, 4.0, 12.0), strict=True):
        parameter.grad = torch.tensor([grad])
    assert clip_grad_norm(parameters, 6.5).item() == 13
    near(torch.cat([p.grad for p in parameters if p.grad is not None]), [1.5, 2.0, 6.0])
    rates = [learning_rate(s, peak=1.0, floor=0.1, warmup=3, total=11) for s in (0, 1, 2, 3, 7, 11, 20)]
    assert rates == pytest.approx([0.25, 0.5, 0.75, 1.0, 0.55, 0.1, 0.1])


def test_byte_pairs() -> None:
    vocab, merges = train_bpe("cat cat bat", 258)
    assert merges == [(b"a", b"t"), (b"c", b"at")]
    assert (vocab[256], vocab[257]) == (b"at", b"cat")
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    order = printable + [byte for byte in range(256) if byte not in printable]
    assert [vocab[i] for i in range(256)] == [bytes([byte]) for byte in order]
    tokenizer = BPETokenizer(byte_vocabulary() | {256: b"bc", 257: b"ab"}, [(b"b", b"c"), (b"a", b"b")])
    for text, tokens in (("abc", [b"a", b"bc"]), ("ab", [b"ab"]), ("aab", [b"a", b"ab"])):
        assert [tokenizer.vocab[i] for i in tokenizer.encode(text)] == tokens


def test_sampling() -> None:
    scores = torch.tensor([[1.0, 2.0, 0.0]])
    near(next_probabilities(scores), [[0.24, 0.67, 0.09]], 6e-3)
    near(next_probabilities(scores, 0.5), [[0.12, 0.87, 0.02]], 6e-3)
    near(next_probabilities(scores, top_k=2), [[0.27, 0.73, 0.0]], 6e-3)
    near(next_probabilities(scores, top_p=0.8), [[0.27, 0.73, 0.0]], 6e-3)
    near(next_probabilities(scores, top_p=0.5), [[0.0, 1.0, 0.0]], 6e-3)
