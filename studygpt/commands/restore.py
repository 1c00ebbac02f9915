"""Go back to a copy of the database.

BACKUP is a file that `studygpt backup --list` names, the beginning of its time (2026-05-04), or any other copy; without
one it is the newest good one. What would change is shown first, and the present database is kept in backups/.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.backup import backup_object, last_review
from studygpt.commands.output import confirmed, print_json, print_line, print_table, print_wrapped
from studygpt.study import Backup, Backups, DatabaseContents


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("backup", nargs="?", metavar="BACKUP")
    parser.add_argument("--yes", action="store_true", help="go back without asking")
    parser.add_argument("--json", action="store_true", help="the copy that was gone back to, in a JSON list")


def run(options: Namespace) -> int:
    backups = Backups()
    chosen = backups.chosen(options.backup)
    if not options.json:
        _show(backups.present(), chosen)
    if not options.yes and not confirmed("Go back to it?", "this replaces the present database by the backup"):
        print_line("Nothing was changed.")
        return 1
    kept = backups.restore(chosen)
    if options.json:
        print_json([{**backup_object(chosen), "kept": kept and str(kept)}])
        return 0
    print_wrapped(f"The database is what it was in {chosen.file.path.name}.")
    if kept is not None:
        print_line(f"What was there before: {kept}")
    return 0


def _show(present: DatabaseContents | None, chosen: Backup) -> None:
    held = chosen.contents
    assert held is not None, "only a good copy is chosen"
    made = chosen.file.made.strftime("%Y-%m-%d %H:%M:%S")
    print_line(f"The backup of {made} ({chosen.file.reason}): {chosen.file.path}")
    rows = [("cards", _count(present and present.cards), _count(held.cards))]
    rows += [("reviews", _count(present and present.reviews), _count(held.reviews))]
    rows += [("last review", _when(present), _when(held))]
    print_table(("", "now", "then"), rows)


def _count(number: int | None) -> str:
    return "unreadable" if number is None else f"{number:,}"


def _when(held: DatabaseContents | None) -> str:
    return "unreadable" if held is None else (last_review(held.last_review) or "none")[:16].replace("T", " ")
