"""Go back to a copy of the database.

BACKUP is a file that `studygpt backup --list` names, the beginning of its time (2026-05-04), or any other copy; without
one it is the newest good one. What would change is shown first, and the present database is kept in backups/.

If the database is damaged or gone, or lacks acts of its journal, what was done since the backup is put back: from the
journal, from what the damaged file still shows, and from the newest good backup if you name an older one. Otherwise you
go back on purpose, and what was done since is left out, unless you say --with-acts.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from studygpt.commands.backup import backup_object, last_review
from studygpt.commands.output import confirmed, print_json, print_line, print_table, print_wrapped
from studygpt.study import Backup, Backups, DatabaseContents, PutBack, put_back_all


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("backup", nargs="?", metavar="BACKUP")
    parser.add_argument("--with-acts", action="store_true", help="put back what was done since")
    parser.add_argument("--yes", action="store_true", help="go back without asking")
    parser.add_argument("--json", action="store_true", help="the copy that was gone back to, in a JSON list")


def run(options: Namespace) -> int:
    backups = Backups()
    present = backups.present()
    if options.backup is None and present is None and backups.must_begin_anew():
        return _begin_anew(backups, options)
    chosen = backups.chosen(options.backup)
    on_purpose = present is not None and not options.with_acts and not backups.lacks_acts()
    if not options.json:
        _show(present, chosen)
        print_wrapped(f"What was done since then is {'left out; --with-acts puts it' if on_purpose else 'put'} back.")
        if present is None or not (on_purpose or options.with_acts):
            _tell_gaps(backups, chosen)
    if not options.yes and not confirmed("Go back to it?", "this replaces the present database by the backup"):
        print_line("Nothing was changed.")
        return 1
    kept, put_back = backups.restore(chosen, None if on_purpose else put_back_all)
    if options.json:
        print_json([{**backup_object(chosen), **_put_back_object(kept, put_back)}])
        return 0
    print_wrapped(f"The database is what it was in {chosen.file.path.name}.")
    if put_back is not None:
        print_wrapped(f"Done since then, and put back: {put_back}.")
    _tell_of(kept)
    return 0


def _begin_anew(backups: Backups, options: Namespace) -> int:
    """Offer a new database with what the journal holds, where there is no good backup."""
    if not options.json:
        print_wrapped(
            f"{backups.file}: there is no sound database and no good backup of it. A new one can be made, with what "
            "the journal and the damaged file still hold; `studygpt sync` then reads your notes again."
        )
        _tell_gaps(backups, None)
    if not options.yes and not confirmed("Make it?", "this replaces the damaged database by a new one"):
        print_line("Nothing was changed.")
        return 1
    kept, put_back = backups.begin_anew(put_back_all)
    if options.json:
        print_json([_put_back_object(kept, put_back)])
        return 0
    print_wrapped(f"The database is new. Put back: {put_back}.")
    _tell_of(kept)
    return 0


def _put_back_object(kept: Path | None, put_back: PutBack | None) -> dict[str, object]:
    acts = put_back._asdict() if put_back else dict.fromkeys(PutBack._fields, 0)
    return {"kept": kept and str(kept), "put_back": acts}


def _tell_gaps(backups: Backups, chosen: Backup | None) -> None:
    for sentence in backups.gaps(chosen):
        print_wrapped(sentence)


def _tell_of(kept: Path | None) -> None:
    if kept is not None:
        print_line(f"What was there before: {kept}")


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
