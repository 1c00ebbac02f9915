"""Highlight the syntax of code."""

from __future__ import annotations

from studygpt.render.segments import Segment

_LONGEST = 20_000
"""The most letters of code that are highlighted; longer code is shown in one style."""
_STYLES = {  # a token takes the style of its nearest named ancestor
    "Token.Keyword": "keyword",
    "Token.Literal.String": "string",
    "Token.Literal.Number": "number",
    "Token.Comment": "comment",
    "Token.Operator": "operator",
    "Token.Operator.Word": "keyword",
    "Token.Name.Function": "function",
    "Token.Name.Class": "function",
    "Token.Name.Decorator": "decorator",
    "Token.Name.Builtin": "builtin",
    "Token.Name.Exception": "builtin",
}


def highlighted_code(code: str, language: str) -> list[Segment]:
    """Return the code in segments of style `code`, `code keyword` and the like."""
    if not language or len(code) > _LONGEST:
        return [Segment(code, "code")]
    # Only when a card has code in a named language: most have none.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return [Segment(code, "code")]
    return [Segment(text, _style(str(kind))) for kind, text in lexer.get_tokens(code)]


def _style(kind: str) -> str:
    while kind:
        if kind in _STYLES:
            return f"code {_STYLES[kind]}"
        kind = kind.rpartition(".")[0]
    return "code"
