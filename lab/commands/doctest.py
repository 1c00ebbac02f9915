"""`python -m lab doctest`: run the doctests of cards.

Each line of standard input is a card, `{"blocks": [{"line": 12, "code": ">>> 1 + 1\\n2"}]}`; each line of the output
says of one card, in the same order, that it is proved, or in which line it went wrong and how.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from lab.doctests import Block, prove_cards
from lab.errors import LabError, UsageError
from lab.report import report


def run_doctests(args: Namespace) -> int:
    """Run the doctests and report the results; return 1 if any card is not proved."""
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
    """Read all cards before anything is written: the sender may not read answers until it has sent everything."""
    try:
        return [
            [Block(int(block["line"]), str(block["code"])) for block in json.loads(line)["blocks"]]
            for line in sys.stdin.buffer
        ]
    except (ValueError, KeyError, TypeError):
        raise UsageError('Each line names a card: {"blocks": [{"line": 12, "code": ">>> 1 + 1\\n2"}]}.') from None
