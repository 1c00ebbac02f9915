"""Copy the database, or list the copies.

A copy is made by itself on every day on which you study, and before anything that could do harm. Of the last days,
weeks and months one each is kept, and every one that you asked for. `studygpt restore` goes back to one.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from studygpt.commands.output import print_json, print_line, print_table
from studygpt.model import Json
from studygpt.study import Backups, MadeCopy
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--list", action="store_true", help="list the copies, the latest first")
    parser.add_argument("--json", action="store_true", help="a JSON list of the copies, or of the one that was made")


def run(options: Namespace) -> int:
    keeping = Backups()
    copies = keeping.copies() if options.list else [keeping.make()]
    if options.json:
        print_json([kept_object(kept) for kept in copies])
    elif not options.list:
        held = copies[0].contents
        what = f" ({counted(held.cards, 'card')}, {counted(held.reviews, 'review')})" if held else ""
        print_line(f"{copies[0].copy.path}{what}")
    elif copies:
        print_table(("made", "why", "cards", "reviews", "file"), [_row(kept) for kept in copies])
    else:
        print_line("There are no backups yet; `studygpt backup` makes one.")
    return 0


def _row(kept: MadeCopy) -> tuple[str, ...]:
    copy, held = kept
    numbers = (f"{held.cards:,}", f"{held.reviews:,}") if held else ("?", "?")
    return copy.made.strftime("%Y-%m-%d %H:%M:%S"), copy.reason, *numbers, copy.path.name


def kept_object(kept: MadeCopy) -> Json:
    copy, held = kept
    return {
        "path": str(copy.path),
        "made": copy.made.isoformat(),
        "reason": copy.reason,
        "cards": held.cards if held else None,
        "reviews": held.reviews if held else None,
        "last_review": held and last_review(held.last_review),
    }


def last_review(at: int | None) -> str | None:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat() if at is not None else None
