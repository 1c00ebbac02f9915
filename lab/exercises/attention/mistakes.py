from lab.grade.mistakes import Mistake

SCALED = ('concept:attention "scaled"',)
MASKED = ('concept:attention "mask"',)

MISTAKES = [
    Mistake(
        "B1",
        "the scores are not divided by √D",
        "A dot product of D numbers spreads like √D: without the division softmax is nearly one-hot and hardly learns.",
        SCALED,
        ((" / math.sqrt(q.size(-1))", ""),),
    ),
    Mistake(
        "B2",
        "the scores are divided by D instead of √D",
        "The spread of a dot product grows like √D, so dividing by D makes attention too flat.",
        SCALED,
        (("math.sqrt(q.size(-1))", "q.size(-1)"),),
    ),
    Mistake(
        "B3",
        "the scores are divided by the root of the whole width, H · D, instead of one head's",
        "Each score is a dot product of one head's D numbers, so only their count matters.",
        ('concept:attention "768 instead of 64"',),
        (("math.sqrt(q.size(-1))", "math.sqrt(q.size(-1) * q.size(-3))"),),
    ),
    Mistake(
        "B4",
        "the scores are multiplied by √D instead of divided",
        "This spreads them even further, and softmax becomes one-hot.",
        SCALED,
        (("/ math.sqrt", "* math.sqrt"),),
    ),
    Mistake(
        "B5",
        "softmax runs over the queries instead of the keys",
        "Each query must share a weight of 1 among the keys: its row adds up to 1, not the key's column.",
        ('concept:attention "axis"',),
        (("softmax(scores, dim=-1)", "softmax(scores, dim=-2)"),),
    ),
    Mistake(
        "B6",
        "the mask is applied after softmax, and the weights are not shared out again",
        "What the masked keys held is lost, so rows add up to less than 1; mask the scores before softmax.",
        ('concept:attention "after softmax"',),
        (
            ("scores = scores.masked_fill(~mask, -math.inf)", "pass"),
            ("    if dropout:\n", "    if mask is not None:\n        weights = weights * mask\n    if dropout:\n"),
        ),
    ),
    Mistake(
        "B7",
        "masked scores are set to 0 instead of minus infinity",
        "exp(0) = 1: a score of 0 (or 1e-9) is an ordinary score. Only minus infinity gives the weight 0.",
        ('concept:softmax "setting its logit to 0"', *MASKED),
        (("-math.inf", "0.0"),),
    ),
    Mistake(
        "B7b",
        "masked scores get a small penalty where minus infinity is needed",
        "A score of -1 still gets e⁻¹ of a weight: only minus infinity gives exactly 0.",
        ('concept:softmax "minus infinity"', *MASKED),
        (("-math.inf", "-1.0"),),
    ),
    Mistake(
        "B9",
        "the mask is read the other way round",
        "Here True means that a query may attend; `nn.MultiheadAttention` means the opposite by it.",
        MASKED,
        (("masked_fill(~mask", "masked_fill(mask"),),
    ),
    Mistake(
        "B10",
        "the mask is not used",
        "Without it each query sees every key, and in a GPT the very token that it has to predict.",
        ('concept:attention "without its causal mask"',),
        (("scores = scores.masked_fill(~mask, -math.inf)", "pass"),),
    ),
    Mistake(
        "B22a",
        "k and v are swapped",
        "Keys are compared with the query; values are what is handed over.",
        ('concept:attention "query"',),
        (("k.transpose", "v.transpose"), ("weights @ v", "weights @ k")),
    ),
    Mistake(
        "B22b",
        "the mean is taken of the keys instead of the values",
        "Keys only decide the weights; what a query gets is a mean of the values.",
        ('concept:attention "mean of the values"',),
        (("weights @ v", "weights @ k"),),
    ),
    Mistake(
        "B23",
        "queries and keys are swapped: the scores are transposed",
        "Row i must hold the scores of query i with all keys, q kᵀ; yours holds those of key i with all queries.",
        ('concept:attention "row i"',),
        (("q @ k.transpose(-2, -1)", "k @ q.transpose(-2, -1)"),),
    ),
    Mistake(
        "A1",
        "softmax without subtracting the largest score",
        "exp of a large score overflows, and inf / inf is nan; subtracting the largest changes nothing else.",
        ('concept:softmax "overflow"',),
        (("shifted = x - x.amax(dim, keepdim=True)", "shifted = x"),),
    ),
    Mistake(
        "C19",
        "q is scaled in place",
        "`q /= ...` changes the caller's tensor, and stops where a gradient is wanted: write `q = q / ...`.",
        SCALED,
        (
            (
                "    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))",
                "    q /= math.sqrt(q.size(-1))\n    scores = q @ k.transpose(-2, -1)",
            ),
        ),
    ),
    Mistake(
        "B3b",
        "the scores are divided by the root of the number of keys instead of the head size",
        "Each score is a dot product of D numbers; how many keys there are does not matter.",
        SCALED,
        (("math.sqrt(q.size(-1))", "math.sqrt(k.size(-2))"),),
    ),
    Mistake(
        "B7c",
        "100 is taken off masked scores where minus infinity is needed",
        "A large score outweighs it: only minus infinity gives exactly 0.",
        MASKED,
        (("scores.masked_fill(~mask, -math.inf)", "scores - 100.0 * ~mask"),),
    ),
    Mistake(
        "B8b",
        "all is computed in float32, and the result stays so",
        "The result has the inputs' dtype: compute in it, or go back with `.to(q.dtype)`.",
        SCALED,
        (("scores = q @", "q, k, v = q.float(), k.float(), v.float()\n    scores = q @"),),
    ),
    Mistake(
        "B15",
        "two axes are put in front of every mask",
        "A mask of its own for each text has four axes already: (Tq, Tk) broadcasts by itself.",
        MASKED,
        (("masked_fill(~mask", "masked_fill(~mask[None, None, :, :]"),),
    ),
]
