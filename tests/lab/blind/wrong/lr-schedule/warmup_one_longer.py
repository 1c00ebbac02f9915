"""Wrong (rare): step <= warmup; the same number in most cases, but where total <= warmup the step warmup gets the peak and not the floor."""
import math


def learning_rate(step, *, peak, floor, warmup, total):
    if step <= warmup:
        return peak * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    angle = math.pi * (step - warmup) / (total - warmup)
    return floor + (peak - floor) * 0.5 * (1.0 + math.cos(angle))
