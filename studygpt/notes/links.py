"""Resolve links in notes as Obsidian does: by path, by the end of a path, or by a note's title."""

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
    """The note and the heading that a link names."""

    name: str
    """The name of a note or file; empty if the link leads to a place in its own note."""
    heading: str = ""
    """A heading or a `^block`."""


def is_web(target: str) -> bool:
    """Whether a link leads to a web page or a mail address."""
    return _WEB.match(target) is not None


def parse_link(target: str) -> LinkTarget:
    """Split `folder/note#heading` into its parts."""
    name, _, heading = target.strip().partition("#")
    return LinkTarget(name.strip(), heading.rpartition("#")[2].strip())


def find_note(name: str, begin: str, titles: Mapping[str, str]) -> str | None:
    """Return the path of the note that a link in the note `begin` leads to; None if there is none.

    `titles` maps the paths of all notes of the source to their titles. If several notes match, a note with exactly that
    path is preferred, then one in the same folder, then the one nearest to the top folder.
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
    """Normalize a path or name for comparing links, so that case, Unicode form and `.md` do not matter."""
    return unicodedata.normalize("NFC", _ENDING.sub("", path)).casefold()
