"""Find the spans of a note; `spans.SpanKind` lists their kinds.

The scanner makes one pass from left to right. If constructs overlap, the one that begins first counts. If a construct
never ends, the interpretation with fewer cards is chosen: an unclosed fence or comment covers everything below it.

markdown-it is not used here, because it reads 2 to 4 MB/s and this scanner about 20 MB/s, and because finding cards
needs only the spans. Tests compare the two.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from studygpt.notes.scanner.spans import SpanKind, Spans, columns

# Each alternative begins with a fixed character, which makes the search three times as fast.
_OPENING = re.compile(r"``*|~~~~*|<!--|<|%%|\$\$|\$|\[\[|\]\(|\\|://")
_LIST_MARKS = r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*"
_FENCE_PREFIX = re.compile(rf"[ \t>]*{_LIST_MARKS}$")
_MAX_PREFIX = 300
"""The maximum number of characters before a fence on its line, so that very long lines do not slow the search."""
_MAX_SLOPPY = 4000
"""The maximum number of characters after the end of a list item in which the end of its fence is searched for."""
_MAX_LINES_UP = 50
_ITEM_LINE = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_FENCE_LINE = re.compile(r"^(?P<indent>[ \t>]*)(?P<run>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
# A paragraph ends at a blank line, list item, heading, fence, table or separator line.
_PROSE_END = re.compile(
    r"\n(?=[ \t>]*(?:\n|\Z|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|`{3}|~{3}|\||\?{1,2}[ \t]*(?:\^|\n|\Z)))"
)
_BACKTICKS = re.compile(r"`+")
_WIKILINK = re.compile(r"\[\[[^\[\]\n]+\]\]")
_TARGET = re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[ \t\n][^<>]*)?/?>")
_RAW_HTML = re.compile(r"<(script|style|pre|code|textarea|svg)\b", re.IGNORECASE)
_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_ADDRESS = re.compile(r"[^\s<>`\"|]*")
_ESCAPED = re.compile(r"\\\\|\\([!-/:-@\[\]-`{-~])\1*")


def find_spans(text: str, start: int) -> Spans:
    """Find the spans of `text` from the offset `start`, where the front matter has ended."""
    return _Scanner(text).scan(start)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Spans([], [], [])
        self.prose_end = -1
        self.never: set[str] = set()
        """The closing marks that do not occur any more, so that unclosed constructs do not take quadratic time."""
        self.runs: dict[int, list[int]] = {}
        """The offsets of backtick runs of each length in the paragraph that ends at `runs_end`."""
        self.runs_end = -1

    def scan(self, start: int) -> Spans:
        position = start
        search = _OPENING.search
        while match := search(self.text, position):
            position = self.open(match[0], match.start(), match.end())
        return self.found

    def add(self, kind: SpanKind, start: int, end: int) -> int:
        self.found.starts.append(start)
        self.found.ends.append(end)
        self.found.kinds.append(kind)
        return end

    def open(self, mark: str, start: int, after: int) -> int:
        """Add the construct that `mark` opens at `start`, if it opens one; return the offset at which to continue."""
        text = self.text
        match mark[0]:
            case "`" | "~":
                if len(mark) >= 3 and (end := self.fence_end(mark, start, after)) is not None:
                    return self.add(SpanKind.FENCE, start, end)
                if mark[0] == "`" and (end := self.code_end(mark, after)) is not None:
                    return self.add(SpanKind.CODE, start, end)
            case "$":
                return self.dollar(mark, start, after)
            case "%":
                return self.comment("%%", start, after)
            case "<" if mark == "<!--":
                return self.comment("-->", start, after)
            case "<":
                return self.angle(start, after)
            case "[":
                if link := _WIKILINK.match(text, start):
                    return self.add(SpanKind.WIKILINK, start, link.end())
                return start + 1
            case "]":
                if target := _TARGET.match(text, start):
                    return self.add(SpanKind.TARGET, start + 1, target.end())
            case ":":
                line = max(text.rfind("\n", max(0, start - 40), start), start - 40, -1) + 1
                if scheme := _SCHEME.search(text[line:start]):
                    end = _ADDRESS.match(text, after).end()  # type: ignore[union-attr]
                    return self.add(SpanKind.URL, line + scheme.start(), end)
            case "\\":
                if escaped := _ESCAPED.match(text, start):
                    return self.add(SpanKind.ESCAPE, start, escaped.end())
        return after

    def end_of_prose(self, position: int) -> int:
        """Return the end of the paragraph around `position`."""
        if position > self.prose_end:
            match = _PROSE_END.search(self.text, position)
            self.prose_end = match.start() if match else len(self.text)
        return self.prose_end

    def prefix(self, start: int) -> str | None:
        """Return the text before `start` on its line if it is only indentation, `>` and list markers; else None."""
        line = self.text.rfind("\n", max(0, start - _MAX_PREFIX), start) + 1
        if not line and start > _MAX_PREFIX:
            return None
        prefix = self.text[line:start]
        return prefix if _FENCE_PREFIX.match(prefix) else None

    def fence_end(self, mark: str, start: int, after: int) -> int | None:
        """Return the end of the fence that opens at `start`; None if none opens there."""
        text = self.text
        prefix = self.prefix(start)
        if prefix is None:
            return None
        line_end = self.line_end(after)
        if mark[0] == "`" and text.find("`", after, line_end) >= 0:
            return None
        quoted, indent = ">" in prefix, columns(prefix)
        in_container = quoted or (indent > 0 and self.is_in_item(start - len(prefix), prefix, indent))
        container_end = self.container_end(line_end + 1, indent, quoted) if in_container else None
        position = line_end
        limit = len(text) if container_end is None else min(len(text), container_end + _MAX_SLOPPY)
        while closing := _FENCE_LINE.search(text, position, limit):
            position = closing.end()
            same = closing["run"][0] == mark[0] and len(closing["run"]) >= len(mark)
            bare = not closing["info"].strip() and (">" in closing["indent"]) == quoted
            if container_end is not None and closing.start() >= container_end:
                # Some authors indent the marks of the fence, both alike, but not the code between them.
                sloppy = same and bare and not quoted and columns(closing["indent"]) == indent
                return closing.end() if sloppy else container_end - 1
            if same and bare:
                return closing.end()
        return len(text) if container_end is None else container_end - 1

    def is_in_item(self, line: int, prefix: str, indent: int) -> bool:
        """Whether a fence belongs to a list item, which begins on the same line or on a less indented line above."""
        if prefix.strip():
            return True
        for _ in range(_MAX_LINES_UP):
            if line <= 0:
                return False
            end, line = line - 1, self.text.rfind("\n", 0, line - 1) + 1
            if end - line > _MAX_PREFIX:
                return False
            above = self.text[line:end]
            if above.strip() and columns(above[: len(above) - len(above.lstrip())]) < indent:
                return _ITEM_LINE.match(above) is not None
        return False

    def container_end(self, position: int, indent: int, quoted: bool) -> int | None:
        """Return the offset of the first line after `position` outside of the list item or quotation around a fence.

        Return None if the fence is closed before, or if the container does not end.
        """
        if not indent and not quoted:
            return None
        text = self.text
        while position < len(text):
            end = self.line_end(position)
            line = text[position:end]
            if quoted:
                if not line.lstrip().startswith(">"):
                    return position
            elif line.strip() and columns(line[: len(line) - len(line.lstrip())]) < indent:
                return position
            if _FENCE_LINE.match(line) and not line.strip().strip("`~"):
                return None  # the fence is closed before its container ends
            position = end + 1
        return None

    def line_end(self, position: int) -> int:
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def code_end(self, mark: str, after: int) -> int | None:
        """Return the end of inline code that `mark` opens: the end of the next equally long run in the paragraph."""
        limit, size = self.end_of_prose(after), len(mark)
        if limit != self.runs_end:
            self.runs, self.runs_end = {}, limit
            for run in _BACKTICKS.finditer(self.text, after, limit):
                self.runs.setdefault(len(run[0]), []).append(run.start())
        starts = self.runs.get(size, [])
        index = bisect_left(starts, after)
        return starts[index] + size if index < len(starts) else None

    def dollar(self, mark: str, start: int, after: int) -> int:
        text = self.text
        if mark == "$$":
            own_line = self.prefix(start) is not None
            end = self.closer("$$", after, len(text) if own_line else self.end_of_prose(after))
            return self.add(SpanKind.DISPLAY, start, end) if end is not None else after
        if after >= len(text) or text[after].isspace() or (start and text[start - 1].isdigit()):
            return after
        end = self.closer("$", after, self.end_of_prose(after))
        if end is None or text[end - 2].isspace() or (end < len(text) and text[end].isdigit()):
            return after
        return self.add(SpanKind.MATH, start, end)

    def closer(self, mark: str, position: int, limit: int) -> int | None:
        """Return the offset after the next unescaped `mark` before `limit`; None if there is none."""
        if mark in self.never:
            return None
        while (found := self.text.find(mark, position, limit)) >= 0:
            backslashes = found
            while backslashes > position and self.text[backslashes - 1] == "\\":
                backslashes -= 1
            if (found - backslashes) % 2:
                position = found + 1
                continue
            return found + len(mark)
        if limit == len(self.text):
            self.never.add(mark)
        return None

    def comment(self, mark: str, start: int, after: int) -> int:
        if mark in self.never:
            return after
        own_line = self.prefix(start) is not None
        end = self.text.find(mark, after)
        if mark == "%%" and not own_line and end >= self.end_of_prose(after):
            return after
        if end < 0:
            self.never.add(mark)
            return self.add(SpanKind.COMMENT, start, len(self.text)) if own_line else after
        return self.add(SpanKind.COMMENT, start, end + len(mark))

    def angle(self, start: int, after: int) -> int:
        text = self.text
        if link := _AUTOLINK.match(text, start):
            return self.add(SpanKind.URL, start, link.end())
        tag = _HTML.match(text, start)
        if tag is None or tag.end() > self.end_of_prose(after) + 1:
            return after
        if raw := _RAW_HTML.match(text, start):
            closing = f"</{raw[1].lower()}>"
            end = text.find(closing, tag.end()) if closing not in self.never else -1
            if end >= 0:
                return self.add(SpanKind.CODE, start, end + len(closing))
            self.never.add(closing)
        return self.add(SpanKind.HTML, start, tag.end())
