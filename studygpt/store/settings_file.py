"""`settings.toml` in the home: every setting with what it does, those that nobody changed commented out.

It is there from the first change on, and may be edited by hand: comments and the order of lines stay.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from studygpt import paths
from studygpt.errors import StudyError, UsageError
from studygpt.settings import DESCRIPTIONS, Description, Settings, describe

_HEAD = """# The settings of StudyGPT. `studygpt config` and the app's screen write this file; so may you.
# A line that begins with # is the usual value.
"""
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


def place() -> Path:
    return paths.home() / "settings.toml"


def read() -> Settings:
    """The settings that hold; a mistake in the file is a sentence that says where."""
    return Settings(**read_changed())


def read_changed() -> dict[str, Any]:
    """Those settings that the file changes."""
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
    """That a setting in the file makes no sense, with the line where it stands."""
    found = re.search(rf"^\s*\[?\s*[\"']?{re.escape(name)}[\"']?\s*[]=.]", text() or "", re.MULTILINE)
    line = (text() or "").count("\n", 0, found.end()) + 1 if found else 1
    return StudyError(f"{place()}:{line}: {sentence}")


def write(changes: dict[str, Any]) -> None:
    """Change settings in the file, all of them or none; a default takes its line out again."""
    before = read_changed()
    after = {name: value for name, value in (before | changes).items() if value != DESCRIPTIONS[name].default}
    page = text() or _page({})
    for name in changes:
        page = _replaced(page, DESCRIPTIONS[name], after.get(name))
    try:
        held = {name: DESCRIPTIONS[name].accept(value) for name, value in _parsed(page).items()} == after
    except (StudyError, KeyError):
        held = False
    _keep(page if held else _page(after))  # a table or a value of many lines is no line to be replaced


def take(page: str) -> None:
    """Let the file be this page of another home, as far as its settings make sense here."""
    try:
        for name, value in _parsed(page).items():
            describe(name).accept(value)
    except StudyError:
        return
    _keep(page)


def text() -> str | None:
    """The file as it is; None where there is none."""
    try:
        return place().read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise StudyError(f"{place()}: the settings are no UTF-8 text; save the file as UTF-8") from error
    except OSError as error:
        raise StudyError(f"{place()}: the settings could not be read ({error.strerror})") from error


def _parsed(text: str) -> dict[str, Any]:
    import tomllib  # only where there is a file: most commands must not wait for it

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        found = re.search(r"at line (\d+)", words)
        line = int(found[1]) if found else text.rstrip().count("\n") + 1
        what = re.sub(r"\s*\(at [^)]*\)", "", words)
        raise StudyError(f"{place()}:{line}: this is no TOML ({what}); mend the line, or delete it") from error


def _page(changed: dict[str, Any]) -> str:
    lines = [_HEAD]
    for each in DESCRIPTIONS.values():
        lines += [f"# {each.help}", f"#   {each.takes}", _line(each, changed.get(each.name)), ""]
    return "\n".join(lines)


def _line(description: Description, value: Any) -> str:
    if value is None:
        return f"# {description.name} = {_toml(description.default)}"
    return f"{description.name} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{name if _BARE.match(name) else _toml(name)} = {_toml(single)}" for name, single in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")  # TOML writes these as JSON does


def _replaced(text: str, description: Description, value: Any) -> str:
    """The text with a setting's own line changed; its commented line does where it has none."""
    line = _line(description, value)
    for before in ("", r"#[ \t]*"):
        found = re.search(rf"^{before}{description.name}[ \t]*=.*$", text, re.MULTILINE)
        if found:
            return text[: found.start()] + line + text[found.end() :]
    return f"{text.rstrip()}\n\n# {description.help}\n{line}\n" if value is not None else text


def _keep(text: str) -> None:
    """All of it or nothing: a program that is stopped here leaves the file as it was."""
    at = place()
    try:
        at.parent.mkdir(parents=True, exist_ok=True)
        beside = at.with_name(f"{at.name}.{os.getpid()}")
        beside.write_text(text, encoding="utf-8")
        beside.replace(at.resolve() if at.is_symlink() else at)
    except OSError as error:
        raise StudyError(f"{at}: the settings could not be written ({error.strerror})") from error
