"""Wrong (rare): tests step > total as nanoGPT does, so with total = warmup the step total divides 0 by 0."""
import math


def learning_rate(step, *, peak, floor, warmup, total):
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if step > total:
        return floor
    decay_ratio = (step - warmup) / (total - warmup)
    assert 0 <= decay_ratio <= 1
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return floor + coeff * (peak - floor)
