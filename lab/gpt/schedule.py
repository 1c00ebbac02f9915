"""How large a step to take, and when."""

import math


def learning_rate(step: int, *, peak: float, floor: float, warmup: int, total: int) -> float:
    """Up in a straight line for `warmup` steps, down half a cosine until `total`, then `floor`.

    Step 0 already learns: nanoGPT's convention, peak (step + 1) / (warmup + 1), reaches the peak at step `warmup`.
    (The other published one, peak step / warmup, wastes step 0.)
    """
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    done = (step - warmup) / (total - warmup)  # from 0 to 1
    return floor + 0.5 * (1 + math.cos(math.pi * done)) * (peak - floor)
