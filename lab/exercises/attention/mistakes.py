from lab.grade.mistakes import Mistake

MISTAKES = [
    Mistake(
        "B1",
        "the scores are not divided by √D",
        "A dot product of D numbers spreads like √D: without the division softmax is nearly one-hot and hardly learns.",
        ('concept:attention "scores are not scaled"',),
        ((" / math.sqrt(q.size(-1))", ""),),
    ),
    Mistake(
        "B2",
        "the scores are divided by D instead of √D",
        "The spread of a dot product grows like √D, so dividing by D makes attention too flat.",
        ('concept:attention "by which number are the scores divided"',),
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
        ('concept:attention "why are the scores divided"',),
        (("/ math.sqrt", "* math.sqrt"),),
    ),
    Mistake(
        "B5",
        "softmax runs over the queries instead of the keys",
        "Each query must share a weight of 1 among the keys: its row adds up to 1, not the key's column.",
        ('concept:attention "Along which axis"',),
        (("softmax(scores, dim=-1)", "softmax(scores, dim=-2)"),),
    ),
    Mistake(
        "B6",
        "the mask is applied after softmax, and the weights are not shared out again",
        "What the masked keys held is lost, so rows add up to less than 1; mask the scores before softmax.",
        ('concept:causal-mask "after softmax"',),
        (
            ("scores = scores.masked_fill(~mask, -math.inf)", "pass"),
            ("    if dropout:\n", "    if mask is not None:\n        weights = weights * mask\n    if dropout:\n"),
        ),
    ),
    Mistake(
        "B7",
        "masked scores are set to 0 instead of minus infinity",
        "exp(0) = 1: a score of 0 (or 1e-9) is an ordinary score. Only minus infinity gives the weight 0.",
        ('concept:softmax "setting its logit to 0"', 'concept:causal-mask "all other scores"'),
        (("-math.inf", "0.0"),),
    ),
    Mistake(
        "B7b",
        "masked scores get a small penalty where minus infinity is needed",
        "A score of -1 still gets e⁻¹ of a weight: only minus infinity gives exactly 0.",
        ('concept:softmax "minus infinity"', 'concept:causal-mask "all other scores"'),
        (("-math.inf", "-1.0"),),
    ),
    Mistake(
        "B9",
        "the mask is read the other way round",
        "Here True means that a query may attend; `nn.MultiheadAttention` means the opposite by it.",
        ('concept:causal-mask "boolean"',),
        (("masked_fill(~mask", "masked_fill(mask"),),
    ),
    Mistake(
        "B10",
        "the mask is not used",
        "Without it each query sees every key, and in a GPT the very token that it has to predict.",
        ('concept:causal-mask "without its causal mask"',),
        (("scores = scores.masked_fill(~mask, -math.inf)", "pass"),),
    ),
    Mistake(
        "B22a",
        "k and v are swapped",
        "Keys are compared with the query; values are what is handed over.",
        ('concept:attention "it is found by"',),
        (("k.transpose", "v.transpose"), ("weights @ v", "weights @ k")),
    ),
    Mistake(
        "B22b",
        "the mean is taken of the keys instead of the values",
        "Keys only decide the weights; what a query gets is a mean of the values.",
        ('concept:attention "in terms of the values"',),
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
        "`q /= ...` changes the caller's tensor, which other parts still need: write `q = q / ...`.",
        ('concept:attention "changes too"',),
        (
            (
                "    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))",
                "    with torch.no_grad():\n        q.div_(math.sqrt(q.size(-1)))\n"
                "    scores = q @ k.transpose(-2, -1)",
            ),
        ),
    ),
]
