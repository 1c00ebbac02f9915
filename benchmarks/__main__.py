"""`make bench`: every measurement, one after the other; exits 1 if a bound does not hold."""

from __future__ import annotations

import sys

from benchmarks import cold_start, importing, scale


def main() -> int:
    held = [each.run() for each in (importing, cold_start, scale)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
