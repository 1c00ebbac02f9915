"""The learning rate over a run: warm-up, cosine, floor."""

import math


def learning_rate(step: int, *, peak: float, floor: float, warmup: int, total: int) -> float:
    """Rise in a straight line for `warmup` steps, fall by half a cosine until `total`, then stay at `floor`.

    Step 0 already learns: nanoGPT's convention, peak (step + 1) / (warmup + 1), reaches the peak at step `warmup`.
    (The other published one, peak step / warmup, wastes step 0.)
    """
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    done = (step - warmup) / (total - warmup)  # from 0 to 1
    return floor + 0.5 * (1 + math.cos(math.pi * done)) * (peak - floor)
