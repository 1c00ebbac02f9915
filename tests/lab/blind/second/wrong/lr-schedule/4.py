import math


def learning_rate(step, *, peak, floor, warmup, total):
    up = (step + 1) / (warmup + 1)
    if step < warmup:
        return up * peak
    span = total - warmup
    if span <= 0 or step >= total:
        return floor
    down = 0.5 * (1.0 + math.cos(math.pi * (step - warmup) / span))
    return max(floor, peak * down)
