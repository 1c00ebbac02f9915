from lab.grade.mistakes import Mistake

READS = ('concept:block "inputs of a known size"',)
COPY = ('concept:block "normalised copy"',)
REPLACED = ('concept:block "is replaced"', 'concept:residual-stream "easier to train"')
OWN = ('concept:block "of their own"',)
GELU = ('concept:block "GELU"',)
BEND = 'return gelu_tanh(hidden) if self.form == "tanh" else gelu(hidden)'
TOLD = "told: Tensor = x + self.attn(self.ln_1(x))"
OUT = "out: Tensor = told + self.mlp(self.ln_2(told))"

MISTAKES = [
    Mistake(
        "C1",
        "post-norm: the norm comes after each sum",
        "The stream itself is then normalised twice a block, and its gradient with it. A GPT reads a normalised "
        "copy and leaves the stream alone.",
        ('concept:block "post-norm"',),
        ((TOLD, "told: Tensor = self.ln_1(x + self.attn(x))"), (OUT, "out: Tensor = self.ln_2(told + self.mlp(told))")),
    ),
    Mistake(
        "C1b",
        "the norm stands behind each layer instead of before it",
        "x + ln(attn(x)) hands attention a stream of any size: normalise what goes in.",
        ('concept:block "norm behind"',),
        ((TOLD, "told: Tensor = x + self.ln_1(self.attn(x))"), (OUT, "out: Tensor = told + self.ln_2(self.mlp(told))")),
    ),
    Mistake(
        "C1c",
        "attention reads x without a norm",
        "The stream grows from block to block: ln_1 brings it to a known size first.",
        READS,
        ((TOLD, "told: Tensor = x + self.attn(x)"),),
    ),
    Mistake(
        "C1d",
        "the MLP reads the stream without a norm",
        "ln_2 brings it to a known size first.",
        READS,
        ((OUT, "out: Tensor = told + self.mlp(told)"),),
    ),
    Mistake(
        "C2",
        "attention is added to the normalised x instead of to x",
        "Then the stream is replaced by its normalised copy: add to x itself.",
        COPY,
        ((TOLD, "normal = self.ln_1(x)\n        told: Tensor = normal + self.attn(normal)"),),
    ),
    Mistake(
        "C2b",
        "the MLP is added to the normalised stream instead of to the stream",
        "Then the stream is replaced by its normalised copy: add to what attention left.",
        COPY,
        ((OUT, "normal_2 = self.ln_2(told)\n        out: Tensor = normal_2 + self.mlp(normal_2)"),),
    ),
    Mistake(
        "C3a",
        "attention's result replaces x: its residual is missing",
        "Each layer adds to the stream, `x + ...`, so that gradients have a way around it.",
        REPLACED,
        ((TOLD, "told: Tensor = self.attn(self.ln_1(x))"),),
    ),
    Mistake(
        "C3b",
        "the MLP's result replaces the stream: its residual is missing",
        "Each layer adds to the stream, `x + ...`, so that gradients have a way around it.",
        REPLACED,
        ((OUT, "out: Tensor = self.mlp(self.ln_2(told))"),),
    ),
    Mistake(
        "C3c",
        "the MLP's result is added to the x from before attention",
        "What attention added is lost on the way: the second sum starts from the first one's result.",
        ('concept:block "What attention added"',),
        ((OUT, "out: Tensor = x + self.mlp(self.ln_2(told))"),),
    ),
    Mistake(
        "C3d",
        "attention and MLP side by side, both reading x",
        "GPT-J and PaLM do so, to run both at once; in GPT-2 the MLP reads what attention has added.",
        ('concept:block "run in parallel"',),
        ((OUT, "out: Tensor = told + self.mlp(self.ln_2(x))"),),
        convention=True,
    ),
    Mistake(
        "C3e",
        "the MLP comes before attention",
        "First the tokens talk to each other, then each thinks about what it heard.",
        ('concept:block "apply first"',),
        ((TOLD, "told: Tensor = x + self.mlp(self.ln_2(x))"), (OUT, "out: Tensor = told + self.attn(self.ln_1(told))")),
    ),
    Mistake(
        "C4",
        "ln_1 and ln_2 are one norm",
        "Attention and MLP each need a gain and a shift of their own: make two.",
        OWN,
        (("self.ln_2 = norm(config.n_embd, bias=config.bias)", "self.ln_2 = self.ln_1"),),
    ),
    Mistake(
        "C4b",
        "ln_1 stands before the MLP too, and ln_2 is never used",
        "Attention and MLP each need a gain and a shift of their own.",
        OWN,
        ((OUT, OUT.replace("ln_2", "ln_1")),),
    ),
    Mistake(
        "C4c",
        "ln_1 and ln_2 are swapped",
        "With published weights each must stand where it was trained: ln_1 before attention, ln_2 before the MLP.",
        OWN,
        ((TOLD, TOLD.replace("ln_1", "ln_2")), (OUT, OUT.replace("ln_2", "ln_1"))),
    ),
    Mistake(
        "C8",
        "GELU by erf, the exact form, where config.gelu asks for tanh",
        "GPT-2 was trained with the tanh form, nanoGPT with erf; they differ by up to 5e-4.",
        GELU,
        ((BEND, "return gelu(hidden)"),),
        convention=True,
    ),
    Mistake(
        "C9",
        "ReLU in the MLP instead of GELU",
        "It learns nearly as well, but published weights were trained with GELU.",
        GELU,
        ((BEND, "return hidden.relu()"),),
    ),
    Mistake(
        "C9b",
        "the MLP has no activation",
        "Two linear layers after one another are one linear layer: bend in between.",
        ('concept:mlp "activation out of"',),
        ((BEND, "return hidden"),),
    ),
    Mistake(
        "C4d",
        "config.bias does not reach the norms",
        "They then do what their default says: norm(config.n_embd, bias=config.bias), for both.",
        ('concept:block "inputs of a known size"',),
        (
            ("self.ln_1 = norm(config.n_embd, bias=config.bias)", "self.ln_1 = norm(config.n_embd)"),
            ("self.ln_2 = norm(config.n_embd, bias=config.bias)", "self.ln_2 = norm(config.n_embd)"),
        ),
    ),
    Mistake(
        "B25",
        "what is added goes through a dropout that nobody asked for",
        "In training a tenth of it is lost at random: the parts have their own dropout, by config.dropout.",
        ("concept:dropout",),
        (
            (TOLD, "told: Tensor = x + nn.functional.dropout(self.attn(self.ln_1(x)), 0.1, self.training)"),
            (OUT, "out: Tensor = told + nn.functional.dropout(self.mlp(self.ln_2(told)), 0.1, self.training)"),
        ),
    ),
    Mistake(
        "C19",
        "x is changed in place",
        "`x += ...` changes the caller's tensor, and stops where its gradient is wanted: `x = x + ...`.",
        ('concept:block "is replaced"',),
        (
            (TOLD, "x += self.attn(self.ln_1(x))\n        told = x"),
            (OUT, "told += self.mlp(self.ln_2(told))\n        out = told"),
        ),
    ),
]
