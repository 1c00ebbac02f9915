"""Wrong (off by one): divides by total - warmup - 1, so the floor comes a step early, and a cosine of one step divides by 0."""
import math


def learning_rate(step, *, peak, floor, warmup, total):
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    fraction = (step - warmup) / (total - 1 - warmup)
    return floor + 0.5 * (peak - floor) * (1 + math.cos(math.pi * fraction))
