from lab.grade.mistakes import Mistake

OVERFLOW = ('concept:softmax "overflow"',)
AXIS = ('concept:softmax "axis"',)
SHIFT = "shifted = x - x.amax(dim, keepdim=True)"
SUM = "powers / powers.sum(dim, keepdim=True)"
LOG = "(x - largest).exp().sum(dim).log() + largest.squeeze(dim)"

MISTAKES = [
    Mistake(
        "A1",
        "softmax without subtracting the largest score",
        "exp overflows above 88.7, and inf / inf is nan; subtracting the row's largest score changes nothing else.",
        OVERFLOW,
        ((SHIFT, "shifted = x"),),
    ),
    Mistake(
        "A1b",
        "the largest score of the whole tensor is subtracted instead of each row's own",
        "A row far below it is left with exp of very negative numbers: all 0, and 0 / 0 is nan.",
        ('concept:softmax "largest"',),
        ((SHIFT, "shifted = x - x.max()"),),
    ),
    Mistake(
        "A1c",
        "the row's mean is subtracted instead of its largest score",
        "The largest score can still be far above the mean, and its exp overflows.",
        ('concept:softmax "largest"',),
        ((SHIFT, "shifted = x - x.mean(dim, keepdim=True)"),),
    ),
    Mistake(
        "A1d",
        "the largest score is divided by instead of subtracted",
        "A factor changes the probabilities, a shift does not: only differences of scores count.",
        ('concept:softmax "constant"',),
        ((SHIFT, "shifted = x / x.amax(dim, keepdim=True)"),),
    ),
    Mistake(
        "A2",
        "softmax always runs along the last axis, whatever dim says",
        "The sum must run along `dim`, with keepdim=True so that it can be divided by.",
        AXIS,
        ((SHIFT, "shifted = x - x.amax(-1, keepdim=True)"), (SUM, "powers / powers.sum(-1, keepdim=True)")),
    ),
    Mistake(
        "A2b",
        "the sum runs over the whole tensor instead of along dim",
        "Then all numbers of the tensor together add up to 1, not each row.",
        AXIS,
        ((SUM, "powers / powers.sum()"),),
    ),
    Mistake(
        "A2c",
        "softmax always runs along the first axis, whatever dim says",
        "The sum must run along `dim`, with keepdim=True so that it can be divided by.",
        AXIS,
        ((SHIFT, "shifted = x - x.amax(0, keepdim=True)"), (SUM, "powers / powers.sum(0, keepdim=True)")),
    ),
    Mistake(
        "A2d",
        "logsumexp always runs along the last axis, whatever dim says",
        "Both the largest score and the sum must be taken along `dim`.",
        AXIS,
        (
            ("largest = x.amax(dim, keepdim=True)", "largest = x.amax(-1, keepdim=True)"),
            (LOG, "(x - largest).exp().sum(-1).log() + largest.squeeze(-1)"),
        ),
    ),
    Mistake(
        "A2e",
        "logsumexp keeps the axis that it sums over",
        "It gives one number a row, so the axis goes: no keepdim in what is returned.",
        AXIS,
        ((LOG, "(x - largest).exp().sum(dim, keepdim=True).log() + largest"),),
    ),
    Mistake(
        "A2f",
        "the exponentials are not divided by their sum",
        "exp alone makes them positive; only the division makes them add up to 1.",
        ('concept:softmax "add up to 1"',),
        ((SUM, "powers"),),
    ),
    Mistake(
        "A4",
        "logsumexp without the shift",
        "exp overflows to inf for large scores, and for small ones log(0) is -inf.",
        ('concept:softmax "logsumexp"',),
        ((LOG, "x.exp().sum(dim).log()"),),
    ),
    Mistake(
        "A4b",
        "logsumexp does not add the largest score again",
        "log Σ exp(x - m) is too small by m: what was subtracted inside the logarithm must be added outside.",
        ('concept:softmax "logsumexp"',),
        ((LOG, "(x - largest).exp().sum(dim).log()"),),
    ),
    Mistake(
        "A4c",
        "logsumexp is shifted by the largest score of the whole tensor",
        "A row far below it has only zeros to sum, and log(0) is -inf.",
        ('concept:softmax "logsumexp"',),
        ((LOG, "(x - x.max()).exp().sum(dim).log() + x.max()"),),
    ),
    Mistake(
        "A2g",
        "logsumexp ends with a bare squeeze(), which takes away every axis of size 1",
        "Only the axis that was summed over goes: name it, `squeeze(dim)`.",
        AXIS,
        ((LOG, "((x - largest).exp().sum(dim, keepdim=True).log() + largest).squeeze()"),),
    ),
    Mistake(
        "A2h",
        "the sum loses its axis before the division",
        "Without keepdim=True it lines up with the last axis, or with none: right only by luck.",
        AXIS,
        ((SUM, "powers / powers.sum(dim)"),),
    ),
    Mistake(
        "A4d",
        "logsumexp is shifted by the row's mean instead of its largest score",
        "The largest score can still be far above the mean, and its exp overflows.",
        ('concept:softmax "largest"',),
        (("largest = x.amax(dim, keepdim=True)", "largest = x.mean(dim, keepdim=True)"),),
    ),
    *(
        Mistake(
            f"A1{letter}",
            f"the scores are cut off at ±{bound} against overflow",
            "Scores beyond are then all alike. Subtracting the largest changes nothing, and keeps exp finite.",
            OVERFLOW,
            (
                (SHIFT, f"shifted = x.clamp(-{bound}, {bound})"),
                (LOG, f"x.clamp(-{bound}, {bound}).exp().sum(dim).log()"),
            ),
        )
        for letter, bound in (("e", 50), ("f", 80), ("g", 88))
    ),
    Mistake(
        "C19",
        "x is shifted in place",
        "`x -= ...` changes the caller's tensor, which is still needed: write `x = x - ...`.",
        ('concept:softmax "largest"',),
        ((SHIFT, "x -= x.amax(dim, keepdim=True)\n    shifted = x"),),
    ),
]
