"""The exercises: a folder each, named by its slug. `exercise.toml` and `prompt.md` are data; the rest is Python.

exercise.toml      title, concepts, needs, signature, reference, slot, hints, budget, what it forbids
prompt.md          what to write, and why
check.py           PROPERTIES: what must hold, each in words (`lab.grade.properties`)
mistakes.py        MISTAKES: edits of the reference that people really make (`lab.grade.mistakes`)
alternatives.py    ALTERNATIVES: honest other ways, as whole files
"""
