"""Right: a table of stages, each a condition and a function, and the first that holds is called; the cosine blends peak and floor."""
import math


def learning_rate(step, *, peak, floor, warmup, total):
    def line():
        return peak * ((step + 1) / (warmup + 1))

    def half_cosine():
        share = (1 - math.cos(math.pi * (step - warmup) / (total - warmup))) / 2     # 0 at warmup, 1 at total
        return (1 - share) * peak + share * floor

    stages = [(step < warmup, line), (step < total, half_cosine), (True, lambda: floor)]
    return next(stage for holds, stage in stages if holds)()
