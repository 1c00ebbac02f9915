"""Whether somebody sits at a terminal that can show a whole screen. Imports nothing: `studygpt` alone asks it."""

import os
import sys


def is_screen() -> bool:
    streams = (sys.stdin, sys.stdout)
    shown = all(stream is not None and stream.isatty() for stream in streams)
    return shown and os.environ.get("TERM", "dumb") != "dumb"
