from lab.grade.mistakes import Mistake

DECAY = "p.mul_(1 - lr * decay)"
GROUP = 'group["lr"], group["betas"], group["eps"], group["weight_decay"]'
MEAN = "m.lerp_(p.grad, 1 - beta1)"
SQUARE = "v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)"
ROOT = "root = (v / (1 - math.pow(beta2, t))).sqrt()"
STEP = "p.addcdiv_(m, root + eps, value=-lr / (1 - math.pow(beta1, t)))"
COUNT = 'state["step"] += 1'
TIME = 't, m, v = state["step"], state["m"], state["v"]'

MISTAKES = [
    Mistake(
        "D1",
        "no bias correction",
        "Both means begin at 0, so early on they are too small, v more than m: the first steps are far too long.",
        ('concept:adamw "no bias correction"',),
        ((ROOT, "root = v.sqrt()"), (STEP, "p.addcdiv_(m, root + eps, value=-lr)")),
    ),
    Mistake(
        "D1b",
        "the mean of the squares, v, is not corrected",
        "v begins at 0 too: divide it by 1 - β₂ᵗ before the root.",
        ('concept:adamw "corrects its two means"',),
        ((ROOT, "root = v.sqrt()"),),
    ),
    Mistake(
        "D1c",
        "the mean of the gradient, m, is not corrected",
        "m begins at 0: divide it by 1 - β₁ᵗ, or the first steps are too short.",
        ('concept:adamw "corrects its two means"',),
        ((STEP, "p.addcdiv_(m, root + eps, value=-lr)"),),
    ),
    Mistake(
        "D2",
        "t is one too large: it is 2 at the first step",
        "Count up once a step; at the first step the correction is by 1 - β¹.",
        ('concept:adamw "the first is"',),
        ((TIME, TIME.replace('state["step"],', 'state["step"] + 1,', 1)),),
    ),
    Mistake(
        "D2b",
        "t begins at 0: the correction divides by 1 - β⁰ = 0",
        "Count before correcting: t is 1 at the first step.",
        ('concept:adamw "divides by zero"',),
        ((TIME, TIME.replace('state["step"],', 'state["step"] - 1,', 1)),),
    ),
    Mistake(
        "D3",
        "the correction is stored in m and v",
        "They are running means: what is divided in place is divided again at every step.",
        ('concept:adamw "back into m and v"',),
        (
            (ROOT, "v.div_(1 - math.pow(beta2, t))\n                root = v.sqrt()"),
            (STEP, "m.div_(1 - math.pow(beta1, t))\n                p.addcdiv_(m, root + eps, value=-lr)"),
        ),
    ),
    Mistake(
        "D4",
        "decay is added to the gradient: L2 instead of AdamW's own decay",
        "Divided by √v̂ it decays weights with small gradients most. AdamW shrinks each weight by lr · weight_decay.",
        ('concept:weight-decay "L2 is used with Adam"', 'concept:weight-decay "not AdamW"'),
        (
            (DECAY, "g = p.grad + decay * p"),
            (MEAN, "m.lerp_(g, 1 - beta1)"),
            (SQUARE, "v.mul_(beta2).addcmul_(g, g, value=1 - beta2)"),
        ),
    ),
    Mistake(
        "D5",
        "decay is not multiplied by lr",
        "Then weights shrink by weight_decay at every step, a thousand times too much.",
        ('concept:weight-decay "not multiplied by the learning rate"',),
        ((DECAY, "p.mul_(1 - decay)"),),
    ),
    Mistake(
        "D5b",
        "decay is applied after the step instead of before",
        "Then the step itself is shrunk too: p · (1 - lr · decay) comes first.",
        ('concept:weight-decay "after the step instead of before"',),
        ((DECAY, "pass"), (STEP, f"{STEP}\n                {DECAY}")),
    ),
    Mistake(
        "D5c",
        "there is no weight decay",
        "p ← p · (1 - lr · weight_decay) at every step is what the W stands for.",
        ('concept:weight-decay "first shrinks the weight"',),
        ((DECAY, "pass"),),
    ),
    Mistake(
        "D6",
        "eps is inside the root",
        "The formula is √v̂ + eps: inside, √eps is ten thousand times as large.",
        ('concept:adamw "inside the root"',),
        ((ROOT, "root = (v / (1 - math.pow(beta2, t)) + eps).sqrt()"), (STEP, STEP.replace("root + eps", "root"))),
    ),
    Mistake(
        "D6b",
        "eps is added before the correction: the paper's shorter form",
        "The end of its section 2 trades the two corrections for one factor, and eps then means another number.",
        ('concept:adamw "inside the root"',),
        (
            (ROOT, "root = (v.sqrt() + eps) / math.sqrt(1 - math.pow(beta2, t))"),
            (STEP, STEP.replace("root + eps", "root")),
        ),
        convention=True,
    ),
    Mistake(
        "D7",
        "v is the mean of the gradient instead of its square",
        "Its root is then no number wherever the gradient is negative.",
        ('concept:adamw "running means of the gradient"',),
        ((SQUARE, "v.lerp_(p.grad, 1 - beta2)"),),
    ),
    Mistake(
        "D7b",
        "β₁ and β₂ are swapped",
        "β₁ is for the mean of the gradient, β₂, the slower one, for that of its square.",
        ('concept:adamw "default betas"',),
        (("lr, (beta1, beta2), eps", "lr, (beta2, beta1), eps"),),
    ),
    Mistake(
        "D7c",
        "the weights of old and new are swapped in the running means",
        "m ← β₁ m + (1 - β₁) g: most of the old stays.",
        ('concept:adamw "running means of the gradient"',),
        ((MEAN, "m.lerp_(p.grad, beta1)"), (SQUARE, "v.mul_(1 - beta2).addcmul_(p.grad, p.grad, value=beta2)")),
    ),
    Mistake(
        "D7d",
        "the root of v̂ is missing",
        "m̂ / v̂ has the wrong unit: steps then grow as gradients shrink.",
        ('concept:adamw "multiplied by 1000"',),
        ((ROOT, ROOT.replace(".sqrt()", "")),),
    ),
    Mistake(
        "D8",
        "all parameters share one count of steps",
        "It then runs ahead: each parameter counts its own steps, from 1.",
        ('concept:adamw "count the steps of each parameter"',),
        ((COUNT, 'self.count = getattr(self, "count", 0) + 1\n                state["step"] = self.count'),),
    ),
    Mistake(
        "D8b",
        "a parameter without a gradient stops it",
        "A frozen parameter's grad is None: pass it over.",
        ('concept:adamw "whose grad is None"',),
        (("                if p.grad is None:\n                    continue\n", ""),),
    ),
    Mistake(
        "D8c",
        "a parameter without a gradient is decayed all the same",
        "It takes no part in this step: nothing of it changes.",
        ('concept:adamw "whose grad is None"',),
        (
            (
                "                if p.grad is None:\n                    continue\n",
                f"                {DECAY}\n                if p.grad is None:\n                    continue\n",
            ),
            (f"{DECAY}  #", "pass  #"),
        ),
    ),
    Mistake(
        "D8d",
        "a parameter without a gradient is treated as if its gradient were 0",
        "It then decays, drifts on its old m, and its count goes on: pass it over.",
        ('concept:adamw "whose grad is None"',),
        (
            (
                "                if p.grad is None:\n                    continue\n",
                "                p.grad = torch.zeros_like(p) if p.grad is None else p.grad\n",
            ),
        ),
    ),
    Mistake(
        "D8e",
        "the whole optimizer has one count of steps",
        "A parameter whose first gradient comes late is then corrected too little: each counts its own steps.",
        ('concept:adamw "count the steps of each parameter"',),
        (
            ("        loss = None\n", '        loss = None\n        self.count = getattr(self, "count", 0) + 1\n'),
            (COUNT, 'state["step"] = self.count'),
        ),
    ),
    Mistake(
        "D13",
        "lr, betas, eps and decay are those of the constructor, not of the group",
        "Groups have their own, and a schedule changes group['lr']: read them from the group at every step.",
        ('concept:adamw "default betas"',),
        ((GROUP, GROUP.replace("group[", "self.defaults[")),),
    ),
    Mistake(
        "D13b",
        "the learning rate is that of the constructor, not of the group",
        "A schedule changes group['lr'] between steps: read it there at every step.",
        ('concept:learning-rate "of warm-up to a peak"',),
        ((GROUP, GROUP.replace('group["lr"]', 'self.defaults["lr"]')),),
    ),
    Mistake(
        "C19",
        "the gradients are changed in place",
        "Whoever called still needs p.grad, to log it or to add to it: multiply a copy.",
        ('concept:adamw "back into m and v"',),
        ((MEAN, "pass"), (SQUARE, f"{SQUARE}\n                m.mul_(beta1).add_(p.grad.mul_(1 - beta1))")),
    ),
]
