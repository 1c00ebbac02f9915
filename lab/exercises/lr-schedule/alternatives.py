"""Other correct ways of writing the learning-rate schedule, as whole files."""

ALTERNATIVES = {
    "as nanoGPT writes it": """
import math


def learning_rate(it, *, peak, floor, warmup, total):
    if it < warmup:
        return peak * (it + 1) / (warmup + 1)
    if it >= total:
        return floor
    decay_ratio = (it - warmup) / (total - warmup)
    assert 0 <= decay_ratio <= 1
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return floor + coeff * (peak - floor)
""",
    "by the square of a cosine": """
from math import cos, pi


def learning_rate(step, *, peak, floor, warmup, total):
    if step >= max(warmup, total):
        return floor
    if step >= warmup:
        share = cos(pi / 2 * (step - warmup) / (total - warmup)) ** 2
        return share * peak + (1 - share) * floor
    return (step + 1) / (warmup + 1) * peak
""",
    "clamped instead of cut off": """
import math


def learning_rate(step, *, peak, floor, warmup, total):
    if warmup > step:
        return peak / (warmup + 1) * (step + 1)
    if warmup >= total:
        return floor
    done = min(1.0, (step - warmup) / (total - warmup))
    return (peak + floor) / 2 + (peak - floor) / 2 * math.cos(math.pi * done)
""",
}
