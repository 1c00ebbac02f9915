from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from lab.gpt.cache import cached
from lab.gpt.config import GPTConfig
from lab.gpt.model import GPT
from lab.gpt.parts import FAST, PLAIN, Parts
from lab.gpt.sampling import generate, next_probabilities, stream
from lab.gpt.self_attention import CausalSelfAttention

CONFIG = GPTConfig(block_size=12, vocab_size=17, n_layer=2, n_head=3, n_embd=15, dropout=0.3)


@pytest.mark.parametrize("parts", [PLAIN, FAST], ids=["plain", "fast"])
@pytest.mark.parametrize("chunks", [(1, 3, 2, 6), (12,), (5, 7), (1,) * 12, (4, 1, 1, 6)])
def test_the_cache_gives_what_the_full_forward_gives(parts: Parts, chunks: tuple[int, ...]) -> None:
    model = GPT(CONFIG, parts).eval()
    ids = torch.randint(17, (2, 12))
    expected, _ = model(ids)
    with cached(model) as cache:
        assert cache is not None
        logits = torch.cat([model(piece)[0] for piece in ids.split(list(chunks), dim=1)], dim=1)
    torch.testing.assert_close(logits, expected, atol=1e-5, rtol=0)
    torch.testing.assert_close(model(ids)[0], expected)  # and nothing of the cache stays behind


def test_a_full_cache_refuses_more() -> None:
    model = GPT(CONFIG)
    with cached(model), pytest.raises(ValueError, match="13 tokens do not fit"):
        model(torch.zeros(1, 10, dtype=torch.long))
        model(torch.zeros(1, 3, dtype=torch.long))


@pytest.mark.parametrize("parts", [FAST, Parts(self_attention=CausalSelfAttention)], ids=["cached", "without a cache"])
def test_generation_beyond_the_block_equals_reading_all_again(parts: Parts) -> None:
    model = GPT(CONFIG, parts)
    with torch.no_grad():
        model.wte.weight.mul_(20)  # scores apart, so that no tie decides
    model.eval()
    ids = torch.randint(17, (3, 4))
    expected = ids
    for _ in range(20):
        logits, _ = model(expected[:, -12:])
        expected = torch.cat((expected, logits[:, -1].argmax(-1, keepdim=True)), dim=1)
    assert torch.equal(generate(model, ids, 20, temperature=0), expected)
    assert torch.equal(generate(model, ids.repeat(1, 5), 3, temperature=0)[:, :20], ids.repeat(1, 5))


@pytest.mark.parametrize("prompt", [1, 9, 30])
def test_a_block_that_slides_by_half_reads_what_it_keeps(prompt: int) -> None:
    """Each token follows from the end of the text; how much of it is seen goes from half a block to all, and again."""
    model = GPT(CONFIG, FAST)
    with torch.no_grad():
        for p in model.parameters():
            p.add_(torch.randn_like(p))  # so that every token seen, and its place, changes what comes next
    model.eval()
    ids = torch.randint(17, (8, prompt))
    expected, seen = ids, min(prompt, 12)
    for _ in range(25):
        logits, _ = model(expected[:, -seen:])
        expected = torch.cat((expected, logits[:, -1].argmax(-1, keepdim=True)), dim=1)
        seen = seen + 1 if seen < 12 else 12 - 6 + 1
    drawn = list(stream(model, ids, 25, temperature=0, stride=6))
    assert torch.equal(torch.cat((ids, *drawn), dim=1), expected)


def test_generating_leaves_the_model_as_it_was() -> None:
    model = GPT(CONFIG).train()
    out = generate(model, torch.zeros(1, 1, dtype=torch.long), 3)
    assert model.training
    assert model.cache is None
    assert not out.requires_grad
    pieces = stream(model, torch.zeros(1, 1, dtype=torch.long), 3)
    assert next(pieces).shape == (1, 1)
    pieces.close()  # stopped half-way
    assert model.training
    assert model.cache is None


def test_one_seed_one_text() -> None:
    model = GPT(CONFIG)
    start = torch.zeros(1, 1, dtype=torch.long)
    texts = [generate(model, start, 9, generator=torch.Generator().manual_seed(s)) for s in (1, 1, 2)]
    assert torch.equal(texts[0], texts[1])
    assert not torch.equal(texts[0], texts[2])


def test_padded_ids_are_never_drawn() -> None:
    model = GPT(CONFIG)
    drawn = torch.cat(list(stream(model, torch.zeros(50, 1, dtype=torch.long), 4, vocab_size=3)))
    assert drawn.max() < 3


LOGITS = torch.tensor([[0.3, 2.0, -1.0, 1.5, 0.0]])


def test_temperature() -> None:
    torch.testing.assert_close(next_probabilities(LOGITS, 0.5), (LOGITS * 2).softmax(-1))
    assert next_probabilities(LOGITS, 0).tolist() == [[0, 1, 0, 0, 0]]


@pytest.mark.parametrize(("k", "kept"), [(1, {1}), (2, {1, 3}), (3, {0, 1, 3}), (99, {0, 1, 2, 3, 4})])
def test_top_k(k: int, kept: set[int]) -> None:
    probabilities = next_probabilities(LOGITS, top_k=k)[0]
    assert set(probabilities.nonzero().flatten().tolist()) == kept
    assert probabilities.sum().item() == pytest.approx(1)
    assert (next_probabilities(torch.zeros(1, 5), top_k=2) > 0).sum() == 2  # exactly two, even among equals


@pytest.mark.parametrize(("p", "kept"), [(0.0, {2}), (0.49, {2}), (0.6, {2, 0}), (0.9, {2, 0, 3}), (1.0, {0, 1, 2, 3})])
def test_top_p(p: float, kept: set[int]) -> None:
    logits = torch.tensor([[0.3, 0.05, 0.5, 0.15]]).log()
    probabilities = next_probabilities(logits, top_p=p)[0]
    assert set(probabilities.nonzero().flatten().tolist()) == kept
    assert probabilities.sum().item() == pytest.approx(1)


def test_temperature_comes_before_top_p() -> None:
    logits = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log()
    assert (next_probabilities(logits, 0.1, top_p=0.6) > 0).sum() == 1
    assert (next_probabilities(logits, 10.0, top_p=0.6) > 0).sum() == 3


def test_draws_follow_the_probabilities() -> None:
    class Fixed(nn.Module):
        config = GPTConfig(block_size=4, vocab_size=5)

        def forward(self, ids: Tensor) -> tuple[Tensor, None]:
            return LOGITS.expand(ids.size(0), ids.size(1), 5), None

    drawn = generate(Fixed(), torch.zeros(10_000, 1, dtype=torch.long), 1)[:, 1]
    shares = torch.bincount(drawn, minlength=5) / 10_000
    expected = LOGITS.softmax(-1)[0]
    assert ((shares - expected).abs() < 5 * (expected / 10_000).sqrt()).all()
