"""What the lab tells its caller: one JSON object a line on stdout."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def report(event: dict[str, Any]) -> None:
    """Floats as Python writes them, text in ASCII escapes: every locale can carry it."""
    try:
        sys.stdout.write(json.dumps(event, allow_nan=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more. Train on in silence: Ctrl-C and the checkpoints still work.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def silence(event: dict[str, Any]) -> None:
    """For all processes but the first."""
    del event
