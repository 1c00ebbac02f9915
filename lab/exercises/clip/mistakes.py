"""Mistakes that people make in gradient clipping."""

from lab.grade.mistakes import ALONE, Mistake

CARDS = ("concept:gradient-clipping",)
SQUARES = "squares = [grad.float().square().sum() for grad in grads]"
NORM = "norm = torch.stack(squares).sum().sqrt()"
EMPTY = "    if not grads:\n        return torch.tensor(0.0)\n"
SCALE = "scale = (max_norm / (norm + 1e-6)).clamp(max=1.0)"
LOOP = "    for grad in grads:\n        grad.mul_(scale)\n"
GRADS = "grads = [p.grad for p in parameters if p.grad is not None]"

MISTAKES = [
    Mistake(
        "clip/each-tensor-alone",
        "each tensor is clipped by itself",
        "Then the direction changes: the length is that of all gradients together, and the factor is one for all.",
        ('concept:gradient-clipping "clipped by itself"',),
        ((LOOP, LOOP.replace("scale", "(max_norm / (grad.float().square().sum().sqrt() + 1e-6)).clamp(max=1.0)")),),
        kind=ALONE,
        formerly="D17a",
    ),
    Mistake(
        "clip/clipped-by-value",
        "each number is cut off at ± max_norm",
        "That is clipping by value, and it changes the direction: multiply all by one factor.",
        ('concept:gradient-clipping "clipped by value"',),
        ((LOOP, "    for grad in grads:\n        grad.clamp_(-max_norm, max_norm)\n"),),
        kind=ALONE,
        formerly="D17b",
    ),
    Mistake(
        "clip/lengths-added",
        "the tensors' lengths are added up",
        "Lengths at right angles add as squares: 3 and 4 make 5, not 7.",
        ('concept:gradient-clipping "gradients of length 3 and 4"',),
        ((NORM, "norm = torch.stack([grad.float().square().sum().sqrt() for grad in grads]).sum()"),),
        kind=ALONE,
        formerly="D17c",
    ),
    Mistake(
        "clip/short-ones-stretched",
        "short gradients are made longer: every gradient gets the length max_norm",
        "Only where the length is larger than max_norm is anything done: the factor is at most 1.",
        ('concept:gradient-clipping "(0.3, 0.4)"',),
        ((".clamp(max=1.0)", ""),),
        kind=ALONE,
        formerly="D17d",
    ),
    Mistake(
        "clip/stops-without-gradient",
        "it fails on a parameter without a gradient",
        "A frozen parameter's grad is None: skip it.",
        ('concept:gradient-clipping "passed over"',),
        ((GRADS, "grads = [p.grad for p in parameters]"),),
        kind="a special case forgotten",
        formerly="D17e",
    ),
    Mistake(
        "clip/no-square-root",
        "the square root is missing",
        "The sum of the squares is the square of the length.",
        ('concept:gradient-clipping "1, 2 and 2"',),
        ((NORM, NORM.replace(".sum().sqrt()", ".sum()")),),
        kind="a square or a root missing",
        formerly="D17f",
    ),
    Mistake(
        "clip/length-after-clipping",
        "the length after clipping comes back instead of the one before",
        "What you watch in training is how long the gradient was.",
        ('concept:gradient-clipping "length before clipping"',),
        (("    return norm\n", "    return norm * scale\n"),),
        kind=ALONE,
        formerly="D17g",
    ),
    Mistake(
        "clip/gradients-unchanged",
        "the gradients are not changed where they are",
        "`grad = grad * scale` makes a new tensor that nobody sees: `grad.mul_(scale)`, or set p.grad.",
        ('concept:gradient-clipping "clip nothing"',),
        ((LOOP, "    for grad in grads:\n        grad = grad * scale\n"),),
        kind=ALONE,
        formerly="D17h",
    ),
    Mistake(
        "clip/generator-used-up",
        "a generator is read twice: the second time it is empty",
        "`model.parameters()` can be read once: make a list of it first.",
        ('concept:gradient-clipping "generator"',),
        (
            (
                GRADS,
                "grads = [p.grad for p in parameters if p.grad is not None]\n"
                "    again = [p.grad for p in parameters if p.grad is not None]",
            ),
            (LOOP, "    for grad in again:\n        grad.mul_(scale)\n"),
        ),
        kind="a special case forgotten",
        formerly="D17i",
    ),
    Mistake(
        "clip/weights-scaled",
        "the weights are scaled instead of their gradients",
        "Clipping changes `p.grad`, never p.",
        ('concept:gradient-clipping "Between which two calls"',),
        (
            (GRADS, f"kept = [p for p in parameters if p.grad is not None]\n    {GRADS.replace('parameters', 'kept')}"),
            (LOOP, "    for p in kept:\n        p.mul_(scale)\n"),
        ),
        kind=ALONE,
        formerly="D17j",
    ),
    Mistake(
        "clip/factor-inverted",
        "the factor is the wrong way round: length over max_norm",
        "To become shorter it must be max_norm over the length.",
        ('concept:gradient-clipping "By which factor"',),
        ((SCALE, "scale = ((norm + 1e-6) / max_norm).clamp(min=1.0)"),),
        kind="two things swapped",
        formerly="D17k",
    ),
    Mistake(
        "clip/largest-number-only",
        "only the largest number is measured instead of the length",
        "That is another norm: the length takes the square of every number.",
        ('concept:gradient-clipping "1, 2 and 2"',),
        ((NORM, "norm = torch.stack([grad.abs().max() for grad in grads]).max()"),),
        kind=ALONE,
        formerly="D17l",
    ),
    Mistake(
        "clip/half-precision-squares",
        "the squares are added up in half precision",
        "Its largest number is 65504, so the square of 256 is inf, and the factor 0: `grad.float()` first.",
        CARDS,
        ((SQUARES, SQUARES.replace(".float()", "")),),
        kind="half precision forgotten",
        formerly="D17m",
    ),
    Mistake(
        "clip/nothing-to-stack",
        "it fails where there is no gradient at all",
        "torch.stack wants at least one tensor: where there is no gradient the length is 0.",
        CARDS,
        ((EMPTY, ""),),
        kind="a special case forgotten",
        formerly="D17n",
    ),
    Mistake(
        "clip/nothing-to-concatenate",
        "it fails where there is no gradient at all",
        "torch.cat wants at least one tensor: where there is no gradient the length is 0.",
        CARDS,
        ((EMPTY, ""), (NORM, "norm = torch.cat([grad.float().reshape(-1) for grad in grads]).norm()")),
        kind="a special case forgotten",
        formerly="D17o",
    ),
]
