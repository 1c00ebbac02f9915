"""Measure that import is linear and its memory constant: 140,000 cards against 6,000."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import report
from benchmarks.vault import write_vault

_IMPORT = """
import resource, sys, time
from pathlib import Path
from studygpt.study import Study
study = Study.open()
start = time.perf_counter()
summary = study.library.import_folder(Path(sys.argv[1]), None, ())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.perf_counter() - start, peak / (1024 if sys.platform != "darwin" else 1024**2), summary.new)
"""


def _import(vault: Path, home: Path) -> tuple[float, float, int]:
    """Return seconds, peak megabytes and cards of an import in a process of its own."""
    env = {**os.environ, "STUDYGPT_HOME": str(home)}
    command = [sys.executable, "-c", _IMPORT, str(vault)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    took, peak, new = done.stdout.split()
    return float(took), float(peak), int(new)


def run() -> bool:
    with TemporaryDirectory() as folder:
        base = Path(folder)
        write_vault(base / "small", notes=1_000, megabytes=2, cards=10_000)
        write_vault(base / "large", notes=14_000, megabytes=28, cards=140_000)
        small, _, few = _import(base / "small", base / "a")
        large, peak, many = _import(base / "large", base / "b")
        ratio = (large / many) / (small / few)
        detail = f"{large:.1f} s for {many:,} / {small:.2f} s for {few:,}"
        held = report(f"time a card, {many:,} cards / {few:,} cards", ratio, 1.3, detail)
        return report(f"peak memory of importing {many:,} cards / 300 MB", peak / 300, 1, f"{peak:.0f} MB") and held


if __name__ == "__main__":
    sys.exit(not run())
