"""Wrong (other convention): the warm-up is peak * step / warmup, so step 0 learns nothing."""
from math import cos, pi


def learning_rate(step, *, peak, floor, warmup, total):
    if step < warmup:
        return peak * step / warmup
    if step >= total:
        return floor
    t = (step - warmup) / (total - warmup)
    return floor + (peak - floor) * (1 + cos(pi * t)) / 2
