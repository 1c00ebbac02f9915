"""Read GPT-2's published weights, and write weights in the same form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lab.errors import LabError
from lab.gpt.config import GPTConfig
from lab.gpt.model import GPT
from lab.gpt.parts import FAST, Parts

# GPT-2 was written with 1x1 convolutions, whose matrices are the transpose of a Linear's.
TRANSPOSED = re.compile(r"(attn\.c_attn|attn\.c_proj|mlp\.c_fc|mlp\.c_proj)\.weight$")
# Masks that older files contain; they are not weights.
MASKS = re.compile(r"\.attn\.(bias|masked_bias)$")
GELUS = {"gelu_new": "tanh", "gelu_pytorch_tanh": "tanh", "gelu": "erf"}


def from_pretrained(folder: str | Path, parts: Parts = FAST) -> GPT:
    """Load the GPT in a folder with `config.json` and `model.safetensors` or `pytorch_model.bin`."""
    folder = Path(folder)
    config = _read_config(folder / "config.json")
    published = _read_weights(folder)
    model = GPT(config, parts)
    wanted = _own_weights(model)  # without the head, which is tied to the embedding
    head = published.pop("lm_head.weight", None)
    _refuse_differences(folder, {name: _published_shape(name, t) for name, t in wanted.items()}, published)
    if head is not None and not torch.equal(head, published["wte.weight"]):
        raise LabError(f"{folder}: lm_head.weight is not wte.weight, but GPT-2 ties the two.")
    with torch.no_grad():
        for name, mine in wanted.items():
            theirs = published[name]
            mine.copy_(theirs.t() if TRANSPOSED.search(name) else theirs)
    return model


def to_published(model: GPT) -> dict[str, Tensor]:
    """Return the weights with the names and layout of the published files."""
    return {
        name: (tensor.t() if TRANSPOSED.search(name) else tensor).contiguous()
        for name, tensor in _own_weights(model).items()
    }


def _own_weights(model: GPT) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in model.state_dict().items() if name != "lm_head.weight"}


def _published_shape(name: str, tensor: Tensor) -> torch.Size:
    return tensor.t().shape if TRANSPOSED.search(name) else tensor.shape


def _read_config(path: Path) -> GPTConfig:
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LabError(f"{path} cannot be read as the configuration of a GPT-2: {error}.") from None
    try:
        return GPTConfig(
            block_size=values.get("n_positions", values.get("n_ctx", 1024)),
            vocab_size=values["vocab_size"],
            n_layer=values["n_layer"],
            n_head=values["n_head"],
            n_embd=values["n_embd"],
            gelu=GELUS[values.get("activation_function", "gelu_new")],
        )
    except KeyError as error:
        raise LabError(f"{path} is not a GPT-2's configuration: {error} is missing or unknown.") from None


def _read_weights(folder: Path) -> dict[str, Tensor]:
    tensors, binary = folder / "model.safetensors", folder / "pytorch_model.bin"
    try:
        if tensors.is_file():
            from safetensors.torch import load_file  # only when such a file is read: 20 ms

            weights = load_file(tensors)
        elif binary.is_file():
            weights = torch.load(binary, map_location="cpu", weights_only=True)
        else:
            raise LabError(f"{folder} holds neither model.safetensors nor pytorch_model.bin.")
    except LabError:
        raise
    except Exception as error:  # each reader raises its own errors for a damaged file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise LabError(f"The weights in {folder} cannot be read: {reason}") from None
    stripped = {name.removeprefix("transformer."): tensor for name, tensor in weights.items()}
    return {name: tensor for name, tensor in stripped.items() if not MASKS.search(name)}


def _refuse_differences(folder: Path, wanted: dict[str, torch.Size], published: dict[str, Tensor]) -> None:
    missing = sorted(wanted.keys() - published.keys())
    strange = sorted(published.keys() - wanted.keys())
    wrong = [
        f"{name} is {tuple(published[name].shape)}, not {tuple(shape)}"
        for name, shape in wanted.items()
        if name in published and published[name].shape != shape
    ]
    problems = [
        f"{what}: {', '.join(names[:5])}{f' and {len(names) - 5} more' if len(names) > 5 else ''}"
        for what, names in (("missing", missing), ("unknown", strange), ("of another shape", wrong))
        if names
    ]
    if problems:
        raise LabError(f"{folder} does not hold the GPT-2 of its config.json: {'; '.join(problems)}.")
