from math import cos, pi


def _rise(step, peak, warmup):
    return peak * (step + 1) / (warmup + 1)


def _fall(step, peak, floor, warmup, total):
    angle = pi * (step - warmup) / total
    weight = (1 + cos(angle)) / 2
    return weight * peak + (1 - weight) * floor


def learning_rate(step, *, peak, floor, warmup, total):
    if step < warmup:
        return _rise(step, peak, warmup)
    elif step < total:
        return _fall(step, peak, floor, warmup, total)
    else:
        return floor
