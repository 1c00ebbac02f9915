"""Mistakes that people make in cross-entropy."""

from lab.grade.mistakes import ALONE, Mistake

STABLE = ('concept:softmax "logsumexp"',)
SUM = ('concept:cross-entropy "sum instead of the mean"',)
COUNT = ('concept:cross-entropy "divided by B"', 'concept:cross-entropy "Over how many predictions"')
VIEWED = ('concept:cross-entropy "instead of a transpose"',)
FLATTENED = ('concept:cross-entropy "targets of other positions"',)
IGNORED = ('concept:cross-entropy "left out of the"',)
DIVISOR = ('concept:cross-entropy "count in the divisor"',)
ANY_ID = ('concept:cross-entropy "an ordinary id"',)
FLATTEN = "logits = logits.reshape(-1, logits.size(-1))"
KEPT = "kept = targets != ignore_index"
SURPRISE = "surprise = logsumexp(logits) - chosen"
MEAN = "surprise.masked_fill(~kept, 0.0).sum() / kept.sum()"

MISTAKES = [
    Mistake(
        "cross-entropy/log-of-softmax",
        "softmax first, then the logarithm",
        "A small probability rounds to 0, and log(0) is -inf: take the logarithm on paper, logsumexp(z) - z[target].",
        STABLE,
        ((SURPRISE, "surprise = -logits.softmax(-1).gather(1, index).squeeze(1).log()"),),
        kind="softmax that overflows",
        formerly="A3",
    ),
    Mistake(
        "cross-entropy/logsumexp-no-shift",
        "logsumexp without subtracting the largest score",
        "exp of a large score is inf, and so is the loss.",
        STABLE,
        (("(x - largest).exp().sum(dim).log() + largest.squeeze(dim)", "x.exp().sum(dim).log()"),),
        kind="softmax that overflows",
        formerly="A4",
    ),
    Mistake(
        "cross-entropy/softmax-twice",
        "softmax is applied twice: to the logits before, and again in the loss",
        "Even a perfect model then keeps a high loss, ln(1 + (V - 1) / e): hand the logits over as they are.",
        ('concept:softmax "Softmax is applied twice"',),
        ((FLATTEN, "logits = logits.reshape(-1, logits.size(-1)).softmax(-1)"),),
        kind=ALONE,
        formerly="A5",
    ),
    Mistake(
        "cross-entropy/sum-not-mean",
        "the sum instead of the mean",
        "The gradient then grows with the size of the batch, which clipping hides.",
        SUM,
        ((MEAN, "surprise.masked_fill(~kept, 0.0).sum()"),),
        kind="a sum or mean taken wrongly",
        formerly="A6",
    ),
    Mistake(
        "cross-entropy/divided-by-texts",
        "the sum is divided by the number of texts, not of tokens",
        "The mean is over all positions: B · T of them, less those that are ignored.",
        COUNT,
        ((FLATTEN, f"texts = logits.size(0)\n    {FLATTEN}"), (MEAN, "surprise.masked_fill(~kept, 0.0).sum() / texts")),
        kind="a sum or mean taken wrongly",
        formerly="A6b",
    ),
    Mistake(
        "cross-entropy/viewed-not-transposed",
        "the logits are viewed as (B, V, T) instead of transposed",
        "A view keeps the numbers in their order, so the scores of one position are dealt out to others.",
        VIEWED,
        (
            (
                FLATTEN,
                "classes = logits.size(-1)\n"
                "    logits = logits.reshape(logits.size(0), classes, -1).transpose(1, 2).reshape(-1, classes)",
            ),
        ),
        kind="axes mixed up by a view",
        formerly="A7",
    ),
    Mistake(
        "cross-entropy/positions-before-texts",
        "positions come before texts when the logits are flattened, but not in the targets",
        "Row b · T + t of both must be position t of text b: flatten without a transpose.",
        FLATTENED,
        (
            (
                FLATTEN,
                "logits = logits.transpose(0, 1) if logits.dim() == 3 else logits\n    " + FLATTEN,
            ),
        ),
        kind="wrong axis",
        formerly="A7b",
    ),
    Mistake(
        "cross-entropy/ignore-index-unused",
        "ignore_index is not honoured",
        "An ignored target is no id: its row must be left out of the loss.",
        IGNORED,
        ((KEPT, "kept = targets == targets"),),
        kind="an argument that is not used",
        formerly="A10",
    ),
    Mistake(
        "cross-entropy/mean-over-ignored",
        "the mean is taken over all positions, the ignored ones too",
        "Then the loss shrinks with every padded position: divide by how many count.",
        DIVISOR,
        ((MEAN, "surprise.masked_fill(~kept, 0.0).sum() / kept.numel()"),),
        kind="a sum or mean taken wrongly",
        formerly="A10b",
    ),
    Mistake(
        "cross-entropy/only-minus-100-ignored",
        "only -100 is ignored, whatever ignore_index says",
        "Compare the targets with the argument.",
        ANY_ID,
        ((KEPT, "kept = targets != -100"),),
        kind="an argument that is not used",
        formerly="A10c",
    ),
    Mistake(
        "cross-entropy/negatives-ignored",
        "all negative targets are ignored, whatever ignore_index says",
        "ignore_index may be an ordinary id, such as that of a padding token: compare the targets with it.",
        ANY_ID,
        ((KEPT, "kept = targets >= 0"),),
        kind="an argument that is not used",
        formerly="A10d",
    ),
    Mistake(
        "cross-entropy/ignored-scored-as-zero",
        "an ignored target is scored as if it were the id 0",
        "What was put in its place so that gather works must not count in the sum.",
        IGNORED,
        ((MEAN, "surprise.sum() / kept.sum()"),),
        kind=ALONE,
        formerly="A10e",
    ),
    Mistake(
        "cross-entropy/ignored-scored-and-counted",
        "an ignored target is scored as the id 0, and counted",
        "It must be left out of both the sum and the number that it is divided by.",
        IGNORED,
        ((MEAN, "surprise.mean()"),),
        kind=ALONE,
        formerly="A10f",
    ),
    *(
        Mistake(
            f"cross-entropy/log-plus-{eps}",
            f"log(softmax + {eps})",
            "The loss then has an upper limit, at which there is no gradient: logsumexp(z) - z[target] needs no eps.",
            STABLE,
            ((SURPRISE, f"surprise = -(logits.softmax(-1).gather(1, index).squeeze(1) + {eps}).log()"),),
            kind="an unstable formula",
            formerly=f"A3{letter}",
        )
        for letter, eps in (("b", "1e-8"), ("c", "1e-9"), ("d", "1e-10"), ("e", "1e-12"))
    ),
    Mistake(
        "cross-entropy/mean-of-means",
        "the mean of each text's mean",
        "Texts with few targets that count then weigh as much as those with many: one mean over all.",
        ('concept:cross-entropy "Over how many predictions"',),
        (
            (FLATTEN, f"texts = targets.size(0) if targets.dim() > 1 else 1\n    {FLATTEN}"),
            (
                MEAN,
                "surprise.masked_fill(~kept, 0.0).view(texts, -1).sum(1).div(kept.view(texts, -1).sum(1)).nanmean()",
            ),
        ),
        kind="a sum or mean taken wrongly",
        formerly="A6c",
    ),
    Mistake(
        "cross-entropy/negatives-clamped",
        "negative targets are set to 0 for gather, but an ignore_index beyond the vocabulary is not",
        "ignore_index may be any number: put a valid id wherever the target equals it.",
        ('concept:cross-entropy "left out of the"',),
        (("targets.masked_fill(~kept, 0)", "targets.clamp(min=0)"),),
        kind="a special case forgotten",
        formerly="A10g",
    ),
    Mistake(
        "cross-entropy/targets-overwritten",
        "the ignored targets are overwritten in the caller's own tensor",
        "`targets[ignored] = 0` also changes what the caller holds: masked_fill and torch.where make a new one.",
        ('concept:cross-entropy "left out of the"',),
        (("targets.masked_fill(~kept, 0)", "targets.masked_fill_(~kept, 0)"),),
        kind="an input changed in place",
        formerly="C19",
    ),
    Mistake(
        "cross-entropy/negatives-ignored-by-indexing",
        "all negative targets are ignored, whatever ignore_index says",
        "ignore_index may be an ordinary id, or larger than any: compare the targets with it.",
        ('concept:cross-entropy "an ordinary id"',),
        (
            (KEPT, "kept = targets >= 0"),
            ("logits.gather(1, index).squeeze(1)", "logits[range(len(logits)), index.squeeze(1)]"),
        ),
        kind="an argument that is not used",
        formerly="A10h",
    ),
]
