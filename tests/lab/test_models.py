"""The whole GPT against Hugging Face's, its weights both ways, and the two models that come before it."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from lab.errors import LabError
from lab.gpt.bigram import Bigram
from lab.gpt.config import GPTConfig
from lab.gpt.embedding_mlp import EmbeddingMLP
from lab.gpt.loop import train
from lab.gpt.model import GPT
from lab.gpt.optimizer import AdamW
from lab.gpt.parts import FAST, PLAIN, Parts
from lab.gpt.pretrained import from_pretrained, to_published

os.environ.setdefault("HF_HUB_OFFLINE", "1")
SIZES = [
    {"n_layer": 2, "n_head": 3, "n_embd": 15, "n_positions": 9, "vocab_size": 31, "activation_function": "gelu_new"},
    {"n_layer": 3, "n_head": 2, "n_embd": 32, "n_positions": 16, "vocab_size": 57, "activation_function": "gelu"},
    {"n_layer": 1, "n_head": 5, "n_embd": 20, "n_positions": 7, "vocab_size": 13, "activation_function": "gelu_new"},
]


def oracle(size: dict[str, Any]) -> Any:
    transformers = pytest.importorskip("transformers")
    config = transformers.GPT2Config(
        **size, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=0
    )
    model = transformers.GPT2LMHeadModel(config)
    with torch.no_grad():  # their biases are 0 and gains 1 at first, which would hide mistakes
        for p in model.parameters():
            p.add_(torch.randn_like(p) * 0.1)
    return model


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("parts", [PLAIN, FAST], ids=["plain", "fast"])
@pytest.mark.parametrize("safe", [True, False], ids=["safetensors", "pytorch"])
def test_logits_and_gradients_equal_hugging_faces(
    size: dict[str, Any], parts: Parts, safe: bool, tmp_path: Path
) -> None:
    theirs = oracle(size)
    theirs.save_pretrained(tmp_path)
    if not safe:
        (tmp_path / "model.safetensors").unlink()
        torch.save(theirs.state_dict(), tmp_path / "pytorch_model.bin")
    ours = from_pretrained(tmp_path, parts)
    ids = torch.randint(size["vocab_size"], (2, size["n_positions"]))
    logits, loss = ours(ids[:, :-1], ids[:, 1:])
    expected = theirs(ids[:, :-1]).logits
    torch.testing.assert_close(logits, expected, atol=1e-5, rtol=0)
    loss.backward()
    torch.nn.functional.cross_entropy(expected.flatten(0, 1), ids[:, 1:].flatten()).backward()
    mine = {name: p.grad for name, p in ours.named_parameters()}
    for name, p in theirs.transformer.named_parameters():
        gradient = mine[name]
        assert gradient is not None
        turned = gradient.t() if gradient.shape != p.shape or _is_conv(name) else gradient
        torch.testing.assert_close(turned, p.grad, atol=1e-5, rtol=0)


def _is_conv(name: str) -> bool:
    return name.endswith((".c_attn.weight", ".c_proj.weight", ".c_fc.weight"))


def test_weights_go_back_to_hugging_face() -> None:
    theirs = oracle(SIZES[0])
    ours = GPT(GPTConfig(block_size=9, vocab_size=31, n_layer=2, n_head=3, n_embd=15))
    missing, unexpected = theirs.transformer.load_state_dict(to_published(ours), strict=False)
    assert not unexpected
    assert all(name.endswith(("attn.bias", "masked_bias")) for name in missing)
    theirs.tie_weights()
    ids = torch.randint(31, (2, 9))
    torch.testing.assert_close(ours(ids)[0], theirs(ids).logits, atol=1e-5, rtol=0)


@pytest.fixture
def published(tmp_path: Path) -> tuple[Path, dict[str, Tensor]]:
    """A small model in GPT-2's oldest layout: no prefix, and a mask among the weights."""
    size = {"n_positions": 8, "vocab_size": 13, "n_layer": 1, "n_head": 2, "n_embd": 6}
    (tmp_path / "config.json").write_text(json.dumps(size))
    model = GPT(GPTConfig(block_size=8, vocab_size=13, n_layer=1, n_head=2, n_embd=6))
    return tmp_path, to_published(model) | {"h.0.attn.bias": torch.ones(1, 1, 8, 8)}


def test_the_oldest_layout_loads(published: tuple[Path, dict[str, Tensor]]) -> None:
    folder, weights = published
    torch.save(weights, folder / "pytorch_model.bin")
    assert torch.equal(from_pretrained(folder).wte.weight, weights["wte.weight"])


def test_wrong_and_partial_files_are_refused_with_the_names(published: tuple[Path, dict[str, Tensor]]) -> None:
    folder, weights = published
    with pytest.raises(LabError, match="holds neither"):
        from_pretrained(folder)
    file = folder / "pytorch_model.bin"
    file.write_bytes(b"half a file")
    with pytest.raises(LabError, match="cannot be read"):
        from_pretrained(folder)
    partial = {name: t for name, t in weights.items() if name not in ("wpe.weight", "ln_f.bias")}
    torch.save(partial | {"h.1.ln_1.weight": torch.ones(6), "wte.weight": torch.ones(12, 6)}, file)
    with pytest.raises(LabError) as caught:
        from_pretrained(folder)
    assert "missing: ln_f.bias, wpe.weight" in str(caught.value)
    assert "unknown: h.1.ln_1.weight" in str(caught.value)
    assert "wte.weight is (12, 6), not (13, 6)" in str(caught.value)
    torch.save(weights | {"lm_head.weight": torch.zeros(13, 6)}, file)
    with pytest.raises(LabError, match="GPT-2 ties the two"):
        from_pretrained(folder)
    (folder / "config.json").write_text("{}")
    with pytest.raises(LabError, match="'vocab_size' is missing"):
        from_pretrained(folder)


def test_too_long_a_text_is_an_error_not_a_wrong_answer() -> None:
    model = GPT(GPTConfig(block_size=4, vocab_size=5, n_layer=1, n_head=1, n_embd=4))
    with pytest.raises(ValueError, match="5 tokens do not fit into a block of 4"):
        model(torch.zeros(1, 5, dtype=torch.long))


CYCLE = torch.arange(6).repeat(20).unsqueeze(0)  # 0 1 2 3 4 5 0 1 ...: the next token follows from this one


@pytest.mark.parametrize("kind", [Bigram, EmbeddingMLP])
def test_the_small_models_begin_at_a_guess_and_learn(kind: type[Bigram | EmbeddingMLP]) -> None:
    model = kind(GPTConfig(block_size=16, vocab_size=6, n_embd=12))
    x, y = CYCLE[:, :-1], CYCLE[:, 1:]
    losses = train(model, iter([(x, y)] * 100), AdamW(model.parameters()), lambda _: 0.1, 100)
    assert losses[0] == pytest.approx(math.log(6), rel=0.05)
    assert losses[-1] < 0.05


def test_the_embedding_mlp_sees_its_context_and_no_more() -> None:
    model = EmbeddingMLP(GPTConfig(block_size=16, vocab_size=6, n_embd=12), context=3).eval()
    ids = torch.randint(6, (1, 10))
    base = model(ids)[0]
    for place in range(10):
        changed = ids.clone()
        changed[0, place] = (changed[0, place] + 1) % 6
        moved = (model(changed)[0] - base).abs().sum(-1)[0] > 0
        assert moved.tolist() == [place <= i < place + 3 for i in range(10)]
