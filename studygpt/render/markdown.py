"""Parse Obsidian's markdown with markdown-it: formulas, footnotes and `[[wikilinks]]` included."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]*))?\]\]")


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Return the parser, which is made once."""
    # The plugin's defaults read "costs $5 and then $6" as a formula.
    made = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .use(dollarmath_plugin, double_inline=True, allow_space=False, allow_digits=False)
        .use(footnote_plugin, inline=False)
    )
    made.inline.ruler.before("link", "wikilink", _wikilink)
    return made


def _wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![":
        return False
    link = _WIKILINK.match(state.src, state.pos, state.posMax)
    if link is None:
        return False
    if not silent:
        token = state.push("wikiembed" if link[1] else "wikilink", "", 0)
        token.content = (link[3] or "").strip()
        token.meta = {"target": link[2].strip()}
    state.pos = link.end()
    return True
