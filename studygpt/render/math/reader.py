"""Read the source of a formula token by token."""

from __future__ import annotations

import re

from studygpt.render.hole_marks import ANSWER_CLOSE
from studygpt.render.math.symbols import SYMBOLS

_TOKEN = re.compile(
    r"\\[A-Za-z]+|\\.|%[^\n]*|\s+|[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?|'+"
    r"|[\U000f0000-\U000fffff]|.(?:[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]|\u200d[^\x00-\x7f\U000f0000-\U000fffff])*",
    re.DOTALL,
)
ROW_ENDS = frozenset(("}", "&", r"\\", r"\cr", r"\end", r"\right", r"\middle", ANSWER_CLOSE))
"""Tokens that end a row of a formula."""
_DELIMITERS = "()[]|/.<>⟨⟩⌈⌉⌊⌋‖⟦⟧"


class TokenReader:
    """The tokens of a formula, and the position of the next one; blanks and comments are left out."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[tuple[str, int]] = [
            (match[0], match.start())
            for match in _TOKEN.finditer(source)
            if not match[0].isspace() and not match[0].startswith("%")
        ]
        self.at = 0

    def peek(self) -> str:
        """Return the next token; empty at the end."""
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        """Read the next token."""
        token = self.peek()
        self.at += 1
        return token

    def offset(self, at: int) -> int:
        """Return the offset in the source at which token number `at` begins."""
        return self.tokens[at][1] if at < len(self.tokens) else len(self.source)

    def delimiter(self) -> str:
        """Read the bracket after `\\left`, `\\right` or `\\big`; empty for a dot, or where there is none."""
        token = self.peek()
        name = token[1:] if token.startswith("\\") else ""
        if name in SYMBOLS:
            self.at += 1
            return SYMBOLS[name][0]
        if token and token in _DELIMITERS:
            self.at += 1
            return {".": "", "<": "⟨", ">": "⟩"}.get(token, token)
        return ""

    def raw(self) -> str:
        """Read a group and return its source, or else the next token."""
        if self.peek() != "{":
            return self.take() if self.peek() not in ROW_ENDS else ""
        first = self.at
        self.skip_group()
        end = self.offset(self.at - 1) if self.tokens[self.at - 1][0] == "}" else len(self.source)
        return self.source[self.offset(first) + 1 : end]

    def skip_group(self) -> None:
        """Read up to and including the brace that closes the group."""
        depth = 0
        while self.at < len(self.tokens):
            token = self.take()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                break
