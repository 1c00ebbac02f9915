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
_KEY = re.compile(r"[A-Za-z_][\w .-]*$")
_EQUATION = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?P<value>\S.*)$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?=\S)")
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
    block = text[opening.end() : closing.start()].split("\n") if closing.start() >= opening.end() else []
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
        if item := _ITEM.match(line):
            written = line[item.end() :].strip()
            value = data.get(key) if key is not None else None
            if value == "" and key is not None:
                value = data[key] = []
            if not isinstance(value, list) or _NEEDS_YAML.search(written):
                return None
            value.append(written)
            continue
        pair = _pair(line)
        if pair is None or pair[0] in data:
            return None
        key, written = pair
        if flow := _FLOW_LIST.match(written):
            data[key] = [part.strip() for part in flow[1].split(",") if part.strip()]
        elif _NEEDS_YAML.search(written) or written[:2] in ("- ", "? "):
            return None
        else:
            data[key] = written
    return data


def _pair(line: str) -> tuple[str, str] | None:
    """`key: value`, the key in small letters."""
    key, colon, written = line.partition(":")
    key = key.rstrip(" \t")
    if not colon or (written and written[0] not in " \t") or not _KEY.match(key):
        return None
    return key.lower(), written.strip(" \t")


def _read_yaml(block: list[str]) -> tuple[dict[str, Value], tuple[int, str] | None]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    if _is_excessive(block):
        return _read_leniently(block), (1, "the front matter is nested too deeply; it was read line by line instead")
    try:
        # YAML knows no tabs in indentation, and people's editors write them; and it ends lines where no editor does.
        written = "\n".join(_INDENT.sub(lambda tabs: tabs[0].replace("\t", "  "), line, count=1) for line in block)
        loaded = yaml.load(written.translate(_NO_LINE_ENDS), Loader=loader)
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
        if (equations := _read_equations(block)) is not None:
            return equations, None
        return {}, (1, "the front matter is not a list of `key: value` lines; it was passed over")
    return {_text(key).lower(): _flatten(value) for key, value in loaded.items()}, None


def _read_equations(block: list[str]) -> dict[str, Value] | None:
    """`name = "value"` lines, as some programs write them (TOML), or None where there are others."""
    pairs = [_EQUATION.match(line) for line in block if line.strip()]
    if not pairs or not all(pairs):
        return None
    return {pair["key"].lower(): _unquote(pair["value"]) for pair in pairs if pair is not None}


def _is_excessive(block: list[str]) -> bool:
    """Whether the block nests further than any person writes: PyYAML's parser in C would not survive it."""
    text = "\n".join(block)
    if text.count("[") + text.count("{") > _DEEPEST and _bracket_depth(text) > _DEEPEST:
        return True
    return any(
        len(line) - len(line.lstrip(" \t")) > 2 * _DEEPEST or len(_DASHES.match(line)[0]) > 2 * _DEEPEST  # type: ignore[index]
        for line in block
    )


def _bracket_depth(text: str) -> int:
    depth = deepest = 0
    for letter in text:
        if letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}" and depth:
            depth -= 1
    return deepest


_INDENT = re.compile(r"[ \t]*")
_NO_LINE_ENDS = {0x85: "\ue085", 0x2028: "\ue028", 0x2029: "\ue029"}
_LINE_ENDS = {0xE085: "\x85", 0xE028: "\u2028", 0xE029: "\u2029"}
_DEEPEST = 50
_DASHES = re.compile(r"[ \t]*(?:[-?:][ \t]+)*")
_PARTS_AT_MOST = 50_000
"""Of one value: anchors that hold each other would double for ever."""


def _text(value: object) -> str:
    return str(value).translate(_LINE_ENDS)


def _flatten(value: object) -> Value:
    if not isinstance(value, (list, dict)):
        return _text(value)
    flat: list[str] = []
    pending: list[object] = [value]
    steps = 0
    while pending and steps < 4 * _PARTS_AT_MOST and len(flat) < _PARTS_AT_MOST:
        steps += 1
        part = pending.pop()
        if isinstance(part, list):
            pending.extend(reversed(part))
        elif isinstance(part, dict):
            flat.extend(_text(key) for key in part)
        else:
            flat.append(_text(part))
    return flat


def _read_leniently(block: list[str]) -> dict[str, Value]:
    data: dict[str, Value] = {}
    key: str | None = None
    for line in block:
        if item := _ITEM.match(line):
            if key is not None:
                value = data[key]
                if not isinstance(value, list):
                    value = data[key] = [value] if value else []
                value.append(_unquote(line[item.end() :]))
        elif pair := _pair(line):
            key, written = pair
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
