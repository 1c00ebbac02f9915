"""How much the suite tries: little of everything in `make test`, all of it and fresh examples in `make test-long`."""

from __future__ import annotations

import os
from typing import TypeVar

LONG = os.environ.get("STUDYGPT_TESTS") == "long"
"""Whether this is the long form; an environment variable, so that test processes and their children agree."""

Amount = TypeVar("Amount")


def in_long_form(usual: Amount, long: Amount) -> Amount:
    """`long` in the long form, else `usual`: a number of examples, a size, a list of cases."""
    return long if LONG else usual
