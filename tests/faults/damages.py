"""Damage to a database, and to the journal beside it, as disks, sync programs and people do it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PAGE = 4096
Damage = Callable[[Path, random.Random], None]
"""Does something to the database file, or to the home, at places drawn by chance."""


def wal_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _pages(file: Path) -> int:
    return max(1, file.stat().st_size // PAGE)


def _overwrite(file: Path, at: int, data: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(data)


def _flip(file: Path, at: int, noise: bytes) -> None:
    with file.open("rb") as opened:
        opened.seek(at)
        before = opened.read(len(noise))
    _overwrite(file, at, bytes(old ^ (new or 1) for old, new in zip(before, noise, strict=False)))


def pages_of(file: Path, name: str) -> list[int]:
    """Return the pages of a table or an index, counted from 0; the root alone where the rest is not to be had."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    data = file.read_bytes()
    found, waiting = [], [int(root)]
    while waiting:
        page = waiting.pop()
        if page in found or not 0 < page <= len(data) // PAGE:
            continue
        found.append(page)
        start = (page - 1) * PAGE
        if data[start] in (2, 5):  # an inner page of an index or a table
            cells = int.from_bytes(data[start + 3 : start + 5], "big")
            waiting.append(int.from_bytes(data[start + 8 : start + 12], "big"))
            for cell in range(cells):
                at = int.from_bytes(data[start + 12 + 2 * cell : start + 14 + 2 * cell], "big")
                waiting.append(int.from_bytes(data[start + at : start + at + 4], "big"))
    return [page - 1 for page in found]


# ---------------------------------------------------------------------- the file


def cut_at_a_page(file: Path, draw: random.Random) -> None:
    os.truncate(file, draw.randrange(1, _pages(file)) * PAGE)


def cut_within_a_page(file: Path, draw: random.Random) -> None:
    os.truncate(file, draw.randrange(1, _pages(file)) * PAGE - draw.randrange(1, PAGE))


def cut_to_its_header(file: Path, draw: random.Random) -> None:
    os.truncate(file, draw.choice((100, 512, 4096)))


def emptied(file: Path, _draw: random.Random) -> None:
    os.truncate(file, 0)


def a_page_zeroed(file: Path, draw: random.Random) -> None:
    _overwrite(file, draw.randrange(_pages(file)) * PAGE, bytes(PAGE))


def pages_zeroed(file: Path, draw: random.Random) -> None:
    for _ in range(draw.randrange(3, 12)):
        a_page_zeroed(file, draw)


def all_zeroed(file: Path, _draw: random.Random) -> None:
    _overwrite(file, 0, bytes(file.stat().st_size))


def bytes_flipped(file: Path, draw: random.Random) -> None:
    at = draw.randrange(_pages(file)) * PAGE + draw.randrange(PAGE)
    _flip(file, at, draw.randbytes(draw.choice((1, 8, 64))))


def bytes_flipped_on_many_pages(file: Path, draw: random.Random) -> None:
    for _ in range(draw.randrange(5, 40)):
        bytes_flipped(file, draw)


def a_page_over_another(file: Path, draw: random.Random) -> None:
    data = file.read_bytes()
    one = draw.randrange(_pages(file)) * PAGE
    _overwrite(file, draw.randrange(1, _pages(file)) * PAGE, data[one : one + PAGE])


def header_damaged(file: Path, draw: random.Random) -> None:
    at, many = draw.choice(((0, 16), (16, 2), (18, 2), (20, 4), (24, 4), (28, 4), (40, 8), (44, 4), (56, 4), (96, 4)))
    _flip(file, at, draw.randbytes(many))


def freelist_damaged(file: Path, draw: random.Random) -> None:
    _overwrite(file, 32, draw.randrange(1, 2 * _pages(file)).to_bytes(4, "big") + draw.randrange(50).to_bytes(4, "big"))


def schema_damaged(file: Path, draw: random.Random) -> None:
    for page in draw.sample(range(3), 2):
        at = page * PAGE + (100 if page == 0 else 0) + draw.randrange(8, PAGE - 500)
        _flip(file, at, draw.randbytes(64))


def text_over_the_middle(file: Path, draw: random.Random) -> None:
    at = draw.randrange(PAGE, max(PAGE + 1, file.stat().st_size - 4 * PAGE))
    _overwrite(file, at, ("Dear diary, today it rained. " * 500).encode()[: 3 * PAGE])


def text_over_all(file: Path, _draw: random.Random) -> None:
    file.write_text("Dear diary, today it rained. " * 500)


def _on_pages_of(names: tuple[str, ...], how: str) -> Damage:
    def damage(file: Path, draw: random.Random) -> None:
        pages = pages_of(file, draw.choice(names))
        page = draw.choice(pages)
        if how == "zeroed":
            _overwrite(file, page * PAGE, bytes(PAGE))
        elif how == "all zeroed":
            for each in pages:
                _overwrite(file, each * PAGE, bytes(PAGE))
        else:
            for _ in range(draw.choice((1, 3))):
                _flip(file, page * PAGE + draw.randrange(PAGE - 8), draw.randbytes(draw.choice((1, 2, 8))))

    return damage


_INDEXES = (
    "ix_log_study_day_act", "ix_log_card_clock", "ix_log_clock", "sqlite_autoindex_log_1", "ix_cards_source_path",
    "sqlite_autoindex_cards_1", "sqlite_autoindex_memory_1", "ix_memory_state_source_suspended_position",
    "sqlite_autoindex_learned_1", "sqlite_autoindex_trials_1",
)  # fmt: skip


def index_rows_missing(file: Path, draw: random.Random) -> None:
    """The last rows that a page of an index holds are forgotten, as by a write that was lost."""
    page = draw.choice(pages_of(file, draw.choice(_INDEXES))) * PAGE
    data = file.read_bytes()
    many = int.from_bytes(data[page + 3 : page + 5], "big")
    _overwrite(file, page + 3, draw.randrange(max(1, many)).to_bytes(2, "big"))


def deleted(file: Path, _draw: random.Random) -> None:
    file.unlink()


def deleted_with_its_wal(file: Path, _draw: random.Random) -> None:
    file.unlink()
    for more in ("-wal", "-shm"):
        file.with_name(f"{file.name}{more}").unlink(missing_ok=True)


def an_older_copy(file: Path, _draw: random.Random) -> None:
    """The database is an older one again, and the files beside it are gone."""
    copies = sorted((file.parent / "backups").glob("*.db"))
    if copies:
        deleted_with_its_wal(file, _draw)
        shutil.copy(copies[0], file)
    else:
        emptied(file, _draw)


def an_older_copy_under_its_wal(file: Path, _draw: random.Random) -> None:
    copies = sorted((file.parent / "backups").glob("*.db"))
    if copies:
        shutil.copy(copies[0], file)
    else:
        emptied(file, _draw)


# ---------------------------------------------------------------------- the write-ahead log


def _wal_made(file: Path) -> Path:
    wal = wal_of(file)
    if not wal.exists() or not wal.stat().st_size:
        wal.write_bytes(b"\x37\x7f\x06\x82" + bytes(28) + bytes(PAGE + 24))
    return wal


def wal_cut(file: Path, draw: random.Random) -> None:
    wal = _wal_made(file)
    os.truncate(wal, draw.randrange(wal.stat().st_size))


def wal_flipped(file: Path, draw: random.Random) -> None:
    wal = _wal_made(file)
    _flip(wal, draw.randrange(max(1, wal.stat().st_size - 64)), draw.randbytes(draw.choice((1, 64))))


def wal_deleted(file: Path, _draw: random.Random) -> None:
    wal_of(file).unlink(missing_ok=True)
    file.with_name(f"{file.name}-shm").unlink(missing_ok=True)


def wal_of_another(file: Path, draw: random.Random) -> None:
    """The log of another database lies beside this one, sound in itself."""
    other = file.with_name("other-for-its-log.db")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        for _ in range(draw.choice((1, 40))):
            connection.execute("INSERT INTO bookmarks VALUES (?)", ("x" * 3_000,))
        connection.commit()
        shutil.copy(wal_of(other), wal_of(file))
    for more in ("", "-wal", "-shm"):
        other.with_name(f"{other.name}{more}").unlink(missing_ok=True)
    file.with_name(f"{file.name}-shm").unlink(missing_ok=True)


def wal_of_a_twin(file: Path, draw: random.Random) -> None:
    """The log of an older copy of this database lies beside it, with pages of that."""
    twin = file.with_name("twin-for-its-log.db")
    copies = sorted((file.parent / "backups").glob("*.db"))
    shutil.copy(copies[0] if copies else file, twin)
    try:
        with closing(sqlite3.connect(twin)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("UPDATE memory SET flag = flag")
            connection.execute("DELETE FROM log WHERE id IN (SELECT id FROM log ORDER BY id DESC LIMIT 3)")
            connection.commit()
            shutil.copy(wal_of(twin), wal_of(file))
    except sqlite3.DatabaseError:
        wal_flipped(file, draw)
    for more in ("", "-wal", "-shm"):
        twin.with_name(f"{twin.name}{more}").unlink(missing_ok=True)
    file.with_name(f"{file.name}-shm").unlink(missing_ok=True)


def nothing(_file: Path, _draw: random.Random) -> None:
    """The database stays sound."""


DAMAGES: dict[str, Damage] = {
    "nothing": nothing,
    "cut at a page": cut_at_a_page,
    "cut within a page": cut_within_a_page,
    "cut to its header": cut_to_its_header,
    "emptied": emptied,
    "a page zeroed": a_page_zeroed,
    "pages zeroed": pages_zeroed,
    "all zeroed": all_zeroed,
    "bytes flipped": bytes_flipped,
    "bytes flipped on many pages": bytes_flipped_on_many_pages,
    "a page over another": a_page_over_another,
    "header damaged": header_damaged,
    "freelist damaged": freelist_damaged,
    "schema damaged": schema_damaged,
    "text over the middle": text_over_the_middle,
    "text over all": text_over_all,
    "log flipped": _on_pages_of(("log",), "flipped"),
    "log zeroed": _on_pages_of(("log",), "zeroed"),
    "all of the log zeroed": _on_pages_of(("log",), "all zeroed"),
    "cards flipped": _on_pages_of(("cards",), "flipped"),
    "cards zeroed": _on_pages_of(("cards", "memory", "learned", "notes", "sources"), "all zeroed"),
    "settings zeroed": _on_pages_of(("settings", "alembic_version", "trials"), "all zeroed"),
    "an index flipped": _on_pages_of(_INDEXES, "flipped"),
    "an index zeroed": _on_pages_of(_INDEXES, "zeroed"),
    "rows of an index missing": index_rows_missing,
    "deleted": deleted,
    "deleted with its wal": deleted_with_its_wal,
    "an older copy": an_older_copy,
    "an older copy under its wal": an_older_copy_under_its_wal,
    "wal cut": wal_cut,
    "wal flipped": wal_flipped,
    "wal deleted": wal_deleted,
    "wal of another": wal_of_another,
    "wal of a twin": wal_of_a_twin,
}


# ---------------------------------------------------------------------- the journal


def _days(home: Path) -> list[Path]:
    return sorted((home / "journal").glob("*.jsonl"))


def last_line_torn(home: Path, draw: random.Random) -> None:
    for day in _days(home)[-1:]:
        os.truncate(day, day.stat().st_size - draw.randrange(1, 120))


_GARBAGE = (
    b"\xff\xfe\x00garbage\n", b"{}\n", b"[1]\n", b"\n", b'{"table":"log","row":{"id":"x"}}\n', b'{"table":"log"}\n',
    b'{"table":"cards","row":null}\n',
)  # fmt: skip


def line_garbage(home: Path, draw: random.Random) -> None:
    for day in _days(home)[-1:]:
        lines = day.read_bytes().splitlines(keepends=True)
        lines.insert(draw.randrange(1, len(lines) + 1), draw.choice(_GARBAGE))
        day.write_bytes(b"".join(lines))


def line_flipped(home: Path, draw: random.Random) -> None:
    for day in _days(home)[-1:]:
        _flip(day, draw.randrange(60, day.stat().st_size), draw.randbytes(1))


def of_another_device(home: Path, _draw: random.Random) -> None:
    """A journal that another device left, of cards that this one does not know."""
    other = home.parent / "other" / "home" / "journal"
    for day in other.glob("*.jsonl"):
        shutil.copy(day, home / "journal" / day.name)


def journal_missing(home: Path, _draw: random.Random) -> None:
    shutil.rmtree(home / "journal", ignore_errors=True)


def journal_a_file(home: Path, _draw: random.Random) -> None:
    shutil.rmtree(home / "journal", ignore_errors=True)
    (home / "journal").write_text("not a folder")


def day_missing(home: Path, draw: random.Random) -> None:
    if _days(home):
        draw.choice(_days(home)).unlink()


def day_emptied(home: Path, draw: random.Random) -> None:
    if _days(home):
        os.truncate(draw.choice(_days(home)), 0)


def day_without_its_head(home: Path, draw: random.Random) -> None:
    if _days(home):
        day = draw.choice(_days(home))
        day.write_bytes(b"".join(day.read_bytes().splitlines(keepends=True)[1:]))


def day_twice(home: Path, draw: random.Random) -> None:
    """A sync program left a copy of a day."""
    if _days(home):
        day = draw.choice(_days(home))
        shutil.copy(day, day.with_name(f"{day.stem} (conflicted copy).jsonl"))


def left_files(home: Path, _draw: random.Random) -> None:
    for day in _days(home)[-1:]:
        day.with_name(f"{day.name}.left").write_bytes(day.read_bytes()[:400])


JOURNALS: dict[str, Damage] = {
    "whole": nothing,
    "its last line torn": last_line_torn,
    "a line of garbage": line_garbage,
    "a byte flipped": line_flipped,
    "another device's beside it": of_another_device,
    "missing": journal_missing,
    "a file in its place": journal_a_file,
    "a day missing": day_missing,
    "a day emptied": day_emptied,
    "a day without its head": day_without_its_head,
    "a day twice": day_twice,
    "old .left files": left_files,
}
