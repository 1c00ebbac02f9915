from lab.grade.mistakes import Mistake

BOOLEAN = ('concept:causal-mask "boolean"',)
CROPPED = ('concept:causal-mask "cropped to (T, T)"',)
SIZE = ('concept:causal-mask "(n_embd, n_embd)"',)
DIAGONAL = ('concept:causal-mask "hides the diagonal"',)
LOWER = ('concept:causal-mask "may attend to the positions"',)
MADE = "torch.ones(queries, keys, dtype=torch.bool, device=q.device).tril(keys - queries)"
FILL = "scores = scores.masked_fill(~mask, -math.inf)"
BUFFER = "allowed = torch.ones(block_size, block_size, dtype=torch.bool).tril()"
GIVEN = "return self.allowed[keys - queries : keys, :keys]"

MISTAKES = [
    Mistake(
        "B10",
        "the mask is missing",
        "Every position sees the token that it has to predict; the loss looks wonderful and the samples do not.",
        ('concept:causal-mask "without its causal mask"',),
        ((FILL, "pass"),),
    ),
    Mistake(
        "B12",
        "the mask begins one place too late: each position sees the next one too",
        "That next token is exactly the target, so the model only learns to copy: `tril()` without a shift.",
        LOWER,
        ((MADE, MADE.replace("keys - queries)", "keys - queries + 1)")),),
    ),
    Mistake(
        "B11",
        "the mask hides the diagonal: no position sees itself",
        "The first row is then all -inf, and softmax makes it nan.",
        DIAGONAL,
        ((MADE, MADE.replace("keys - queries)", "keys - queries - 1)")),),
    ),
    Mistake(
        "B9",
        "the mask is read the other way round: what may be seen is hidden",
        "`tril` is True where a query may look, so fill where it is False (`~mask`); PyTorch's modules differ in this.",
        BOOLEAN,
        (("masked_fill(~mask", "masked_fill(mask"),),
    ),
    Mistake(
        "B9b",
        "the upper triangle instead of the lower: each position sees itself and the future",
        "Row t must be True in the columns 0 to t: that is `tril`.",
        ('concept:causal-mask "weights of the first position"',),
        ((MADE, MADE.replace("tril", "triu")),),
    ),
    Mistake(
        "B6",
        "the mask is applied after softmax, and the weights are not shared out again",
        "All rows but the last then add up to less than 1: mask the scores, before softmax.",
        ('concept:causal-mask "after softmax"',),
        (
            (FILL, "pass"),
            ("    if dropout:\n", "    if mask is not None:\n        weights = weights * mask\n    if dropout:\n"),
        ),
    ),
    Mistake(
        "B7",
        "masked scores are set to 0 instead of minus infinity",
        "exp(0) = 1: a score of 0 still gets its share of the weight.",
        ('concept:softmax "setting its logit to 0"',),
        ((FILL, FILL.replace("-math.inf", "0.0")),),
    ),
    Mistake(
        "B8",
        "masked scores are filled with -1e9, which half precision cannot hold",
        "The least number of float16 is -65504: write -inf, or `torch.finfo(scores.dtype).min`.",
        ('concept:causal-mask "-1e9"',),
        ((FILL, FILL.replace("-math.inf", "-1e9")),),
    ),
    Mistake(
        "B14",
        "the mask is as large as a head (D) instead of as long as the text (T)",
        "The mask says for each of T queries which of T keys it may see; the two sizes only sometimes agree.",
        SIZE,
        ((MADE, "torch.ones(q.size(-1), q.size(-1), dtype=torch.bool, device=q.device).tril()"),),
    ),
    Mistake(
        "B14b",
        "the mask is as large as the number of heads (H) instead of as long as the text (T)",
        "The mask says for each of T queries which of T keys it may see; the two sizes only sometimes agree.",
        SIZE,
        ((MADE, "torch.ones(q.size(1), q.size(1), dtype=torch.bool, device=q.device).tril()"),),
    ),
    Mistake(
        "B13",
        "the mask is not cropped to the text",
        "A text shorter than the block needs the (T, T) corner, or the shapes do not fit.",
        CROPPED,
        ((GIVEN, "return self.allowed"),),
    ),
    Mistake(
        "B13b",
        "the mask is cropped in its rows only",
        "T queries look at T keys: crop both axes, `[:T, :T]`.",
        CROPPED,
        ((GIVEN, "return self.allowed[:queries]"),),
    ),
    Mistake(
        "B16",
        "the mask is a plain attribute, not a buffer",
        "`.to(device)` moves parameters and buffers only, so the mask stays behind: register_buffer.",
        ('concept:causal-mask "not as a buffer"',),
        (('self.register_buffer("allowed", allowed, persistent=False)', "self.allowed = allowed"),),
    ),
    Mistake(
        "B12b",
        "CausalMask lets each position see the next one too",
        "`tril()` without a shift keeps the diagonal and what lies below.",
        LOWER,
        ((BUFFER, BUFFER.replace("tril()", "tril(1)")),),
    ),
    Mistake(
        "B11b",
        "CausalMask hides the diagonal",
        "A position may look at itself: `tril()` without a shift.",
        DIAGONAL,
        ((BUFFER, BUFFER.replace("tril()", "tril(-1)")),),
    ),
    Mistake(
        "B9c",
        "CausalMask is the other way round: True where a query may not look",
        "Here True means that a query may attend, as in torch's scaled_dot_product_attention.",
        BOOLEAN,
        ((BUFFER, BUFFER.replace("tril()", "triu(1)")),),
    ),
    Mistake(
        "B1",
        "the scores are not divided by √D",
        "A dot product of D numbers spreads like √D: without the division softmax is nearly one-hot.",
        ('concept:attention "scores are not scaled"',),
        ((" / math.sqrt(q.size(-1))", ""),),
    ),
    Mistake(
        "B5",
        "softmax runs over the queries instead of the keys",
        "Each query shares a weight of 1 among the keys that it may see: the last axis.",
        ('concept:attention "Along which axis"',),
        (("softmax(scores, dim=-1)", "softmax(scores, dim=-2)"),),
    ),
    Mistake(
        "B16b",
        "CausalMask gives the numbers 1 and 0 instead of True and False",
        "`~` and masked_fill want a mask of dtype bool: dtype=torch.bool, or `.bool()`.",
        ('concept:causal-mask "minus infinity"',),
        ((BUFFER, BUFFER.replace(", dtype=torch.bool", "")),),
    ),
]
