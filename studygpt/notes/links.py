"""Where a link in a note leads, as Obsidian finds it: by path, by the end of a path, by a note's title."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

_WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_ENDING = re.compile(r"\.md$", re.IGNORECASE)


class LinkTarget(NamedTuple):
    name: str
    """Of a note or a file; empty where the link stays within its note."""
    heading: str = ""
    """Or `^block`."""


def is_web(target: str) -> bool:
    return _WEB.match(target) is not None


def parse_link(target: str) -> LinkTarget:
    """`folder/note#heading`, without what is there only to be shown."""
    name, _, heading = target.strip().partition("#")
    return LinkTarget(name.strip(), heading.rpartition("#")[2].strip())


def find_note(name: str, begin: str, titles: Mapping[str, str]) -> str | None:
    """The path of the note that a link in the note `begin` names; `titles` has all notes of the source by path.

    Where several have the name, one in the same folder goes first, then the one nearest to the top.
    """
    for written in dict.fromkeys((name, unquote(name))):
        wanted = plain_path(written)
        folder = posixpath.dirname(begin)
        beside = plain_path(posixpath.normpath(posixpath.join(folder, written)))
        ends = {path: plain_path(path) for path in titles}
        if written.startswith("."):
            found = [path for path, plain in ends.items() if plain == beside]
        else:
            wanted = wanted.removeprefix("/")
            found = [path for path, plain in ends.items() if plain == wanted or plain.endswith(f"/{wanted}")]
        found = found or [path for path, title in titles.items() if plain_path(title) == wanted]
        if found:
            return min(found, key=lambda path: (ends[path] != wanted, ends[path] != beside, path.count("/"), path))
    return None


def plain_path(path: str) -> str:
    """A path or name as links compare it: whatever its case, Unicode form and ending."""
    return unicodedata.normalize("NFC", _ENDING.sub("", path)).casefold()
