"""The cost of a GPT: parameters, floating-point operations per token, memory, and the share of a device's peak."""

from __future__ import annotations

from lab.gpt.config import GPTConfig

# Dense bfloat16 operations per second as the makers state them, by a part of the name that torch reports.
PEAK_FLOPS = {
    "H200": 989e12,
    "H100 PCIe": 756e12,
    "H100": 989e12,
    "GH200": 989e12,
    "A100": 312e12,
    "L40S": 362e12,
    "L4": 121e12,
    "A10G": 70e12,
    "RTX 4090": 165e12,
    "RTX 3090": 71e12,
}


def parameters(config: GPTConfig) -> int:
    """Return `count_parameters` of the model, without building it."""
    width, bias = config.n_embd, int(config.bias)
    attention = 4 * width * width + bias * 4 * width  # c_attn (C, 3C), c_proj (C, C)
    feed_forward = 8 * width * width + bias * 5 * width  # c_fc (C, 4C), c_proj (4C, C)
    norm = width + bias * width
    block = attention + feed_forward + 2 * norm
    return (config.vocab_size + config.block_size) * width + config.n_layer * block + norm  # the head is tied


def flops_per_token(config: GPTConfig, formula: str = "nanogpt") -> int:
    """Count a forward and a backward pass: 6 for each weight, and what attention does with T positions.

    "nanogpt" leaves the position table out and counts attention over all T x T scores; "llm.c" counts every
    parameter, but only the half of the scores that a causal mask leaves.
    """
    attention = config.n_layer * config.n_embd * config.block_size
    if formula == "nanogpt":
        return 6 * (parameters(config) - config.block_size * config.n_embd) + 12 * attention
    if formula == "llm.c":
        return 6 * parameters(config) + 6 * attention
    raise ValueError(f"There are the formulas nanogpt and llm.c, not {formula}.")


def mfu(tokens_per_second: float, config: GPTConfig, peak_flops: float, formula: str = "nanogpt") -> float:
    """Return the share of the device's peak that does useful work, from 0 to 1."""
    return tokens_per_second * flops_per_token(config, formula) / peak_flops


def peak_flops(device_name: str) -> float | None:
    """Return a device's peak, or None if it is unknown; then no MFU is shown."""
    return next((peak for name, peak in PEAK_FLOPS.items() if name in device_name), None)


def training_bytes(config: GPTConfig, sequences: int, autocast: bool = False) -> dict[str, int]:
    """Return the memory of training: exact per parameter, estimated (without dropout) for activations."""
    count, width = parameters(config), config.n_embd
    tokens = sequences * config.block_size
    # Kept for the backward pass, in numbers a token: in each block two norms' inputs, their outputs, q, k, v, the
    # heads, the stream after attention, and 4C before and after GELU; at the end the logits and their softmax.
    kept = config.n_layer * 16 * width + 2 * config.vocab_size
    return {
        "weights": 4 * count,
        "gradients": 4 * count,
        "optimizer": 8 * count,
        "activations": (2 if autocast else 4) * tokens * kept,
    }
