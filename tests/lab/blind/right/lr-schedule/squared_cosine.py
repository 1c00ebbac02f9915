"""Right: one expression, with the half-angle form cos^2 in place of (1 + cos) / 2."""
import math


def learning_rate(step, *, peak, floor, warmup, total):
    return (
        peak / (warmup + 1) * (step + 1) if step < warmup
        else floor + (peak - floor) * math.cos(math.pi / 2 * (step - warmup) / (total - warmup)) ** 2 if step < total
        else floor
    )
