"""Measure memory over a long session in a real terminal: 500 cards with formulas and code, some edits and infos."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.first_card import Screen, at_terminal
from benchmarks.measure import report

EARLY, LATE = 50, 500
EVERY = 25
"""Cards between two edits of the note, each followed by a look at the card's info."""
_FORMULA = r"""\begin{cases}
\frac{a_{AT}}{\sqrt{d_k}} & x > AT \\
\sum_{i=1}^{AT} \hat x_i & x \le 0
\end{cases}"""
_KINDS = (
    f"What is formula number AT?\n?\n$$\n{_FORMULA}\n$$",
    "What does code number AT do?\n?\n```python\ndef fAT(x):\n    return [y ** AT for y in x]\n```",
    "What does table number AT say?\n?\n| a | b |\n|---|---|\n| AT | $x_{AT}$ |\n| **c** | `dAT` |",
    "Which is item number AT?\n?\n- one with [[number AT]]\n  - two ==marked==\n- three $\\alpha^{AT}$",
)
"""Questions and answers that cost the most to show."""
_EDITOR = "import sys; open(sys.argv[-1], 'a').write(chr(10) + 'A line more.' + chr(10))"


def cards() -> Iterator[str]:
    for at in range(LATE + 100):
        yield _KINDS[at % len(_KINDS)].replace("AT", str(at))


def megabytes(process: int) -> float:
    """Return the memory of a process."""
    words = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    return int(words[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def session(folder: Path) -> dict[int, float]:
    """Megabytes after so many cards."""
    vault, editor = folder / "vault", folder / "editor.py"
    vault.mkdir()
    every = list(cards())
    for first in range(0, len(every), 50):
        text = "\n\n".join(every[first : first + 50])
        (vault / f"note {first:04}.md").write_text(f"#flashcards\n\n{text}\n", encoding="utf-8")
    editor.write_text(_EDITOR, encoding="utf-8")
    env = {**at_terminal(folder), "EDITOR": f"{sys.executable} {editor}", "VISUAL": ""}
    program = str(Path(sys.executable).with_name("studygpt"))
    for words in (["import", str(vault)], ["sources", "disable", "studygpt"], ["config", "new_per_day", "10000"]):
        subprocess.run([program, *words], env=env, check=True, capture_output=True)
    screen = Screen([program, "review"], env)
    found = {}
    try:
        screen.until(re.compile(rb"0 done"))
        for done in range(1, LATE + 1):
            screen.press(" ")
            screen.until(re.compile(rb"1 Again"))
            if done % EVERY == 0:
                screen.press("i")
                screen.until(re.compile(rb"Difficulty|nothing is known"))
                screen.press("\x1b")
                screen.quiet(0.3)
                screen.press("e")
                screen.quiet(0.6)
            screen.press("4")
            screen.until(re.compile(rb"\b%d done" % done))
            if done % EARLY == 0:
                screen.quiet(0.5)
                found[done] = megabytes(screen.process.pid)
    finally:
        screen.end()
    edited = sum("A line more." in note.read_text(encoding="utf-8") for note in vault.iterdir())
    assert edited > LATE / 100, f"only {edited} notes were edited"
    return found


def run() -> bool:
    if not Path("/proc/self/statm").exists():
        print("      memory of a session: only measured on Linux")
        return True
    with TemporaryDirectory() as folder:
        held = session(Path(folder))
    early, late = held[EARLY], held[LATE]
    print("      MB after so many cards: " + ", ".join(f"{done}: {used:.0f}" for done, used in held.items()))
    return report(f"memory after {LATE} cards / after {EARLY}", late / early, 1.1, f"{late:.0f} MB / {early:.0f} MB")


if __name__ == "__main__":
    sys.exit(not run())
