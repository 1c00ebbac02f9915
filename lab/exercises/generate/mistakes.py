from lab.grade.mistakes import Mistake

CROP = "new = ids[:, -block_size:]"
LAST = "logits[:, -1, :vocab_size]"
TEMPER = "logits = logits / temperature"
TOP_K = "values, indices = logits.topk(min(k, logits.size(-1)))"
SORT = "ordered, indices = logits.sort(descending=True)"
CUT = "ordered = ordered.masked_fill((before >= p) & (before > 0), -torch.inf)"
DRAW = "new = torch.multinomial(probabilities, 1, generator=generator).to(ids.device)"

MISTAKES = [
    Mistake(
        "F1",
        "the text is not cropped to the block",
        "A model has positions for block_size tokens only: once the text is longer, read its last block_size.",
        ('concept:sampling "newest tokens"',),
        ((CROP, "new = ids"),),
    ),
    Mistake(
        "F2",
        "the text is cropped to its first tokens instead of its last",
        "`ids[:, :block_size]` never changes again, so the model says the same for ever: `ids[:, -block_size:]`.",
        ('concept:sampling "same beginning"',),
        ((CROP, "new = ids[:, :block_size]"),),
    ),
    Mistake(
        "F2b",
        "the text is cropped to one token less than the block",
        "A block of block_size tokens can be read whole.",
        ('concept:sampling "newest tokens"',),
        ((CROP, "new = ids[:, -max(1, block_size - 1):]"),),
    ),
    Mistake(
        "F2c",
        "only the last token is read",
        "Without a cache the model knows only what it is given: the last block_size tokens.",
        ('concept:sampling "newest tokens"',),
        ((CROP, "new = ids[:, -1:]"),),
    ),
    Mistake(
        "F3",
        "the scores are multiplied by the temperature",
        "Divided by it, a high temperature flattens; multiplied, it sharpens.",
        ('concept:softmax "sharper or flatter"', 'concept:sampling "temperature above 1"'),
        ((TEMPER, "logits = logits * temperature"),),
    ),
    Mistake(
        "F3b",
        "the temperature has no effect: it is not used, or only after softmax",
        "Probabilities that are all divided by the same number are the same shares: divide the scores, before softmax.",
        ('concept:softmax "sharper or flatter"',),
        ((TEMPER, "pass"),),
    ),
    Mistake(
        "F4",
        "temperature 0 divides by zero",
        "It is the limit where the likeliest token gets everything: take the argmax.",
        ('concept:softmax "temperature goes to"',),
        (("if temperature == 0:", "if temperature < 0:"),),
    ),
    Mistake(
        "F5",
        "top_k is not used",
        "All but the k best scores become -inf before softmax.",
        ('concept:sampling "top-k with k = 2"',),
        (("logits = keep_top_k(logits, top_k)", "pass"),),
    ),
    Mistake(
        "F5b",
        "top_k keeps one token too few",
        "The k-th best score itself stays.",
        ('concept:sampling "top-k with k = 2"',),
        ((TOP_K, TOP_K.replace("min(k, ", "min(max(1, k - 1), ")),),
    ),
    Mistake(
        "F5c",
        "top_k keeps one token too many",
        "Exactly k scores stay.",
        ('concept:sampling "top-k with k = 2"',),
        ((TOP_K, TOP_K.replace("min(k, ", "min(k + 1, ")),),
    ),
    Mistake(
        "F5d",
        "top_k keeps the smallest scores",
        "The k best stay: the largest.",
        ('concept:sampling "top-k with k = 2"',),
        ((TOP_K, TOP_K.replace("size(-1)))", "size(-1)), largest=False)")),),
    ),
    Mistake(
        "F5e",
        "top_k sets the other scores to 0 instead of -inf",
        "A score of 0 still has exp(0) = 1 of weight.",
        ('concept:softmax "setting its logit to 0"',),
        (
            (
                "torch.full_like(logits, -torch.inf).scatter(-1, indices, values)",
                "torch.zeros_like(logits).scatter(-1, indices, values)",
            ),
        ),
    ),
    Mistake(
        "F5f",
        "top_k larger than the vocabulary stops it",
        "There are no more than V scores to keep: min(k, V).",
        ('concept:sampling "capped"',),
        ((TOP_K, "values, indices = logits.topk(k)"),),
    ),
    Mistake(
        "F6",
        "top_p drops the token that crosses the line",
        "Then what stays holds less than top_p together: a token goes only if those before it reach top_p already.",
        ('concept:sampling "crosses 0.6"',),
        ((CUT, CUT.replace("before >= p", "before + probabilities >= p")),),
    ),
    Mistake(
        "F6b",
        "top_p never puts the scores back in their places",
        "After sorting, place 0 is the likeliest token and not the id 0: scatter by the indices of the sort.",
        ('concept:sampling "sorted order"',),
        (("return torch.empty_like(logits).scatter(-1, indices, ordered)", "return ordered"),),
    ),
    Mistake(
        "F6c",
        "top_p is not used",
        "Only the likeliest tokens that together reach top_p stay.",
        ('concept:sampling "crosses 0.6"',),
        (("logits = keep_top_p(logits, top_p)", "pass"),),
    ),
    Mistake(
        "F6d",
        "top_p adds the probabilities up in the order of the ids, not of their size",
        "Sort first: the likeliest tokens are the ones to keep.",
        ('concept:sampling "sorted order"',),
        ((SORT, "ordered, indices = logits, torch.arange(logits.size(-1)).expand_as(logits)"),),
    ),
    Mistake(
        "F7",
        "top_p is applied before the temperature",
        "The temperature changes the probabilities, and so whom top_p keeps. (For top_k the order does not matter.)",
        ('concept:sampling "before top-p"',),
        ((TEMPER, "pass"), ("return softmax(logits)  #", "return softmax(logits / temperature)  #")),
    ),
    Mistake(
        "F8",
        "the likeliest token is always taken instead of drawing",
        "Such text soon repeats itself: draw with torch.multinomial.",
        ('concept:sampling "greedy"',),
        ((DRAW, "new = probabilities.argmax(-1, keepdim=True)"),),
    ),
    Mistake(
        "F8b",
        "tokens are drawn from the scores instead of the probabilities",
        "Scores may be negative and do not add up to 1: softmax first.",
        ('concept:sampling "multinomial(probs, 1)"',),
        ((DRAW, DRAW.replace("probabilities", "scores")),),
    ),
    Mistake(
        "F8c",
        "the generator is not used",
        "Hand it to torch.multinomial, or the same seed gives another text each time.",
        ('concept:sampling "fixed seed"',),
        ((DRAW, DRAW.replace(", generator=generator", "")),),
    ),
    Mistake(
        "F9",
        "the scores of the first position are used instead of the last",
        "Each position predicts what comes after it; only the last one's next token is not written yet.",
        ('concept:sampling "which position"',),
        ((LAST, LAST.replace("-1", "0")),),
    ),
    Mistake(
        "F10",
        "the model is not put into eval mode",
        "Dropout then makes noise: model.eval() before, and the old mode afterwards.",
        ('concept:sampling "eval mode"',),
        (("    model.eval()  # no dropout\n", ""),),
    ),
    Mistake(
        "F10b",
        "the model's mode is not put back",
        "Training would go on without dropout: remember model.training, and restore it.",
        ('concept:sampling "eval mode"',),
        (("        model.train(was_training)", "        pass"),),
    ),
    Mistake(
        "F10c",
        "gradients are tracked while generating",
        "Each pass keeps what a backward pass would need, and none comes: @torch.no_grad().",
        ('concept:sampling "no_grad"',),
        (("@torch.no_grad()\n", ""),),
    ),
    Mistake(
        "F1b",
        "the prompts themselves are cut to the block: what no longer fits is missing from the result",
        "Only what the model reads is cut: keep ids whole, and give the model `ids[:, -block_size:]`.",
        ('concept:sampling "newest tokens"',),
        (
            (
                "return torch.cat((ids, *new), dim=1)",
                "return torch.cat((ids, *new), dim=1)[:, -model.config.block_size - 1 :]",
            ),
        ),
    ),
    Mistake(
        "F5g",
        "top_k takes the limit of the first prompt for all prompts of the batch",
        "Each row has its own k-th best score: keep the axis, `values[:, -1:]`.",
        ('concept:sampling "top-k with k = 2"',),
        (
            (
                "torch.full_like(logits, -torch.inf).scatter(-1, indices, values)",
                "logits.masked_fill(logits < values[0, -1], -torch.inf)",
            ),
        ),
    ),
    Mistake(
        "F6e",
        "top_p cuts by the sorted order, but the probabilities stand in the order of the ids",
        "The mask belongs to the sorted scores: scatter it back by the indices of the sort, or cut before going back.",
        ('concept:sampling "sorted order"',),
        (
            (CUT, "gone = (before >= p) & (before > 0)"),
            (
                "return torch.empty_like(logits).scatter(-1, indices, ordered)",
                "return logits.masked_fill(gone, -torch.inf)",
            ),
        ),
    ),
    Mistake(
        "F7b",
        "top_p goes by the probabilities from before top_k",
        "What top_k has left is shared out anew, so that fewer tokens reach top_p: top_k first, then top_p.",
        ('concept:sampling "before top-p"',),
        (
            ("    if top_k is not None:\n        logits = keep_top_k(logits, top_k)  # (B, V)\n", ""),
            (
                "        logits = keep_top_p(logits, top_p)  # (B, V)\n",
                "        logits = keep_top_p(logits, top_p)\n"
                "    if top_k is not None:\n        logits = keep_top_k(logits, top_k)\n",
            ),
        ),
    ),
    Mistake(
        "F10d",
        "the model is always left in train mode",
        "It may have come in eval mode: remember model.training, and restore it.",
        ('concept:sampling "eval mode"',),
        (("        model.train(was_training)", "        model.train()"),),
    ),
]
