"""Every part against torch's own, or a slow plain version."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from lab.errors import UsageError
from lab.gpt.attention import CausalMask, causal_attention, flash_attention, scaled_dot_product_attention
from lab.gpt.batches import get_batch
from lab.gpt.block import Block
from lab.gpt.clip import clip_grad_norm, fast_clip_grad_norm
from lab.gpt.config import GPTConfig
from lab.gpt.init import init_weights
from lab.gpt.loop import accumulated_step, train
from lab.gpt.loss import cross_entropy, fast_cross_entropy
from lab.gpt.mlp import MLP, FastMLP, gelu, gelu_tanh
from lab.gpt.model import GPT
from lab.gpt.norm import BatchNorm1d, FastLayerNorm, LayerNorm, RMSNorm
from lab.gpt.optimizer import AdamW, decay_groups, fast_adamw
from lab.gpt.parts import FAST, PLAIN, Parts
from lab.gpt.schedule import learning_rate
from lab.gpt.self_attention import CachedSelfAttention, CausalSelfAttention
from lab.gpt.softmax import logsumexp, softmax

CONFIG = GPTConfig(block_size=8, vocab_size=11, n_layer=2, n_head=3, n_embd=15)


def close(ours: Tensor, theirs: Tensor, atol: float = 1e-6) -> None:
    torch.testing.assert_close(ours, theirs, atol=atol, rtol=1e-5)


def same_gradients(ours: Callable[[Tensor], Tensor], theirs: Callable[[Tensor], Tensor], x: Tensor) -> None:
    """Equal values, and equal gradients for a random direction."""
    one, two = x.clone().requires_grad_(), x.clone().requires_grad_()
    out, expected = ours(one), theirs(two)
    close(out, expected, 1e-5)
    direction = torch.randn_like(out)
    out.backward(direction)
    expected.backward(direction)
    assert one.grad is not None
    assert two.grad is not None
    close(one.grad, two.grad, 1e-5)


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_softmax(dim: int) -> None:
    x = torch.randn(3, 5, 7) * 200
    same_gradients(lambda t: softmax(t, dim), lambda t: t.softmax(dim), x)
    same_gradients(lambda t: logsumexp(t, dim), lambda t: t.logsumexp(dim), x)
    assert softmax(x + 1000).isfinite().all()


@pytest.mark.parametrize("loss", [cross_entropy, fast_cross_entropy])
def test_cross_entropy(loss: Callable[..., Tensor]) -> None:
    targets = torch.randint(11, (2, 7))
    targets[0, 3:] = -100
    logits = torch.randn(2, 7, 11) * 10
    same_gradients(
        lambda t: loss(t, targets), lambda t: functional.cross_entropy(t.flatten(0, 1), targets.flatten()), logits
    )
    assert loss(torch.tensor([[1000.0, 0.0]]), torch.tensor([1])).item() == 1000


@pytest.mark.parametrize("made", [LayerNorm, FastLayerNorm])
def test_layer_norm(made: type[LayerNorm]) -> None:
    ours, theirs = made(5, eps=0.1), nn.LayerNorm(5, eps=0.1)
    with torch.no_grad():
        theirs.weight.copy_(torch.randn(5))
        theirs.bias.copy_(torch.randn(5))
    ours.load_state_dict(theirs.state_dict())
    same_gradients(ours, theirs, torch.randn(2, 3, 5))
    assert made(5, bias=False).bias is None


def test_rms_norm() -> None:
    ours, theirs = RMSNorm(5, eps=0.1), nn.RMSNorm(5, eps=0.1)
    ours.weight.data = theirs.weight.data = torch.randn(5)
    same_gradients(ours, theirs, torch.randn(2, 3, 5))


def test_batch_norm_in_training_and_after() -> None:
    ours, theirs = BatchNorm1d(5), nn.BatchNorm1d(5)
    for _ in range(4):
        same_gradients(ours, theirs, torch.randn(6, 5) * 3 + 1)
    close(ours.running_mean, theirs.running_mean)
    close(ours.running_var, theirs.running_var)
    same_gradients(ours.eval(), theirs.eval(), torch.randn(6, 5))


def test_gelu() -> None:
    x = torch.linspace(-6, 6, 101)
    same_gradients(gelu, functional.gelu, x)
    same_gradients(gelu_tanh, lambda t: functional.gelu(t, approximate="tanh"), x)


@pytest.mark.parametrize("form", ["tanh", "erf"])
def test_fast_mlp_is_the_plain_one(form: str) -> None:
    config = GPTConfig(block_size=8, n_head=3, n_embd=15, gelu=form)
    plain, fast = MLP(config), FastMLP(config)
    fast.load_state_dict(plain.state_dict())
    same_gradients(fast, plain, torch.randn(2, 7, 15))


def test_attention_without_and_with_a_mask() -> None:
    q, k, v = torch.randn(3, 2, 3, 7, 5).unbind()
    mask = torch.rand(7, 7) > 0.5
    mask |= torch.eye(7, dtype=torch.bool)
    for given in (None, mask):
        close(
            scaled_dot_product_attention(q, k, v, given),
            functional.scaled_dot_product_attention(q, k, v, attn_mask=given),
        )


@pytest.mark.parametrize("queries", [1, 3, 7])
def test_causal_attention_in_all_its_forms(queries: int) -> None:
    """The queries are the last ones: what lies before them may come from a cache."""
    q, k, v = torch.randn(2, 3, queries, 5), torch.randn(2, 3, 7, 5), torch.randn(2, 3, 7, 5)
    expected = torch.zeros(2, 3, queries, 5)
    for i in range(queries):  # slow and plain: each query alone, with the keys that it may see
        seen = 7 - queries + i + 1
        scores = (k[:, :, :seen] * q[:, :, i : i + 1]).sum(-1) / math.sqrt(5)  # (B, H, seen)
        expected[:, :, i] = (scores.softmax(-1).unsqueeze(-1) * v[:, :, :seen]).sum(2)
    close(causal_attention(q, k, v), expected)
    close(flash_attention(q, k, v), expected)
    close(scaled_dot_product_attention(q, k, v, CausalMask(9)(queries, 7)), expected)


def test_the_mask_is_a_buffer_that_is_not_saved() -> None:
    mask = CausalMask(8)
    assert mask(5).shape == (5, 5)
    assert dict(mask.named_buffers()).keys() == {"allowed"}
    assert mask.state_dict() == {}
    assert mask.to("meta").allowed.is_meta


def test_self_attention_is_one_head_after_another() -> None:
    attention = CausalSelfAttention(CONFIG)
    x = torch.randn(2, 7, 15)
    q, k, v = (t.chunk(3, -1) for t in attention.c_attn(x).chunk(3, -1))  # three heads each, (B, T, D)
    heads = [
        functional.scaled_dot_product_attention(q[h], k[h], v[h], is_causal=True)
        for h in range(3)  # (B, T, D)
    ]
    close(attention(x), attention.c_proj(torch.cat(heads, -1)))


@pytest.mark.parametrize("function", [scaled_dot_product_attention, causal_attention, flash_attention])
def test_dropout_of_attention_acts_in_training_only(function: Callable[..., Tensor]) -> None:
    config = GPTConfig(block_size=8, n_head=3, n_embd=15, dropout=0.99)
    attention = CachedSelfAttention(config, function)
    attention.resid_dropout.p = 0.0
    x = torch.randn(2, 7, 15)
    assert not torch.equal(attention(x), attention(x))
    attention.eval()
    assert torch.equal(attention(x), attention(x))


def test_nothing_sees_the_future() -> None:
    for parts in (PLAIN, FAST):
        model = GPT(CONFIG, parts)
        ids = torch.randint(11, (1, 8))
        changed = ids.clone()
        changed[:, 5:] = (changed[:, 5:] + 1) % 11
        close(model(ids)[0][:, :5], model(changed)[0][:, :5])


def test_fast_parts_equal_the_plain_ones() -> None:
    plain, fast = GPT(CONFIG, PLAIN), GPT(CONFIG, FAST)
    fast.load_state_dict(plain.state_dict())
    ids = torch.randint(11, (4, 8))
    losses = [model(ids[:, :-1], ids[:, 1:])[1] for model in (plain, fast)]
    close(losses[0], losses[1])
    for loss in losses:
        loss.backward()
    for one, two in zip(plain.parameters(), fast.parameters(), strict=True):
        assert one.grad is not None
        assert two.grad is not None
        close(one.grad, two.grad)


def test_a_learners_part_is_put_in_with_or_without_its_ingredients() -> None:
    class OwnBlock(nn.Module):
        def __init__(self, config: GPTConfig) -> None:
            super().__init__()
            self.inside = nn.Linear(config.n_embd, config.n_embd)

        def forward(self, x: Tensor) -> Tensor:
            return x + self.inside(x)

    class OwnNorm(LayerNorm):
        pass

    def own_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return causal_attention(q, k, v)

    assert all(isinstance(block, OwnBlock) for block in GPT(CONFIG, Parts(block=OwnBlock)).h)
    model = GPT(CONFIG, PLAIN.with_part("norm", OwnNorm).with_part("attention", own_attention))
    first = model.h[0]
    assert isinstance(first, Block)
    assert isinstance(first.ln_1, OwnNorm)
    assert isinstance(model.ln_f, OwnNorm)
    assert isinstance(first.attn, CausalSelfAttention)
    assert first.attn.attention is own_attention
    with pytest.raises(UsageError, match="Did you mean attention"):
        PLAIN.with_part("atention", own_attention)


def test_initial_weights() -> None:
    config = GPTConfig(block_size=64, vocab_size=500, n_layer=6, n_head=4, n_embd=128)
    model = GPT(config)
    for name, p in model.named_parameters():
        if name.endswith("bias"):
            assert p.abs().max() == 0
        elif "ln_" in name:
            assert (p == 1).all()
        else:
            std = 0.02 / math.sqrt(12) if name.endswith("c_proj.weight") else 0.02
            assert abs(p.std().item() - std) < 4 * std / math.sqrt(2 * p.numel()), name
    torch.manual_seed(5)
    init_weights(model, 6)
    first = model.wte.weight.clone()
    torch.manual_seed(5)
    init_weights(model, 6)
    assert torch.equal(model.wte.weight, first)


def test_weights_are_tied_and_stay_so() -> None:
    model = GPT(CONFIG)
    assert model.wte.weight is model.lm_head.weight
    optimizer = AdamW(decay_groups(model, 0.1))
    ids = torch.randint(11, (2, 8))
    accumulated_step(model, [(ids, ids)], optimizer)
    assert model.wte.weight.data_ptr() == model.lm_head.weight.data_ptr()


def test_adamw_step_by_step() -> None:
    ours, theirs = nn.Linear(4, 3), nn.Linear(4, 3)
    theirs.load_state_dict(ours.state_dict())
    one = AdamW(decay_groups(ours, 0.1), lr=0.01, betas=(0.8, 0.95), eps=1e-3)
    two = torch.optim.AdamW(decay_groups(theirs, 0.1), lr=0.01, betas=(0.8, 0.95), eps=1e-3)
    for step in range(20):
        for model, optimizer in ((ours, one), (theirs, two)):
            optimizer.zero_grad()
            torch.manual_seed(step)
            model(torch.randn(5, 4)).square().sum().backward()
            if step == 3:
                model.bias.grad = None  # a weight that was not used keeps its own count of steps
            optimizer.step()
        close(ours.weight, theirs.weight)
        close(ours.bias, theirs.bias)


def test_fast_adamw_takes_parameters_or_groups() -> None:
    model = nn.Linear(4, 3)
    for params in (model.parameters(), decay_groups(model, 0.1)):
        assert isinstance(fast_adamw(params, lr=0.1, betas=(0.9, 0.95), weight_decay=0.1), torch.optim.AdamW)


def test_decay_groups_hold_each_weight_once() -> None:
    model = GPT(CONFIG)
    decayed, others = (group["params"] for group in decay_groups(model, 0.1))
    assert len({id(p) for p in (*decayed, *others)}) == len(decayed) + len(others) == len(list(model.parameters()))
    assert all(p.dim() >= 2 for p in decayed)
    assert all(p.dim() < 2 for p in others)


def test_learning_rate() -> None:
    def rate(step: int) -> float:
        return learning_rate(step, peak=1e-3, floor=1e-4, warmup=100, total=2000)

    assert rate(0) == pytest.approx(1e-3 / 101)
    assert rate(100) == pytest.approx(1e-3)
    assert rate(1050) == pytest.approx((1e-3 + 1e-4) / 2)
    quarter = 1e-4 + 9e-4 * 0.5 * (1 + math.cos(math.pi / 4))
    assert rate(575) == pytest.approx(quarter)
    assert rate(2000) == rate(4000) == 1e-4
    assert learning_rate(0, peak=1e-3, floor=0, warmup=0, total=0) == 0  # no division by nothing


@pytest.mark.parametrize("clip", [clip_grad_norm, fast_clip_grad_norm])
@pytest.mark.parametrize("largest", [1.0, 100.0])
def test_clipping(clip: Callable[..., Tensor], largest: float) -> None:
    parameters = [nn.Parameter(torch.zeros(1)) for _ in range(4)]
    for p, gradient in zip(parameters, (3.0, 4.0, 12.0), strict=False):  # the fourth has none
        p.grad = torch.tensor([gradient])
    assert clip(parameters, largest).item() == pytest.approx(13)
    assert parameters[2].grad is not None
    assert parameters[2].grad.item() == pytest.approx(12 * min(1, largest / 13), rel=1e-5)


def test_batches_reach_every_start_and_shift_by_one() -> None:
    data = torch.arange(12)
    seen = set()
    for _ in range(100):
        x, y = get_batch(data, 4, 5)
        assert torch.equal(y, x + 1)
        seen |= set(x[:, 0].tolist())
    assert seen == set(range(12 - 5))


@pytest.mark.parametrize("loss", [cross_entropy, fast_cross_entropy])
def test_unequal_pieces_weigh_by_their_tokens(loss: Callable[..., Tensor]) -> None:
    whole, pieces = GPT(CONFIG, Parts(loss=loss)), GPT(CONFIG, Parts(loss=loss))
    pieces.load_state_dict(whole.state_dict())
    ids = torch.randint(11, (4, 9))
    x, y = ids[:, :-1], ids[:, 1:].clone()
    y[0, :4] = -100
    one = accumulated_step(whole, [(x, y)], torch.optim.SGD(whole.parameters(), 0.1))
    two = accumulated_step(pieces, [(x[:3], y[:3]), (x[3:], y[3:])], torch.optim.SGD(pieces.parameters(), 0.1))
    close(one, two)
    for a, b in zip(whole.parameters(), pieces.parameters(), strict=True):
        assert a.grad is not None
        assert b.grad is not None
        close(a.grad, b.grad)


def test_one_batch_overfits() -> None:
    config = GPTConfig(block_size=16, vocab_size=29, n_layer=2, n_head=2, n_embd=32)
    model = GPT(config, FAST)
    ids = torch.randint(29, (4, 17))
    batch = (ids[:, :-1], ids[:, 1:])
    losses = train(model, iter([batch] * 200), AdamW(model.parameters()), lambda _: 1e-2, 200)
    assert losses[0] == pytest.approx(math.log(29), rel=0.05)
    assert losses[-1] < 0.05
