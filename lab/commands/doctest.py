"""`python -m lab doctest`: whether the doctests of cards hold.

Each line of standard input is a card, `{"blocks": [{"line": 12, "code": ">>> 1 + 1\\n2"}]}`; each line of the output
says of one, in the same order, whether it is proved, and else in which line it went wrong and how.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from lab.doctests import Block, prove_cards
from lab.errors import LabError, UsageError
from lab.report import report


def run_doctests(args: Namespace) -> int:
    """1 where any card is not proved."""
    code = 0
    try:
        for number, answer in enumerate(prove_cards(_cards(), args.seconds)):
            proved = not answer.sentence
            report(
                {"event": "proof", "card": number, "proved": proved, "line": answer.line, "message": answer.sentence}
            )
            code = code if proved else 1
    except KeyboardInterrupt:
        raise LabError("Stopped; the remaining cards were not run.") from None
    return code


def _cards() -> list[list[Block]]:
    """All of them, before anything is written: who sends them may wait for no answer meanwhile."""
    try:
        return [
            [Block(int(block["line"]), str(block["code"])) for block in json.loads(line)["blocks"]]
            for line in sys.stdin.buffer
        ]
    except (ValueError, KeyError, TypeError):
        raise UsageError('Each line names a card: {"blocks": [{"line": 12, "code": ">>> 1 + 1\\n2"}]}.') from None
