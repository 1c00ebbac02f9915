"""Ask what the terminal can do. Imports next to nothing, as plain `studygpt` asks before anything else is loaded."""

import os
import sys


def is_interactive() -> bool:
    """Return True if input and output are both a terminal, so that the program can ask questions."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def can_show_app() -> bool:
    """Return True if the full-screen app can run: in a terminal that is not `dumb`."""
    return is_interactive() and os.environ.get("TERM", "dumb") != "dumb"
