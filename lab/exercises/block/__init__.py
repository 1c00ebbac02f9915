"""The pre-norm block."""
