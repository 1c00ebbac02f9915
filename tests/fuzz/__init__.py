"""Coverage-guided fuzzing of whatever reads text and files that others wrote.

`targets/` says what must hold of any input, `corpus/` keeps inputs that reach everything that was reached so far, and
`finds/` those that once broke something. `make test` replays both; `make fuzz` looks for new ones (`__main__.py`).
"""
