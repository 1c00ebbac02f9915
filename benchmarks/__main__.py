"""Run every measurement, one after the other (`make bench`); exits 1 if a bound does not hold."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import cold_start, first_card, fit, importing, large, scale, session, stats


def main() -> int:
    held = [each.run() for each in (importing, cold_start, first_card, session, scale, fit, stats, large)]
    # Each in a process of its own, as torch keeps its threads and memory.
    lab = subprocess.run([sys.executable, "-m", "benchmarks.gpt"], check=False)
    cards = [
        subprocess.run([sys.executable, "-m", "benchmarks.identity", *words], check=False)
        for words in ((), ("--generated", "1500"))
    ]
    return 0 if all(held) and not any(each.returncode for each in (lab, *cards)) else 1


if __name__ == "__main__":
    sys.exit(main())
