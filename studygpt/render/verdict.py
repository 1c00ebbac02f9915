"""A verdict on an exercise as lines: what fails, an example, the mistake, and the cards that teach it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lab.grade.verdict import LOST, UNWRITTEN, Counterexample, Verdict, VerdictKind
from studygpt.render.highlight import highlighted_code
from studygpt.render.segments import Segment, StyledLine
from studygpt.render.wrap import wrapped
from studygpt.text import harmless, one_name

HEADS = {
    VerdictKind.PASS: "✓ Passed",
    VerdictKind.FAIL: "✗ Not yet",
    VerdictKind.ERROR: "✗ It stops with an error",
    VerdictKind.TIMEOUT: "✗ It takes too long",
    VerdictKind.MEMORY: "✗ It takes too much memory",
    VerdictKind.CRASHED: "✗ It crashed",
    VerdictKind.FORBIDDEN: "✗ This is what you are to write yourself",
}
_OWN_HEADS = {UNWRITTEN: "✗ Not written yet", LOST: "✗ It could not be checked"}
"""Headings for the failed properties that need a heading of their own, whatever the kind of verdict."""
_PRINTED = 12
"""How many printed lines are shown."""


def verdict_lines(
    verdict: Verdict, width: int | None, *, cards: Iterable[str] = (), more: Sequence[str] = ()
) -> list[StyledLine]:
    """Render a verdict. `cards`: a line for each card that teaches what went wrong. `more`: sentences on what to do."""
    return list(_Writer(width).verdict(verdict, list(cards), more))


def code_lines(code: str, indent: int = 0) -> list[StyledLine]:
    """Render Python code line by line with its syntax highlighted; lines wider than the screen can be scrolled."""
    lines: list[StyledLine] = []
    pieces: list[Segment] = [Segment(" " * indent)]
    for segment in highlighted_code(harmless(code.expandtabs(4)), "python"):
        first, *rest = segment.text.split("\n")
        pieces.append(segment._replace(text=first))
        for text in rest:
            lines.append(StyledLine(tuple(pieces), wide=True))
            pieces = [Segment(" " * indent), segment._replace(text=text)]
    return [*lines, StyledLine(tuple(pieces), wide=True)] if any(piece.text.strip() for piece in pieces) else lines


def _differs(example: Counterexample, *, capital: bool = True) -> str:
    """Say how a result differs apart from its values, for example in its shape; empty if only the values differ."""
    if not example.difference:
        return ""
    words = f"{example.place or 'the result'} {example.difference}."
    return one_name(words[:1].upper() + words[1:]) if capital else words


class _Writer:
    def __init__(self, width: int | None) -> None:
        self.width = width

    def verdict(self, verdict: Verdict, cards: list[str], more: Sequence[str]) -> Iterator[StyledLine]:
        head = _OWN_HEADS.get(verdict.failed_property or "") or HEADS[verdict.kind]
        head += ": another convention" if verdict.convention else ""
        yield from self.words(head, "strong right" if verdict.passed else "strong failed")
        if verdict.passed:
            yield from self.proved(verdict)
        else:
            yield from self.failed(verdict)
        if more:
            yield StyledLine(())
        for sentence in more:
            yield from self.words(sentence)
        if cards:
            yield from self.titled("Cards that teach it")
            for card in cards:
                yield from self.words(f"• {card}", hang=2)
        yield from self.printed(verdict)
        if verdict.traceback:
            yield from self.titled("Where it stopped")
            for at in verdict.traceback:
                inside = f", in {at.function}" if at.function else ""
                yield from self.words(f"line {at.line}{inside}", "muted")
                yield from code_lines(at.text, 4)

    def proved(self, verdict: Verdict) -> Iterator[StyledLine]:
        where = "the CPU" if verdict.device == "cpu" else verdict.device
        yield from self.words(f"Proved on {where}, on fresh inputs, in {verdict.seconds:.2f} s:")
        for holds in verdict.proved:
            yield from self.words(f"✓ {holds}", hang=2)

    def failed(self, verdict: Verdict) -> Iterator[StyledLine]:
        if verdict.failed_property and verdict.failed_property not in _OWN_HEADS:
            yield from self.words(f"This does not hold: {verdict.failed_property}.")
        example = verdict.counterexample
        differs = _differs(example) if example else ""
        for sentence in [*verdict.message.splitlines(), *([differs] if differs else [])]:
            yield from self.words(sentence)
        if example:
            yield from self.titled("The smallest example that was found")
            for line in example.text.splitlines():
                if line != _differs(example, capital=False):
                    yield from self.example(line)
        mistake, convention = verdict.mistake, verdict.convention
        if convention:
            yield from self.titled(f"Another convention: {convention.title}")
            yield from self.words(convention.why)
            yield from self.words("It is published so, and not wrong; this exercise asks for the other form.")
        elif mistake:
            yield from self.titled(f"It looks like this: {mistake.title}")
            yield from self.words(mistake.why)
            yield from self.words(mistake.seen, "muted")
        elif verdict.place:
            yield from self.titled("Where it goes wrong")
            yield from self.words(verdict.place.words)
            if verdict.place.wrong:
                yield from code_lines(f"{verdict.place.line}: {verdict.place.text}", 4)
            yield from self.words("It is not a mistake that I know by name.", "muted")
        elif verdict.kind is VerdictKind.FAIL and example and not (differs or verdict.message):
            yield StyledLine(())
            yield from self.words("It is not a mistake that I know.")

    def printed(self, verdict: Verdict) -> Iterator[StyledLine]:
        if not verdict.printed_bytes:
            return
        yield from self.titled("What your file printed")
        lines = verdict.printed.splitlines()
        for line in lines[:_PRINTED]:
            yield StyledLine((Segment(f"  {harmless(line)}", "code"),), wide=True)
        left = verdict.printed_bytes - sum(len(line.encode()) + 1 for line in lines[:_PRINTED])
        if left > 0:
            yield from self.words(f"… and {left:,} bytes more", "muted")

    def example(self, line: str) -> Iterator[StyledLine]:
        """Render a line of an example: unchanged, so that columns stay aligned, but wrapped if it is one long value."""
        name, equals, _ = line.partition(" = ")
        text = harmless(line)
        if self.width is None or len(text) + 2 <= self.width or not equals or not name.isidentifier() or "[[" in text:
            yield StyledLine((Segment(f"  {text}", "code"),), wide=True)
            return
        first, *rest = wrapped((Segment(text, "code"),), max(10, self.width - 6))
        yield StyledLine((Segment("  "), *first))
        yield from (StyledLine((Segment("      "), *spans)) for spans in rest)

    def titled(self, words: str) -> Iterator[StyledLine]:
        yield StyledLine(())
        yield from self.words(words, "heading")

    def words(self, words: str, style: str = "", hang: int = 0) -> Iterator[StyledLine]:
        spans = (Segment(one_name(words), style),)
        if self.width is None:
            yield StyledLine(spans)
            return
        first, *rest = wrapped(spans, max(10, self.width - hang)) or [()]
        yield StyledLine(first)
        yield from (StyledLine((Segment(" " * hang), *line)) for line in rest)
