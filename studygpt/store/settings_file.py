"""Read and write `settings.toml` in the home folder.

The file lists every setting with what it does, those with their default commented out. It is there from the first
change on, and may be edited by hand: comments and the order of lines stay.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from studygpt import notices, paths
from studygpt.errors import StudyError, UsageError
from studygpt.files import read_text
from studygpt.settings import DESCRIPTIONS, Settings, SettingValue, describe
from studygpt.whole_files import keep, part_of


def place() -> Path:
    """Return the path of the file."""
    return paths.home() / "settings.toml"


def read() -> Settings:
    """Return all settings. A mistake in the file is an error that names its line."""
    values: dict[str, Any] = {**read_changed()}  # Any: `accept` checked that each value has the type of its field
    return Settings(**values)


def read_changed() -> dict[str, SettingValue]:
    """Return only the settings that the file changes."""
    written = text()
    if written is None:
        return {}
    known = {}
    for name, value in _parsed(written).items():
        try:
            known[name] = describe(name).accept(value)
        except UsageError as error:
            raise mistake(name, str(error)) from error
    return known


def mistake(name: str, sentence: str) -> StudyError:
    """Make an error about a setting in the file, with its line."""
    found = re.search(rf"^\s*\[?\s*[\"']?{re.escape(name)}[\"']?\s*[]=.]", text() or "", re.MULTILINE)
    line = (text() or "").count("\n", 0, found.end()) + 1 if found else 1
    return StudyError(f"{place()}:{line}: {sentence}")


def write(changes: dict[str, SettingValue]) -> None:
    """Change settings in the file, all of them or none; a setting that gets its default is commented out again."""
    from studygpt.store import settings_writer  # only when something is written: tomlkit takes 15 ms to import

    after = _without_defaults(read_changed() | changes)
    page = page_before = text() or settings_writer.new({})
    try:
        for name, value in changes.items():
            page = settings_writer.change(page, DESCRIPTIONS[name], value)
        read_back = {name: DESCRIPTIONS[name].accept(value) for name, value in _parsed(page).items()}
        held = _without_defaults(read_back) == after
    except Exception:  # tomlkit fails in many ways on pages that TOML allows
        held = False
    if not held:  # such a page is written anew
        old = place().with_name("settings-old.toml")
        _write(page_before, old)
        page = settings_writer.new(after)
        notices.tell(f"{place()} could not be changed line by line, so it is new; as it was, with its comments: {old}")
    _write(page, place())


def _without_defaults(values: dict[str, SettingValue]) -> dict[str, SettingValue]:
    return {name: value for name, value in values.items() if value != DESCRIPTIONS[name].default}


def take(page: str) -> None:
    """Replace the file with `page`, the file of another home, unless one of its settings is not valid here."""
    try:
        for name, value in _parsed(page).items():
            describe(name).accept(value)
    except StudyError:
        return
    _write(page, place())


def text() -> str | None:
    """Return the text of the file; None where there is none."""
    try:
        return read_text(place())
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise StudyError(f"{place()}: the settings are no UTF-8 text; save the file as UTF-8") from error
    except OSError as error:
        raise StudyError(f"{place()}: the settings could not be read ({error.strerror})") from error


def _parsed(text: str) -> dict[str, object]:
    import tomllib  # only where there is a file: most commands must not wait for it

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        found = re.search(r"at line (\d+)", words)
        line = int(found[1]) if found else text.rstrip().count("\n") + 1
        what = re.sub(r"\s*\(at [^)]*\)", "", words)
        raise StudyError(f"{place()}:{line}: this is no TOML ({what}); mend the line, or delete it") from error
    except (RecursionError, ValueError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else "a number is too long"
        raise StudyError(f"{place()}: these are no settings ({what}); mend the file, or delete it") from error


def _write(text: str, at: Path) -> None:
    """Write a file, all of it or nothing."""
    try:
        at.parent.mkdir(parents=True, exist_ok=True)
        part = part_of(at)
        try:
            with part.open("w", encoding="utf-8") as file:
                file.write(text)
                keep(file)
            part.replace(at.resolve() if at.is_symlink() else at)
        finally:
            with suppress(OSError):
                part.unlink()
    except OSError as error:
        raise StudyError(f"{at}: the settings could not be written ({error.strerror})") from error
