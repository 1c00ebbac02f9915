"""Wrong: goes down in a straight line and not in half a cosine; start, middle and end agree."""


def learning_rate(step, *, peak, floor, warmup, total):
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    progress = (step - warmup) / (total - warmup)
    return peak + progress * (floor - peak)
