import math


def learning_rate(step, *, peak, floor, warmup, total):
    rate = floor
    if step < total:
        if warmup > step:
            rate = (step + 1) * peak / (1 + warmup)
        else:
            x = (step - warmup) / (total - warmup)
            rate += (peak - floor) * (0.5 + 0.5 * math.cos(x * math.pi))
    return rate
