"""Run every measurement, one after the other (`make bench`); exits 1 if a bound does not hold."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import cold_start, first_card, fit, importing, scale, session, stats


def main() -> int:
    held = [each.run() for each in (importing, cold_start, first_card, session, scale, fit, stats)]
    # Each in a process of its own, as torch keeps its threads and memory.
    lab = subprocess.run([sys.executable, "-m", "benchmarks.gpt"], check=False)
    edits = ["--edits", "1500", "--half", "unseen"]
    cards = subprocess.run([sys.executable, "-m", "benchmarks.identity", *edits], check=False)
    return 0 if all(held) and lab.returncode == cards.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
