"""Report events to the lab's caller: one JSON object a line on stdout."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

Json = dict[str, Any]
"""A JSON object: its values are whatever JSON holds."""


def report(event: Json) -> None:
    """Write an event, with text in ASCII escapes, which every locale can carry."""
    try:
        sys.stdout.write(json.dumps(event, allow_nan=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader is gone. Training goes on without reports: Ctrl-C and the checkpoints still work.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def silence(event: Json) -> None:
    """Report nothing: for all processes but the first."""
    del event
