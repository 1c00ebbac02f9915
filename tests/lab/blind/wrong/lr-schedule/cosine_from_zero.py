"""Wrong: the cosine's progress is step / total, counted from step 0 and not from warmup, so there is a jump after the warm-up."""
import math


def learning_rate(step, *, peak, floor, warmup, total):
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    elif step < total:
        return floor + (peak - floor) * 0.5 * (1 + math.cos(math.pi * step / total))
    else:
        return floor
