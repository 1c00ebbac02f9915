"""Mistakes that people make in LayerNorm and RMSNorm."""

from lab.grade.mistakes import ALONE, Mistake

LAST_AXIS = ('concept:layernorm "over positions and features"', 'concept:layernorm "Over which axis"')
DIVISOR = ('concept:layernorm "C, not C - 1"',)
EPS = ('concept:layernorm "inside or outside the root"',)
FORMULA = ('concept:layernorm "gain"',)
ROOT = ('concept:layernorm "square root is missing"',)
NO_EPS = ('concept:layernorm "without eps"',)
ORDER = ('concept:layernorm "scaled too"',)
RMS_MEAN = ('concept:layernorm "takes the mean away"',)
RMS_FORMULA = ('concept:layernorm "RMSNorm of a vector"',)
RMS_LENGTH = ('concept:layernorm "instead of their mean"',)
MEAN = "mean = x.mean(-1, keepdim=True)"
VARIANCE = "variance = x.var(-1, keepdim=True, correction=0)"
NORMAL = "normal = (x - mean) / (variance + self.eps).sqrt()"
END = """scaled = normal * self.weight  # (B, T, C)
        return scaled if self.bias is None else scaled + self.bias"""
RMS = "(x.square().mean(-1, keepdim=True) + self.eps).rsqrt()"

MISTAKES = [
    Mistake(
        "layernorm/sample-variance",
        "the variance is divided by C - 1 instead of C",
        "`x.var` and `x.std` do so by default; a norm describes these very numbers and divides by how many they are.",
        DIVISOR,
        ((VARIANCE, VARIANCE.replace("=0", "=1")),),
        kind=ALONE,
        formerly="C11a",
    ),
    Mistake(
        "layernorm/eps-outside-root",
        "eps is added to the standard deviation, outside the root",
        "The formula adds eps to the variance, inside the root: the two differ wherever eps matters.",
        EPS,
        ((NORMAL, "normal = (x - mean) / (variance.sqrt() + self.eps)"),),
        kind="eps in the wrong place",
        formerly="C11b",
    ),
    Mistake(
        "layernorm/positions-and-features",
        "LayerNorm runs over positions and features together",
        "Each token is normalised by itself: only the last axis.",
        LAST_AXIS,
        (
            (MEAN, "mean = x.mean((-2, -1), keepdim=True)"),
            (VARIANCE, "variance = x.var((-2, -1), keepdim=True, correction=0)"),
        ),
        kind="wrong axis",
        formerly="C11c",
    ),
    Mistake(
        "layernorm/along-first-axis",
        "LayerNorm runs over the first axis, as a batch norm does",
        "Each token is normalised by itself: only the last axis.",
        LAST_AXIS,
        ((MEAN, "mean = x.mean(0, keepdim=True)"), (VARIANCE, "variance = x.var(0, keepdim=True, correction=0)")),
        kind="wrong axis",
        formerly="C11d",
    ),
    Mistake(
        "layernorm/gain-unused",
        "the gain is not used",
        "The learned weight multiplies each feature after the normalisation.",
        FORMULA,
        (("scaled = normal * self.weight", "scaled = normal"),),
        kind="an argument that is not used",
        formerly="C11e",
    ),
    Mistake(
        "layernorm/shift-unused",
        "the shift is not used",
        "The learned bias is added after the gain.",
        FORMULA,
        ((END, "scaled = normal * self.weight\n        return scaled"),),
        kind="an argument that is not used",
        formerly="C11f",
    ),
    Mistake(
        "layernorm/mean-kept",
        "the mean is not subtracted",
        "That is RMSNorm; LayerNorm first brings each vector to the mean 0.",
        RMS_MEAN,
        ((NORMAL, "normal = x / (variance + self.eps).sqrt()"),),
        kind=ALONE,
        formerly="C11g",
    ),
    Mistake(
        "layernorm/no-square-root",
        "the square root is missing: the vector is divided by its variance",
        "Dividing by the variance makes the spread 1 / σ instead of 1.",
        ROOT,
        ((NORMAL, "normal = (x - mean) / (variance + self.eps)"),),
        kind="a square or a root missing",
        formerly="C11h",
    ),
    Mistake(
        "layernorm/no-eps",
        "eps is forgotten in LayerNorm",
        "A vector of equal numbers has the variance 0: without eps that is 0 / 0.",
        NO_EPS,
        ((NORMAL, "normal = (x - mean) / variance.sqrt()"),),
        kind="eps in the wrong place",
        formerly="C11i",
    ),
    Mistake(
        "layernorm/bias-before-gain",
        "bias comes before the gain",
        "First the gain, then the shift: normal · weight + bias.",
        ORDER,
        ((END, "return (normal if self.bias is None else normal + self.bias) * self.weight"),),
        kind=ALONE,
        formerly="C11j",
    ),
    Mistake(
        "layernorm/rms-mean-removed",
        "RMSNorm subtracts the mean",
        "RMSNorm only sets the length: that it leaves the mean alone is all that sets it apart from LayerNorm.",
        RMS_MEAN,
        ((f"scaled = x * {RMS}", f"x = x - x.mean(-1, keepdim=True)\n        scaled = x * {RMS}"),),
        kind=ALONE,
        formerly="C11k",
    ),
    Mistake(
        "layernorm/rms-eps-outside-root",
        "RMSNorm adds eps outside the root",
        "eps belongs to the mean of the squares, inside the root.",
        RMS_FORMULA,
        ((RMS, "(x.square().mean(-1, keepdim=True).sqrt() + self.eps).reciprocal()"),),
        kind="eps in the wrong place",
        formerly="C11l",
    ),
    Mistake(
        "layernorm/rms-sum-not-mean",
        "RMSNorm divides by the length: the sum of the squares instead of their mean",
        "Then each vector has the length 1 instead of √C, and shrinks with the width.",
        RMS_LENGTH,
        ((RMS, "(x.square().sum(-1, keepdim=True) + self.eps).rsqrt()"),),
        kind="a sum or mean taken wrongly",
        formerly="C11m",
    ),
    Mistake(
        "layernorm/rms-gain-unused",
        "RMSNorm does not use its gain",
        "The learned weight multiplies each feature after the normalisation.",
        RMS_FORMULA,
        ((f"{RMS} * self.weight", RMS),),
        kind="an argument that is not used",
        formerly="C11n",
    ),
    Mistake(
        "layernorm/along-axis-one",
        "LayerNorm runs over axis 1 instead of the last",
        "Of (B, T, C) that is T: right for (N, C) only. Each token is normalised by itself, along dim=-1.",
        ('concept:layernorm "Over which axis"',),
        ((MEAN, "mean = x.mean(1, keepdim=True)"), (VARIANCE, "variance = x.var(1, keepdim=True, correction=0)")),
        kind="wrong axis",
        formerly="C11o",
    ),
    Mistake(
        "layernorm/rms-along-axis-one",
        "RMSNorm runs over axis 1 instead of the last",
        "Of (B, T, C) that is T: right for (N, C) only. Each token is normalised by itself, along dim=-1.",
        ('concept:layernorm "Over which axis"',),
        ((RMS, RMS.replace("mean(-1", "mean(1")),),
        kind="wrong axis",
        formerly="C11p",
    ),
    Mistake(
        "layernorm/variance-by-subtraction",
        "the variance is computed as mean of x² minus square of the mean",
        "Far from 0 both are large and nearly equal, and what is left of them is rounding: subtract the mean first.",
        ('concept:layernorm "C, not C - 1"',),
        ((VARIANCE, "variance = x.square().mean(-1, keepdim=True) - mean.square()"),),
        kind="an unstable formula",
        formerly="C11q",
    ),
    Mistake(
        "layernorm/rms-bias-ignored",
        "RMSNorm ignores its argument `bias`",
        "Its default is no bias; with bias=True it has one, as LayerNorm does.",
        ('concept:layernorm "RMSNorm of a vector"',),
        (("bias: bool = False) -> None:\n", "bias: bool = False) -> None:\n        bias = False\n"),),
        kind="an argument that is not used",
        formerly="C11r",
    ),
]
