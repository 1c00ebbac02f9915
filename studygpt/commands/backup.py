"""Copy the database, or list the copies.

A copy is made by itself on every day on which you study, and before anything that could do harm. Of the last days,
weeks and months one each is kept, and every one that you asked for. `studygpt restore` goes back to one.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from studygpt.commands.output import ProgressBar, print_json, print_line, print_table
from studygpt.model import Json
from studygpt.study import Backup, Backups
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--list", action="store_true", help="list the copies, the latest first")
    parser.add_argument("--json", action="store_true", help="a JSON list of the copies, or of the one that was made")


def run(options: Namespace) -> int:
    backups = Backups()
    found = backups.all() if options.list else [backups.make(ProgressBar("Copying"))]
    if options.json:
        print_json([backup_object(backup) for backup in found])
    elif not options.list:
        held = found[0].contents
        what = f" ({counted(held.cards, 'card')}, {counted(held.reviews, 'review')})" if held else ""
        print_line(f"{found[0].file.path}{what}")
    elif found:
        print_table(("made", "why", "cards", "reviews", "file"), [_row(backup) for backup in found])
    else:
        print_line("There are no backups yet; `studygpt backup` makes one.")
    return 0


def _row(backup: Backup) -> tuple[str, ...]:
    file, held = backup
    numbers = (f"{held.cards:,}", f"{held.reviews:,}") if held else ("?", "?")
    return file.made.strftime("%Y-%m-%d %H:%M:%S"), file.reason, *numbers, file.path.name


def backup_object(backup: Backup) -> Json:
    """Return a backup as the JSON object that `--json` prints."""
    file, held = backup
    return {
        "path": str(file.path),
        "made": file.made.isoformat(),
        "reason": file.reason,
        "cards": held.cards if held else None,
        "reviews": held.reviews if held else None,
        "last_review": held and last_review(held.last_review),
    }


def last_review(at: int | None) -> str | None:
    """Format the time of the last review in ISO 8601."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat() if at is not None else None
