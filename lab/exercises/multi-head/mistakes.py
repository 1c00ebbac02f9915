"""Mistakes that people make in multi-head self-attention."""

from lab.grade.mistakes import ALONE, Mistake

ORDER = ('concept:multi-head "In which order"',)
SPLIT = ("q", "k", "v")
ATTEND = "return self.attention(q, k, v, **wanted)"
JOIN = "joined = heads.transpose(1, 2).reshape(batch, time, self.n_head * self.head_size)"
QKV = "q, k, v = self.c_attn(x).split(width, dim=2)"
MASK = 'wanted["mask"] = self.mask(q.size(2), k.size(2))'


def cut(name: str) -> str:
    return f"{name} = {name}.view(batch, time, self.n_head, self.head_size).transpose(1, 2)"


def split_by(form: str) -> tuple[tuple[str, str], ...]:
    return tuple((cut(name), f"{name} = {form.format(name)}") for name in SPLIT)


MISTAKES = [
    Mistake(
        "multi-head/viewed-straight-to-heads",
        "the heads are split by a view straight to (B, H, T, D)",
        "The shape is right, but each head's rows hold slices of other positions, later ones too: the future leaks in. "
        "First view as (B, T, H, D), then transpose.",
        ('concept:multi-head "without a transpose"',),
        split_by("{}.reshape(batch, self.n_head, time, self.head_size)"),
        kind="axes mixed up by a view",
        formerly="B17",
    ),
    Mistake(
        "multi-head/joined-without-transpose",
        "the heads are joined without bringing them back: no transpose before the view",
        "Then the result of one position is made of several positions' heads, later ones too.",
        ('concept:multi-head "alone"',),
        ((JOIN, JOIN.replace("heads.transpose(1, 2)", "heads")),),
        kind="axes mixed up by a view",
        formerly="B18",
    ),
    Mistake(
        "multi-head/heads-averaged",
        "the heads are averaged instead of put side by side",
        "The mean has the width of one head, and c_proj needs all of them: concatenate.",
        ('concept:multi-head "averaged"',),
        ((JOIN, "joined = heads.mean(1)"),),
        kind=ALONE,
        formerly="B19",
    ),
    Mistake(
        "multi-head/averaged-and-repeated",
        "the heads are averaged, and the mean is repeated to the width",
        "What sets the heads apart is lost: put them side by side.",
        ('concept:multi-head "concatenated"',),
        ((JOIN, "joined = heads.mean(1).repeat(1, 1, self.n_head)"),),
        kind=ALONE,
        formerly="B19b",
    ),
    Mistake(
        "multi-head/interleaved-heads",
        "interleaved heads: head h takes every H-th number instead of a stretch of D",
        "Both are in use, and trained from scratch they do the same; but GPT-2's weights mean stretches, and a model "
        "that loads them and cuts otherwise talks nonsense.",
        ('concept:multi-head "belong to head 1"',),
        (
            *split_by("{}.view(batch, time, self.head_size, self.n_head).permute(0, 3, 1, 2)"),
            (JOIN, "joined = heads.permute(0, 2, 3, 1).reshape(batch, time, self.n_head * self.head_size)"),
        ),
        convention=True,
        kind="axes mixed up by a view",
        formerly="B20",
    ),
    Mistake(
        "multi-head/packed-by-head",
        "q, k and v are packed head by head in c_attn's output",
        "GPT-NeoX does so, and trained from scratch it does the same; GPT-2's weights hold all of q, then k, then v.",
        ORDER,
        (
            (
                QKV,
                "packed = self.c_attn(x).view(batch, time, self.n_head, 3 * self.head_size)\n"
                "        q, k, v = (part.reshape(batch, time, width) for part in packed.split(self.head_size, dim=3))",
            ),
        ),
        convention=True,
        kind="axes mixed up by a view",
        formerly="B20b",
    ),
    Mistake(
        "multi-head/view-after-transpose",
        "`.view` after a transpose",
        "A transpose only changes how the numbers are read, and view cannot express that: use "
        "`.contiguous().view(...)` or `.reshape(...)`.",
        ('concept:multi-head "joined directly"',),
        ((JOIN, JOIN.replace("reshape", "view")),),
        kind="axes mixed up by a view",
        formerly="B21",
    ),
    Mistake(
        "multi-head/projection-unused",
        "c_proj is not used",
        "Without it the heads never mix, and its weights never learn.",
        ('concept:multi-head "output projection"',),
        (("self.c_proj(joined)", "joined"),),
        kind=ALONE,
        formerly="B24",
    ),
    Mistake(
        "multi-head/scaled-by-whole-width",
        "the scores are divided by the root of the whole width instead of one head's",
        "Each score is a dot product of D numbers, not of C: with C attention is too flat.",
        ('concept:attention "768 instead of 64"',),
        (("/ math.sqrt(q.size(-1))", "/ math.sqrt(q.size(-1) * q.size(1))"),),
        kind="wrong scale of the scores",
        formerly="B3",
    ),
    Mistake(
        "multi-head/unscaled",
        "the scores are not divided by √D",
        "A dot product of D numbers spreads like √D: without the division softmax is nearly one-hot.",
        ('concept:attention "scores are not scaled"',),
        ((" / math.sqrt(q.size(-1))", ""),),
        kind="wrong scale of the scores",
        formerly="B1",
    ),
    Mistake(
        "multi-head/softmax-over-queries",
        "softmax runs over the queries instead of the keys",
        "Each query shares a weight of 1 among the keys that it may see: the last axis.",
        ('concept:attention "Along which axis"',),
        (("softmax(scores, dim=-1)", "softmax(scores, dim=-2)"),),
        kind="wrong axis",
        formerly="B5",
    ),
    Mistake(
        "multi-head/no-mask",
        "the causal mask is missing",
        "Every position sees the token that it has to predict.",
        ('concept:causal-mask "without its causal mask"',),
        ((MASK, "pass"),),
        kind="future seen: no mask",
        formerly="B10",
    ),
    Mistake(
        "multi-head/sees-next-token",
        "the mask lets each position see the next one too",
        "That next token is exactly the target: `tril()` without a shift.",
        ('concept:causal-mask "may attend to the positions"',),
        ((".tril()", ".tril(1)"),),
        kind="one place off",
        formerly="B12",
    ),
    Mistake(
        "multi-head/mask-not-cropped",
        "the mask is not cropped to the text",
        "A text shorter than the block needs the (T, T) corner, or the shapes do not fit.",
        ('concept:causal-mask "cropped to (T, T)"',),
        (("return self.allowed[keys - queries : keys, :keys]", "return self.allowed"),),
        kind="mask of the wrong size",
        formerly="B13",
    ),
    Mistake(
        "multi-head/keys-and-values-swapped",
        "keys and values are taken from c_attn's output in the wrong order",
        "It holds q, then k, then v.",
        ORDER,
        ((QKV, QKV.replace("q, k, v", "q, v, k")),),
        kind="two things swapped",
        formerly="B22",
    ),
    Mistake(
        "multi-head/queries-and-keys-swapped",
        "queries and keys are swapped",
        "c_attn's output holds q, then k, then v; and row i of the scores is query i with all keys.",
        ORDER,
        ((QKV, QKV.replace("q, k, v", "k, q, v")),),
        kind="two things swapped",
        formerly="B23",
    ),
    Mistake(
        "multi-head/projection-always-biased",
        "c_proj has a bias, whatever config.bias says",
        "config.bias is meant for both layers: hand it to c_proj as well.",
        ('concept:multi-head "output projection"',),
        (
            (
                "self.c_proj = nn.Linear(config.n_embd, config.n_embd, bias=config.bias)",
                "self.c_proj = nn.Linear(config.n_embd, config.n_embd)",
            ),
        ),
        kind="an argument that is not used",
        formerly="B24b",
    ),
    Mistake(
        "multi-head/extra-dropout",
        "the result goes through a dropout that nobody asked for",
        "config.dropout says how much, and it is 0 here.",
        ('concept:multi-head "output projection"',),
        (("self.c_proj(joined)", "nn.functional.dropout(self.c_proj(joined), 0.1, self.training)"),),
        kind="a dropout that nobody asked for",
        formerly="B25",
    ),
]
