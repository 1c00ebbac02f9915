"""Read the front matter of a note: the block of `key: value` lines at its top.

Every value is kept as the text that was written, so that a title such as `007` or `2024-01-01` does not become a number
or a date. PyYAML parses the block. A block that is not valid YAML is read line by line as far as possible, so that a
mistake such as `title: a: b` does not lose the note's tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Value = str | list[str]

_FENCE = re.compile(r"---[ \t]*\n")
_END = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_KEY = re.compile(r"[A-Za-z_][\w .-]*$")
_EQUATION = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?P<value>\S.*)$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?=\S)")
_TABS_IN_INDENT = re.compile(r"^ *\t[ \t]*", re.MULTILINE)
# YAML ends lines at these characters, but editors do not. Private-use characters replace them during parsing.
_HIDE_LINE_ENDS = {0x85: "\ue085", 0x2028: "\ue028", 0x2029: "\ue029"}
_SHOW_LINE_ENDS = {0xE085: "\x85", 0xE028: "\u2028", 0xE029: "\u2029"}
_LONGEST = 2_000_000
"""The most letters of a block that PyYAML parses: it takes seconds for a megabyte."""
_MAX_DEPTH = 50
_DEEP_INDENT = re.compile(rf"^(?:[ \t]|[-?:](?=[ \t])){{{2 * _MAX_DEPTH + 1}}}", re.MULTILINE)
_PARTS_A_LETTER = 20
"""Without anchors, lists and mappings have at most one part a letter; lists of anchors may come to hundreds of times
that, and those of real notes to a few."""


@dataclass(frozen=True)
class FrontMatter:
    """The front matter of one note. Keys are converted to lower case, because some people write `Tags:`."""

    data: dict[str, Value] = field(default_factory=dict)
    end: int = 0
    """The first line after the front matter, counted from 0."""
    problem: tuple[int, str] | None = None
    """A line (counted from 1) and a description of the error there; None if the front matter is valid YAML."""

    def text(self, key: str) -> str | None:
        """Return the value of a key as text, which for a list is its first item; None if there is none."""
        value = self.data.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        return value.strip() or None if value is not None else None

    def words(self, key: str) -> tuple[str, ...]:
        """Return the values of a key, which may be written as a list or separated by commas."""
        value = self.data.get(key, [])
        parts = value if isinstance(value, list) else value.split(",")
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The note's tags without `#`. In older notes, they are on one line and separated by spaces."""
        written = [part for key in ("tags", "tag") for part in self.words(key)]
        return tuple(dict.fromkeys(tag.lstrip("#") for part in written for tag in part.split() if tag.strip("#")))


NO_FRONT_MATTER = FrontMatter()


def read_front_matter(text: str) -> FrontMatter:
    """Return the front matter of a note, which is empty if the note has none."""
    opening = _FENCE.match(text)
    closing = _END.search(text, opening.end() - 1) if opening else None
    if opening is None or closing is None:
        return NO_FRONT_MATTER
    if closing.start() < opening.end():  # nothing between the two marks
        return FrontMatter(end=2)
    block = text[opening.end() : closing.start()]
    data, problem = _read_yaml(block)
    return FrontMatter(data, block.count("\n") + 3, problem)


def _read_yaml(block: str) -> tuple[dict[str, Value], tuple[int, str] | None]:
    import yaml  # only when a note has front matter, because many commands read no such note

    if len(block) > _LONGEST:
        return _read_lines(block), (1, f"the front matter has over {_LONGEST:,} letters; it was read line by line")
    if _is_too_deep(block):
        return _read_lines(block), (1, "the front matter is nested too deeply; it was read line by line instead")
    # YAML allows no tabs in indentation, but editors write them.
    written = _TABS_IN_INDENT.sub(lambda tabs: tabs[0].replace("\t", "  "), block) if "\t" in block else block
    written = written if written.isascii() else written.translate(_HIDE_LINE_ENDS)
    try:
        loaded: object = yaml.load(written, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        reason = getattr(error, "problem", None) or "it cannot be read"
        return _read_lines(block), (
            line,
            f"the front matter is not valid YAML ({reason}); it was read line by line instead",
        )
    if loaded is None:
        return {}, None
    if isinstance(loaded, Mapping):
        steps = iter(range(_PARTS_A_LETTER * len(block)))
        data = {_text(key).lower(): _flatten(value, steps) for key, value in loaded.items()}
        left_out = next(steps, None) is None
        return data, (
            1,
            "the anchors of the front matter make too many values; some were left out",
        ) if left_out else None
    if (pairs := _equations_as_pairs(block)) is not None:
        return _read_lines(pairs), None
    return {}, (1, "the front matter has no `key: value` lines; it was ignored")


def _is_too_deep(block: str) -> bool:
    """Whether the block is nested so deeply that it would crash PyYAML's C parser. Real notes never are."""
    if block.count("[") + block.count("{") > _MAX_DEPTH and _bracket_depth(block) > _MAX_DEPTH:
        return True
    return _DEEP_INDENT.search(block) is not None


def _bracket_depth(text: str) -> int:
    depth = deepest = 0
    for letter in text:
        if letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}" and depth:
            depth -= 1
    return deepest


def _text(value: object) -> str:
    text = str(value)
    return text if text.isascii() else text.translate(_SHOW_LINE_ENDS)


def _flatten(value: object, steps: Iterator[int]) -> Value:
    """Return a value as text, or as a flat list with the items of nested lists and the keys of mappings.

    A list that an anchor puts in several places of the value counts once: anchors in anchors could repeat it without
    end. Each part takes one of `steps`; once they are used up, the rest is left out.
    """
    if not isinstance(value, (list, dict)):
        return _text(value)
    flat: list[str] = []
    pending: list[object] = [value]
    seen = set()
    while pending and next(steps, None) is not None:
        part = pending.pop()
        if not isinstance(part, (list, dict)):
            flat.append(_text(part))
        elif id(part) not in seen:
            seen.add(id(part))
            if isinstance(part, list):
                pending.extend(reversed(part))
            else:
                flat.extend(_text(key) for key in part)
    return flat


# ---------------------------------------------------------------------- what YAML refuses


def _read_lines(block: str) -> dict[str, Value]:
    """Read a block line by line. Lines that are neither `key: value` nor `- item` are ignored."""
    data: dict[str, Value] = {}
    key: str | None = None
    for line in block.split("\n"):
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


def _pair(line: str) -> tuple[str, str] | None:
    """Return the key, in lower case, and the value of a `key: value` line; None for any other line."""
    key, colon, written = line.partition(":")
    key = key.rstrip(" \t")
    if not colon or (written and written[0] not in " \t") or not _KEY.match(key):
        return None
    return key.lower(), written.strip(" \t")


def _equations_as_pairs(block: str) -> str | None:
    """Convert a block of TOML lines `key = value` to `key: value`; return None if any line has another form."""
    equations = [_EQUATION.match(line) for line in block.split("\n") if line.strip()]
    pairs = [f"{equation['key']}: {equation['value']}" for equation in equations if equation is not None]
    return "\n".join(pairs) if pairs and len(pairs) == len(equations) else None


def _unquote(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
