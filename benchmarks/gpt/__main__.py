"""Run all measurements of the lab, one after another, each in a process of its own."""

import subprocess
import sys

for name in ("losses", "speed", "bpe", "sampling", "gpu"):
    print(f"-- {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.gpt.{name}"], check=False)
