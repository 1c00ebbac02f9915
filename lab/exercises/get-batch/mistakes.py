"""Mistakes that people make in drawing a training batch."""

from lab.grade.mistakes import ALONE, Mistake

STARTS = "torch.randint(len(data) - block_size, (batch_size,), generator=generator)"
GIVE = "return tokens[:, :-1], tokens[:, 1:]"
WINDOWS = "windows = starts.numpy()[:, None] + np.arange(block_size + 1)"

MISTAKES = [
    Mistake(
        "get-batch/targets-not-shifted",
        "the targets are not shifted: y is x",
        "The model then learns to repeat what it reads: its loss falls to 0, its samples repeat one token for ever.",
        ('concept:batches "It is not shifted"',),
        ((GIVE, "return tokens[:, :-1], tokens[:, :-1]"),),
        kind="one place off",
        formerly="A8",
    ),
    Mistake(
        "get-batch/targets-shifted-by-two",
        "the targets are shifted by two",
        "Samples then skip every other letter: y[t] is the very next token after x[t].",
        ('concept:batches "every other token"',),
        (
            (STARTS, STARTS.replace("block_size,", "block_size - 1,")),
            (WINDOWS, WINDOWS.replace("+ 1)", "+ 2)")),
            (GIVE, "return tokens[:, :-2], tokens[:, 2:]"),
        ),
        kind="one place off",
        formerly="A9",
    ),
    Mistake(
        "get-batch/inputs-and-targets-swapped",
        "x and y are swapped: the model is asked for the token before",
        "y comes after x: x is data[s : s + T], y is data[s + 1 : s + 1 + T].",
        ('concept:batches "swapped"',),
        ((GIVE, "return tokens[:, 1:], tokens[:, :-1]"),),
        kind="two things swapped",
        formerly="A9b",
    ),
    Mistake(
        "get-batch/last-start-missing",
        "the last start is never drawn",
        "randint does not draw its upper end, so it must be len(data) - block_size: the last token is a target too.",
        ('concept:batches "can a training piece begin"',),
        ((STARTS, STARTS.replace("block_size,", "block_size - 1,")),),
        kind="one place off",
        formerly="D20a",
    ),
    Mistake(
        "get-batch/first-start-missing",
        "the first start is never drawn",
        "randint begins at 0 by default; the text's first token may begin a piece.",
        ('concept:batches "can a training piece begin"',),
        ((STARTS, STARTS.replace("randint(len", "randint(1, len")),),
        kind="one place off",
        formerly="D20b",
    ),
    Mistake(
        "get-batch/same-start-for-all",
        "all rows of a batch begin at the same place",
        "Each row needs a start of its own, or the batch holds one piece many times.",
        ('concept:batches "a start of its own"',),
        ((STARTS, f"{STARTS.replace('(batch_size,)', '(1,)')}.expand(batch_size)"),),
        kind="one row's value used for all",
        formerly="D20c",
    ),
    Mistake(
        "get-batch/neighbouring-rows",
        "the pieces follow one another instead of coming from random places",
        "Only one start is drawn, and the rows overlap or follow in order: draw each by itself.",
        ('concept:batches "a start of its own"',),
        (
            (
                STARTS,
                f"({STARTS.replace('(batch_size,)', '(1,)')} + torch.arange(batch_size)) % (len(data) - block_size)",
            ),
        ),
        kind=ALONE,
        formerly="D20d",
    ),
    Mistake(
        "get-batch/generator-unused",
        "the generator is not used",
        "Hand it to randint: `generator=generator`. Otherwise a run cannot be repeated.",
        ('concept:batches "made repeatable"',),
        ((", generator=generator", ""),),
        kind="an argument that is not used",
        formerly="D20e",
    ),
    Mistake(
        "get-batch/sets-the-seed",
        "it sets torch's seed itself",
        "Then every call gives the same batch, and all other random numbers are fixed with it.",
        ('concept:batches "manual_seed"',),
        (("    starts = ", "    torch.manual_seed(1337)\n    starts = "), (", generator=generator", "")),
        kind="a state left changed",
        formerly="D20f",
    ),
    Mistake(
        "get-batch/device-ignored",
        "x and y do not go to the device",
        "The model waits there for them: `.to(device)` for both.",
        ('concept:batches "on the CPU"',),
        (("tokens = tokens.to(device)", "pass"),),
        kind="an argument that is not used",
        formerly="D20g",
    ),
    Mistake(
        "get-batch/next-piece-as-target",
        "y is the next piece, not the same one shifted by one",
        "Every position asks for its own next token: y[b, t] follows x[b, t].",
        ('concept:batches "What is the target y"',),
        (
            (STARTS, "torch.randint(max(1, len(data) - 2 * block_size + 1), (batch_size,), generator=generator)"),
            (WINDOWS, "windows = (starts.numpy()[:, None] + np.arange(2 * block_size)) % len(data)"),
            (GIVE, "return tokens[:, :block_size], tokens[:, block_size:]"),
        ),
        kind="one place off",
        formerly="D20h",
    ),
    Mistake(
        "get-batch/one-token-short",
        "the last token of each y is missing: the pieces are one too short",
        "A piece of T questions takes T + 1 tokens of the text.",
        ('concept:batches "tokens of the text does the piece take"',),
        ((WINDOWS, WINDOWS.replace("block_size + 1", "block_size")),),
        kind="one place off",
        formerly="D20i",
    ),
    Mistake(
        "get-batch/multiples-of-block-size",
        "starts are drawn only at multiples of block_size",
        "Every place may begin a piece: so the model sees each token with many different pasts.",
        ('concept:batches "multiples of block_size"',),
        ((STARTS, "torch.randint((len(data) - 1) // block_size, (batch_size,), generator=generator) * block_size"),),
        kind=ALONE,
        formerly="D20j",
    ),
    Mistake(
        "get-batch/generator-remade",
        "a new generator is made from the given one's seed",
        "Then every call gives the same batch: draw from the given one, whose state goes on.",
        ('concept:batches "made repeatable"',),
        (
            (
                "    starts = ",
                "    again = None if generator is None else torch.Generator().manual_seed(generator.initial_seed())\n"
                "    starts = ",
            ),
            (", generator=generator", ", generator=again"),
        ),
        kind="a state left changed",
        formerly="D20k",
    ),
    Mistake(
        "get-batch/without-replacement",
        "the starts are drawn without replacement, by randperm",
        "Rows are independent: two may begin at the same place. And no batch can be larger than the number of places.",
        ('concept:batches "a start of its own"',),
        ((STARTS, "torch.randperm(len(data) - block_size, generator=generator)[:batch_size]"),),
        kind=ALONE,
        formerly="D20l",
    ),
    Mistake(
        "get-batch/rolled-targets",
        "y is x rolled by one: each row's last target is its own first token",
        "What follows the last token stands in the text, not in x: take block_size + 1 tokens.",
        ('concept:batches "What is the target y"',),
        ((GIVE, "return tokens[:, :-1], tokens[:, :-1].roll(-1, 1)"),),
        kind="one place off",
        formerly="D20m",
    ),
    Mistake(
        "get-batch/starts-from-numpy",
        "without a generator the starts come from numpy instead of torch",
        "torch.manual_seed then decides nothing, and a run cannot be repeated.",
        ('concept:batches "manual_seed"',),
        (
            (
                STARTS,
                f"{STARTS} if generator is not None else "
                "torch.from_numpy(np.random.randint(0, len(data) - block_size, batch_size))",
            ),
        ),
        kind=ALONE,
        formerly="D20n",
    ),
]
