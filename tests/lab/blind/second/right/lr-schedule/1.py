import math


def learning_rate(step, *, peak, floor, warmup, total):
    stretches = (
        (warmup, lambda: peak - peak * (warmup - step) / (warmup + 1)),
        (total, lambda: floor + (peak - floor) * math.cos(math.pi / 2 * (step - warmup) / (total - warmup)) ** 2),
        (math.inf, lambda: floor),
    )
    return next(rate() for end, rate in stretches if step < end)
