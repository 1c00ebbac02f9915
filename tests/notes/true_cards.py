"""Whether a card says only what the lines of its note say."""

from __future__ import annotations

import re

from studygpt.model import Draft, Kind


def expect_written(draft: Draft, text: str) -> None:
    """Every letter of a card stands in its lines, in their order; and every word, when one is as it was typed."""
    span = "\n".join(text.split("\n")[draft.line_start - 1 : draft.line_end])
    embeds = "![[#" in span
    for side in (draft.front, draft.back, *(hole.text for hole in draft.holes)):
        if draft.kind is Kind.FIELDS:  # `GPTConfig.block_size: what value?` stands nowhere but for the field's name
            side = re.sub(r"^.*?(\w+): (?:what value|what does it mean)\?$", r"\1", side, flags=re.DOTALL)
        if draft.kind is Kind.CLOZE:  # what is hidden leaves brackets, with or without a hint
            side = re.sub(r"\[\.\.\.\]|[\[\]]", "", side)
        if embeds:
            assert _words(side) <= _words(text), (side, text)
            continue
        assert _is_subsequence("".join(side.split()), "".join(span.split())), (side, span)
        if draft.kind is not Kind.CLOZE:
            assert _words(side) <= _words(span), (side, span)


def _words(text: str) -> set[str]:
    """The words of a text, with what is cut from a card cut out, and with it left in."""
    shown = re.sub(
        r"<!--.*?-->|%%.*?%%|!?\[\[(?:lab|SR)/[^\[\]]*\]\]|\{\{c\d+::|::[^:{}]*\}\}|\}\}", "", text, flags=re.DOTALL
    )
    return {word for version in (text, shown) for word in re.findall(r"[^\W\d_]{3,}", version)}


def _is_subsequence(part: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in part)
