from lab.grade.mistakes import Mistake

WARM = "return peak * (step + 1) / (warmup + 1)"
END = "    if step >= total:\n        return floor\n"
DONE = "done = (step - warmup) / (total - warmup)"
COSINE = "return floor + 0.5 * (1 + math.cos(math.pi * done)) * (peak - floor)"

MISTAKES = [
    Mistake(
        "D11",
        "warm-up starts from 0: peak · step / warmup",
        "The schedulers of Hugging Face do so; step 0 then changes nothing.",
        ('concept:learning-rate "step / warmup"',),
        ((WARM, "return peak * step / warmup"),),
        convention=True,
    ),
    Mistake(
        "D11b",
        "warm-up is peak · (step + 1) / warmup: the peak comes one step early",
        "llm.c does so; the peak is then held for two steps.",
        ('concept:learning-rate "in nanoGPT"',),
        ((WARM, "return peak * (step + 1) / warmup"),),
        convention=True,
    ),
    Mistake(
        "D11c",
        "there is no warm-up: the rate begins at its peak",
        "Adam's averages are empty at first, and large steps on them throw the weights far off.",
        ('concept:learning-rate "begin with a warm-up"',),
        ((WARM, "return peak"),),
    ),
    Mistake(
        "D11d",
        "warm-up starts from floor instead of from nearly nothing",
        "It is a line through peak · (step + 1) / (warmup + 1); floor only counts at the end.",
        ('concept:learning-rate "of warm-up to a peak"',),
        ((WARM, "return floor + (peak - floor) * (step + 1) / (warmup + 1)"),),
    ),
    Mistake(
        "D11e",
        "warm-up and cosine are multiplied: the peak is never reached",
        "The cosine begins where warm-up ends; until then there is only the line.",
        ('concept:learning-rate "in nanoGPT"', 'concept:learning-rate "that is done"'),
        (
            (f"        {WARM}\n", "        rise = (step + 1) / (warmup + 1)\n    else:\n        rise = 1.0\n"),
            (DONE, "done = step / total"),
            (COSINE, f"{COSINE.replace('return ', 'return rise * (')})"),
        ),
    ),
    Mistake(
        "D12a",
        "the cosine runs over step / total, as if there were no warm-up",
        "It must begin at step warmup: done = (step - warmup) / (total - warmup). Else the rate jumps down there.",
        ('concept:learning-rate "over step / total"',),
        ((DONE, "done = step / total"),),
    ),
    Mistake(
        "D12b",
        "the factor ½ is missing before 1 + cos",
        "1 + cos runs from 2 to 0, so without ½ the rate is up to twice the peak.",
        ('concept:learning-rate "without the factor"',),
        ((COSINE, COSINE.replace("0.5 * ", "")),),
    ),
    Mistake(
        "D12c",
        "the cosine falls to 0 instead of to floor",
        "floor + ½ (1 + cos) · (peak - floor): without floor the rate jumps up again at the end.",
        ('concept:learning-rate "down to the floor"',),
        ((COSINE, COSINE.replace("floor + ", "").replace("(peak - floor)", "peak")),),
    ),
    Mistake(
        "D12d",
        "floor is added on top: the cosine runs over peak instead of peak - floor",
        "Then it begins at peak + floor.",
        ('concept:learning-rate "down to the floor"',),
        ((COSINE, COSINE.replace("(peak - floor)", "peak")),),
    ),
    Mistake(
        "D12e",
        "after the end the rate rises again",
        "A cosine comes back: from step total on the rate is floor.",
        ('concept:learning-rate "rises again"',),
        ((END, "    if total <= warmup:\n        return floor\n"),),
    ),
    Mistake(
        "D12f",
        "it falls in a line instead of a cosine",
        "A line and half a cosine agree only at the beginning, half way and at the end.",
        ('concept:learning-rate "fall fastest"',),
        ((COSINE, "return peak - done * (peak - floor)"),),
    ),
    Mistake(
        "D12g",
        "after the end the rate is 0 instead of floor",
        "floor is the least rate, and it stays.",
        ('concept:learning-rate "the floor is which part"',),
        ((END, "    if step >= total:\n        return 0.0\n"),),
    ),
    Mistake(
        "D12h",
        "a quarter of a cosine instead of half of it",
        "½ (1 + cos(π done)) needs the whole way from 0 to π; cos(π / 2 · done) falls slowly first, and then fast.",
        ('concept:learning-rate "fall fastest"',),
        ((COSINE, "return floor + math.cos(math.pi / 2 * done) * (peak - floor)"),),
    ),
    Mistake(
        "D12i",
        "the cosine runs the wrong way: it rises",
        "cos(0) = 1 and cos(π) = -1: ½ (1 + cos) falls, ½ (1 - cos) rises.",
        ('concept:learning-rate "down to the floor"',),
        ((COSINE, COSINE.replace("1 + math.cos", "1 - math.cos")),),
    ),
    Mistake(
        "D12j",
        "the cosine lasts `total` steps after warm-up",
        "total counts all steps, warm-up too: total - warmup are left for the cosine.",
        ('concept:learning-rate "that is done"',),
        ((DONE, "done = (step - warmup) / total"),),
    ),
    Mistake(
        "D11f",
        "warm-up lasts one step longer: step <= warmup",
        "Step warmup belongs to the next stretch: the same rate, unless total <= warmup, where it is floor.",
        ('concept:learning-rate "step / warmup"',),
        (("if step < warmup:", "if step <= warmup:"),),
    ),
    Mistake(
        "D12k",
        "the cosine is one step too short: it is divided by total - warmup - 1",
        "It reaches floor at step total, which is total - warmup steps after its beginning.",
        ('concept:learning-rate "down to the floor"',),
        ((DONE, "done = (step - warmup) / (total - warmup - 1)"),),
    ),
    Mistake(
        "D12l",
        "step total itself still belongs to the cosine: step > total",
        "The rate is the same, but where total = warmup the cosine has no length, and it divides by 0: step >= total.",
        ('concept:learning-rate "down to the floor"',),
        (("if step >= total:", "if step > total:"),),
    ),
]
