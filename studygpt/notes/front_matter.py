"""The block of `key: value` lines at the top of a note.

Every scalar stays the text that was written: a title `007` or `2024-01-01` is no number and no date.
Most front matter is plain `key: value` lines and short lists, read here directly; the rest goes to PyYAML; and what
PyYAML refuses is read line by line as far as it goes, so that a careless `title: a: b` does not lose the tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

Value = str | list[str]

_FENCE = re.compile(r"---[ \t]*\n")
_END = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_PLAIN_KEY = re.compile(r"([A-Za-z_][\w .-]*?)[ \t]*:(?:[ \t]+(.*?))?[ \t]*$")
_PLAIN_ITEM = re.compile(r"[ \t]*-[ \t]+(.*?)[ \t]*$")
_NEEDS_YAML = re.compile(r"""[&*!|>%@`{}"'#\[\]]|:[ \t]|:$""")
_FLOW_LIST = re.compile(r"\[([^\[\]{}\"'#:]*)\]$")


@dataclass(frozen=True)
class FrontMatter:
    """Keys are in small letters: people write `Tags:` too."""

    data: dict[str, Value] = field(default_factory=dict)
    end: int = 0
    """The first line after it, counted from 0."""
    problem: tuple[int, str] | None = None
    """The line (from 1) and the sentence, where it is not valid YAML."""

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        return value.strip() or None if value is not None else None

    def words(self, key: str) -> tuple[str, ...]:
        """The values under a key, whether written as a list or with commas."""
        value = self.data.get(key, [])
        parts = value if isinstance(value, list) else value.split(",")
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Without their `#`; older notes have them in one line with spaces between."""
        written = [part for key in ("tags", "tag") for part in self.words(key)]
        return tuple(dict.fromkeys(tag.lstrip("#") for part in written for tag in part.split() if tag.strip("#")))


NONE = FrontMatter()


def read_front_matter(text: str) -> FrontMatter:
    """The front matter of a note; empty where it has none."""
    opening = _FENCE.match(text)
    closing = _END.search(text, opening.end() - 1) if opening else None
    if opening is None or closing is None:
        return NONE
    block = text[opening.end() : closing.start()].split("\n") if closing.start() > opening.end() else []
    end = len(block) + 1
    plain = _read_plain(block)
    if plain is not None:
        return FrontMatter(plain, end + 1)
    data, problem = _read_yaml(block)
    return FrontMatter(data, end + 1, problem)


def _read_plain(block: list[str]) -> dict[str, Value] | None:
    """The block read without YAML, or None where it takes more than this reader knows."""
    data: dict[str, Value] = {}
    key: str | None = None
    for line in block:
        if not line.strip():
            continue
        if item := _PLAIN_ITEM.match(line):
            value = data.get(key) if key is not None else None
            if value == "" and key is not None:
                value = data[key] = []
            if not isinstance(value, list) or _NEEDS_YAML.search(item[1]):
                return None
            value.append(item[1])
            continue
        pair = _PLAIN_KEY.match(line)
        if pair is None:
            return None
        key, written = pair[1].lower(), pair[2] or ""
        if key in data:
            return None
        if flow := _FLOW_LIST.match(written):
            data[key] = [part.strip() for part in flow[1].split(",") if part.strip()]
        elif _NEEDS_YAML.search(written) or written[:2] in ("- ", "? "):
            return None
        else:
            data[key] = written
    return data


def _read_yaml(block: list[str]) -> tuple[dict[str, Value], tuple[int, str] | None]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        # YAML knows no tabs in indentation, and people's editors write them.
        loaded = yaml.load("\n".join(block).replace("\t", "  "), Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        reason = getattr(error, "problem", None) or "it cannot be read"
        return _read_leniently(block), (
            line,
            f"the front matter is not valid YAML ({reason}); read line by line instead",
        )
    if loaded is None:
        return {}, None
    if not isinstance(loaded, dict):
        return {}, (1, "the front matter is not a list of `key: value` lines; it was passed over")
    return {str(key).lower(): _flatten(value) for key, value in loaded.items()}, None


def _flatten(value: object) -> Value:
    if isinstance(value, list):
        flat: list[str] = []
        for part in value:
            inner = _flatten(part)
            flat.extend(inner if isinstance(inner, list) else [inner])
        return flat
    if isinstance(value, dict):
        return [str(key) for key in value]
    return str(value)


def _read_leniently(block: list[str]) -> dict[str, Value]:
    data: dict[str, Value] = {}
    key: str | None = None
    for line in block:
        if item := _PLAIN_ITEM.match(line):
            if key is not None:
                value = data[key]
                data[key] = [*(value if isinstance(value, list) else [value] if value else []), _unquote(item[1])]
        elif pair := _PLAIN_KEY.match(line):
            key, written = pair[1].lower(), pair[2] or ""
            if written.startswith("[") and written.endswith("]"):
                data[key] = [_unquote(part) for part in written[1:-1].split(",") if part.strip()]
            else:
                data[key] = _unquote(written)
    return data


def _unquote(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
