"""`python -m lab ...`: each command prints one JSON object a line, which the app draws (docs/gpt.md)."""
