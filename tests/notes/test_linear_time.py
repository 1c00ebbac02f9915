"""A note four times as long takes about four times the work, however it was made to be slow.

Nothing here looks at a clock on the wall. What Python does is counted line by line, which is the same on every machine.
What regular expressions and string searches do inside C cannot be counted so: there, a process of its own compares the
processor time of a text with that of one a quarter as long, and looks again before it calls anything slow.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from studygpt.notes.read_note import read_note
from studygpt.notes.rules import BOLD, CURLY, HIGHLIGHT, Rules
from tests.long_form import LONG, in_long_form

ALL = Rules(opt_in_all=True, cloze_patterns=(HIGHLIGHT, BOLD, CURLY, "((answer))[^\\[hint\\]]"))
PLAIN = Rules()
ROOT = Path(__file__).parents[2]

# A card of every kind, so that no reader of cards passes the note over.
CARDS = """\
q::a

{{c1::b}}

q
[[SR/memory/abcdefgh.md|?]]
a

q
?
a
<!--LEARN:ijklmnop-->

- Q: a?
- A: b

## Fields #fields
- a: b = c # d

START
Basic
q
Back: a
END

STARTI [Basic] q Back: a ENDI

q #card
a

- q #card
  - a

Q: q
A: a

C: a [b]

$\\cloze{a}$

a ==b==

# Rest

"""


def times(unit: str) -> Callable[[int], str]:
    return lambda size: unit * (size // len(unit) + 1)


def around(before: str, unit: str, behind: str) -> Callable[[int], str]:
    return lambda size: before + times(unit)(size) + behind


LINES: dict[str, Callable[[int], str]] = {
    "backticks": around("a ", "`", ""),
    "code": times("`a` "),
    "code never closed": times("`a "),
    "runs of backticks, each one longer": lambda size: " ".join("`" * n for n in range(1, int((2 * size) ** 0.5))),
    "fences within a line": times("a ``` "),
    "dollar signs": times("$"),
    "dollar signs before words": times("$a "),
    "double dollar signs": times("$$ a "),
    "escaped dollar signs in a formula": around("$a", "\\$", ""),
    "brackets": times("[["),
    "wikilinks never closed": times("[[a"),
    "wikilinks": around("", "[[a]] ", "x::y"),
    "wikilinks of a property": around("up:: ", "[[a]] ", "x"),
    "link targets never closed": times("](a "),
    "link targets with parentheses": times("](()"),
    "cloze openings": times("{{c1::"),
    "clozes": times("{{c1::a}} "),
    "clozes among code": times("`a` {{c1::b}} "),
    "code in a cloze": around("{{c1::", "`a` ", "}}"),
    "namespaces in a cloze": around("{{c1::", "std::a ", "}}"),
    "HTML tags never closed": times("<a "),
    "one HTML tag never closed": around("<a ", "x", ""),
    "preformatted HTML never closed": times("<pre>"),
    "comments never closed": times("a <!-- "),
    "comments": around("x::y ", "<!-- a --> ", ""),
    "percent signs": around("a ", "%%", ""),
    "percent signs before words": times("a %% "),
    "colons": times("::"),
    "colons in one word": times("a::"),
    "colons behind words": times("a:: b "),
    "namespaces": times("std::a "),
    "Haskell arrows": around("f :: ", "a -> ", "="),
    "slashes of addresses": times("://"),
    "addresses": times("http://a "),
    "backslashes": times("\\"),
    "escaped letters": times("\\["),
    "quotation marks": around("", ">", " a::b"),
    "underscores": times("_"),
    "blanks in a question": around("", "____ ", "::b"),
    "blanks glued to words": around("", "___a ", "::b"),
    "commas to fill a blank": around("___ x::", "a,", ""),
    "highlights": times("==a== "),
    "highlights never closed": times("== a "),
    "equal signs": times("="),
    "equal signs in words": times("a==b c"),
    "bold text": times("**a** "),
    "bold text never closed": times("**a "),
    "braces": times("{{a}} "),
    "braces never closed": times("{{a "),
    "hints without end": around("==a", ";;", "b"),
    "formulas' clozes never closed": times("\\cloze{"),
    "formulas' clozes": times("$\\cloze{a}$ "),
    "formulas in a cloze": around("{{c1::", "$a::", "}}"),
    "Logseq's clozes never closed": around("- x #card {{cloze a ", "{{cloze ", ""),
    "Logseq's hints": around("- #card {{cloze $", "\\\\ ", "}}"),
    "Logseq's tags": around("- x #card ", "#[[a]] ", "b"),
    "inline blocks": times("STARTI [Basic] a Back: b ENDI "),
    "inline blocks never closed": times("STARTI [Basic] a "),
    "fields of an inline block": around("STARTI [Basic] a ", "Back: b ", "ENDI"),
    "tags of an inline block": around("STARTI [Basic] a Back: b ", "Tags: ", "ENDI"),
    "ids of an inline block": around("STARTI [Basic] a Back: b ", "ID: 1 ", "ENDI"),
    "holes": around("C: ", "[a] ", ""),
    "holes never closed": around("C: ", "[a ", ""),
    "card tags": around("a ", "#card ", "b"),
    "card tags at the end": around("a ", "#card ", ""),
    "tags": times("#a "),
    "tags before a card": around("", "#a ", "x::y"),
    "tags behind a card": around("x::y ", "#a ", ""),
    "tags in a card": around("x ", "#a ", "y::z"),
    "deck tags on a card": around("x::y ", "#flashcards ", ""),
    "tags in a heading": around("# ", "#a ", "x"),
    "spaces in a heading": around("# a", " ", "b"),
    "hashes in a heading": around("# a", " #", "b"),
    "spaces before a table": around("a|b\n", " ", "|"),
    "spaces in the rule of a table": around("a|b\n---", " ", "|x"),
    "pipes": times("|"),
    "list markers": times("- "),
    "rules that are none": around("", "* ", "x"),
    "block ids": times("^a "),
    "memory links": times("q [[SR/memory/abcdefgh.md|>>]] a "),
    "embeds": around("# A\nb\n# B\nq::", "![[#A]] ", ""),
    "spaces": around("a", " ", "b::c"),
    "one word": around("", "x", "::y"),
    "a number as a property": around("up:: ", "1", "x"),
}

NOTES: dict[str, Callable[[int], str]] = {
    "cards": times("a::b\n"),
    "cards in paragraphs": times("a::b\n\n"),
    "question mark lines": times("a\n?\nb\n\n"),
    "question mark lines without a blank": times("a\n?\nb\n"),
    "cloze lines": times("- {{c1::a}} b\n"),
    "cloze paragraphs": times("{{c1::a}} b\n\n"),
    "quotations": times("> a::b\n"),
    "callouts": times("> [!a] b::c\n\n"),
    "a list": times("- a::b\n"),
    "a list with blank lines": times("- a::b\n\n"),
    "nested bullets": times("- a\n  - b\n    - c::d\n"),
    "cards under one bullet": around("- topic\n", "  - a::b\n", ""),
    "memory links under one bullet": around("- topic\n", "  - q [[SR/memory/abcdefgh.md|>>]] a\n", ""),
    "questions and answers under one bullet": around("- topic\n", "  - Q: a\n    - A: b\n", ""),
    "questions and answers": times("- Q: a\n  - A: b\n"),
    "questions without answers": around("", "- Q: a\n", "- A: b\n"),
    "a question with many bullets": around("- Q: a\n", "  - b\n", "- A: c\n"),
    "headings of one level": times("## a\nb::c\n"),
    "headings of the first level": times("# a\nb::c\n"),
    "deck tags": times("#flashcards/a\na::b\n"),
    "block ids": times("a::b ^a\n"),
    "schedule comments": times("a::b\n<!--SR:!2024-08-16,51,230-->\n"),
    "memory links": times("q\n[[SR/memory/abcdefgh.md|?]]\na\n\n"),
    "memory links in lines": times("q [[SR/memory/abcdefgh.md|>>]] a\n"),
    "memory links of both kinds": times("q\n[[SR/memory/abcdefgh.md|?]]\na\n\nq [[SR/memory/abcdefgh.md|>>]] a\n\n"),
    "memory links without a question": times("[[SR/memory/abcdefgh.md|>>]] a\n"),
    "memory links without an answer": times("a [[SR/memory/abcdefgh.md|>>]]\n"),
    "older ids": times("q\n?\na\n<!--LEARN:abcdefgh-->\n\n"),
    "older ids in one answer": around("q\n?\n", "a <!--LEARN:abcdefgh-->\n", ""),
    "older ids without a separator": times("a <!--LEARN:abcdefgh-->\n"),
    "fields": around("# a #fields\n", "- a: b = c # d\n", ""),
    "sections of fields": times("## a #fields\n- a: b = c # d\n"),
    "tags for fields": times("#fields\n- a: b = c # d\n"),
    "embeds": around("# A\nb\n# B\n", "![[#A]]::x\n", ""),
    "blocks": times("START\nBasic\na\nBack: b\nEND\n"),
    "blocks never closed": times("START\nBasic\na\n"),
    "one long block": around("START\nBasic\n", "a\n", "Back: b\nEND"),
    "a block of many fields": around("START\nWords\n", "A: b\n", "END"),
    "labels": times("Q: a\nA: b\n"),
    "labels in a deck": times("Q: a\nA: b\n\nc\n\n"),
    "labels without answers": times("Q: a\n\n"),
    "answers without questions": times("A: a\n"),
    "labelled clozes": times("C: a [b]\n\n"),
    "labels between rules": times("Q: a\nA: b\n\nc\n\n---\n"),
    "conversations": times("A: a\nB: b\nQ: c\nA: d\n"),
    "one label and a long answer": around("Q: a\nA: b\n\n", "c\n\n", ""),
    "card tags": times("a #card\nb\n\n"),
    "card tags without answers": times("## a #card\n"),
    "card tags on their own lines": times("a\n#card\n"),
    "blocks of Logseq": times("- a #card\n  - b\n"),
    "blocks of Logseq in each other": around("- a #card\n", "  - b #card\n    - c\n", ""),
    "blocks of Logseq without answers": times("- a #card\n"),
    "linked card tags": times("- a [[card]]\n  - b\n"),
    "properties of Logseq": around("- a #card\n", "  card-last-score:: 5\n", "  - b\n"),
    "Logseq's clozes": times("- a {{cloze b}} #card\n"),
    "highlights": times("a ==b==\n\n"),
    "highlights in one paragraph": around("==a==\n", "b\n", "==c=="),
    "bold text in one paragraph": times("**a** b\n"),
    "doctests behind cards": times("a::b\n%%\n>>> 1\n%%\n"),
    "doctests behind one card": around("a::b\n", "%% >>> 1\n%%\n", ""),
    "fences behind cards": times("a::b\n```\n>>> 1\n```\n"),
    "ids on their own lines": times("a::b\n<!--ID: 1-->\n"),
    "target decks": times("TARGET DECK: a::b\n"),
    "blank lines in an answer": around("a\n?\n- b\n", "\n", "- c"),
}

PROSE: dict[str, Callable[[int], str]] = {
    "one long question": around("", "a\n", "?\nb"),
    "one long answer": around("a\n?\n", "b\n", ""),
    "a cloze in one line of many": around("", "a\n", "{{c1::b}}"),
    "nested quotations": lambda size: "\n".join(">" * n + " a" for n in range(1, int((2 * size) ** 0.5))),
    "headings without cards": times("### a\n"),
    "fences in a list never closed": times("- ```\n"),
    "fences with code in a list never closed": times("- ```py\n  a\n"),
    "fences in a quotation never closed": times("> ```\n\n"),
    "indented fences": times("  ```\na\n"),
    "formulas never closed": times("$$ a\n\n"),
    "formulas": times("$$\na\n$$\n\n"),
    "comments never closed": times("a <!--\n\n"),
    "comments between words": times("a %% b\n\n"),
    "code before a comment of many lines": lambda size: "`a` " * (size // 8) + "<!--" + "\n" * (size // 2) + "-->",
    "tables": times("| a::b | c |\n"),
    "tables without outer pipes": times("a | b\n--|--\n"),
    "indented code": times("    a::b\n"),
    "tags": times("#a\n"),
    "underlined headings": times("a\n===\n"),
    "lazy lines": around("- a\n", "b\n", "c::d"),
    "blank lines": times("\n"),
    "question marks alone": times("?\n"),
    "fences never closed": times("```\na\n~~~~\n"),  # the last: no card follows
}

TOPS: dict[str, Callable[[int], str]] = {
    "keys": lambda size: "---\n" + "".join(f"k{n}: v\n" for n in range(size // 9)) + "---\na::b",
    "tags": around("---\ntags:\n", "- a\n", "---\na::b"),
    "tags in brackets": around("---\ntags: [", "a, ", "b]\n---\na::b"),
    "YAML": around("---\n", "- {a: b}\n", "---\na::b"),
    "lines that are no YAML": around("---\n", "a: b: c\n", "---\na::b"),
    "a quoted value": around('---\na: "', "x", '"\n---\na::b'),
    "a value with spaces": around("---\na: b", " ", "c\n---\na::b"),
    "a key with spaces": around("---\na", " ", "c\n---\na::b"),
    "a list item with spaces": around("---\na:\n- b", " ", "c\n---\na::b"),
    "no end": around("---\n", "a: b\n", ""),
}


# What only looks like a card.
GUESSES: dict[str, Callable[[int], str]] = {
    "question marks": times("? "),
    "questions": times("a? "),
    "question marks in a word": times("a?"),
    "sentences that ask": around("- ", "a... b? ", ""),
    "emphasis before a question mark": around("- a", "*", "?"),
    "terms in bold letters": around("- ", "**a**", ": b"),
    "a term and spaces": around("- **a**", " ", "b"),
    "formulas before a colon under a glossary heading": around("# Terms\n- ", "$a$ ", ""),
    "links before a colon under a glossary heading": around("# Terms\n- ", "[[a]] ", ""),
    "code before a colon": around("- ", "`a`, ", ": b"),
    "boxes": times("[ ] "),
    "headings that ask": times("### a?\n"),
    "headings that ask, with bodies": times("### a?\nb\n"),
    "headings that ask over one long section": around("# a?\n## b?\n### c?\n", "d\n", ""),
    "bullets that ask": times("- a?\n"),
    "bullets that ask, with answers": times("- a?\n  - b\n"),
    "bullets that ask in bullets that ask": lambda size: "\n".join(
        "  " * depth + "- a?" for depth in range(1, int(size**0.5))
    ),
    "bullets that ask over an answer far down": lambda size: "\n".join(
        "  " * depth + f"- a?\n{'  ' * depth}  - b" for depth in range(1, int((size / 2) ** 0.5))
    ),
    "one bullet that asks with many children": around("- a?\n", "  - b?\n", "  - c\n"),
    "lines that ask": times("a?\n"),
    "bold lines that ask": times("**a?**\n\n"),
    "callouts that ask": times("> [!q] a?\n"),
    "terms in bold": times("- **a**: b\n"),
    "terms in bold without a meaning": times("- **a**:\n"),
    "terms in terms": lambda size: "\n".join("  " * depth + "- **a**:" for depth in range(1, int(size**0.5))),
    "bare terms": around("# Terms\n", "- a\n", ""),
    "glossaries in glossaries": times("# Terms\n## Terms\n- a: b\n"),
    "tagged terms": times("- #GLOSS1 *a*\n  - b\n"),
    "code that is defined": times("- `a`: b\n"),
    "a definition list": times("a\n: b\n"),
    "meanings without terms": times(": b\n"),
    "a table of terms": around("| a | b |\n|---|---|\n", "| c | d |\n", ""),
    "tables of terms": times("| a | b |\n|---|---|\n| c | d |\n\n"),
    "rules of tables": times("|---|---|\n"),
    "named formulas": times("a b\n$$ x $$\n"),
    "tasks": times("- [ ] a\n"),
}


def after_cards(make: Callable[[int], str]) -> Callable[[int], str]:
    return lambda size: CARDS + make(size)


KINDS: dict[str, Callable[[int], str]] = {
    **{f"a line of {name}": after_cards(make) for name, make in LINES.items()},
    **{f"a note of {name}": after_cards(make) for name, make in NOTES.items()},
    **{f"a note with {name}": after_cards(make) for name, make in PROSE.items()},
    **{f"a guess at {name}": after_cards(make) for name, make in GUESSES.items()},
    **{f"a front matter of {name}": make for name, make in TOPS.items()},
}


class TooMuch(Exception):
    """The work went over its limit; there is no need to see how far."""


def work(text: str, limit: float) -> int:
    """How many lines of Python are run to read a note."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        if event == "line":
            count += 1
            if count > limit:
                raise TooMuch
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        read_note(text, "note.md", ALL)
    finally:
        sys.settrace(before)
    return count


MANY_HOLES = {
    "a line of braces",
    "a line of highlights",
    "a line of bold text",
    "a line of formulas' clozes",
    "a line of holes",
    "a note of bold text in one paragraph",
    "a guess at terms in bold",
    "a guess at terms in bold without a meaning",
}
"""Kinds whose whole text is holes of one card. Each hole is a card with all of the text, so that the work is a square
up to the most holes that a card can have: from 1,500 characters on it is not."""
LEFT_OUT = MANY_HOLES - {"a guess at terms in bold"}
"""What the usual run leaves to the long form: more ways to write many holes, each of them seconds of work."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in in_long_form(LEFT_OUT, set())])
def test_four_times_the_note_is_about_four_times_the_work(kind: str) -> None:
    """The work that any note takes does not count. The long form tries notes more than twice as long."""
    make = KINDS[kind]
    size = 1_500 if kind in MANY_HOLES else in_long_form(600, 1_500)
    read_note(make(10), "note.md", ALL)  # what is imported and compiled once is no work of this note
    fixed = work(make(10), float("inf"))
    small = work(make(size), float("inf"))
    limit = fixed + 6 * (small - fixed) + 500  # the 500: some kinds take no work that grows
    try:
        work(make(4 * size), limit)
    except TooMuch:
        pytest.fail(f"{size} characters take {small} steps, {4 * size} more than {limit}")


# ---------------------------------------------------------------------- in a process of its own

LIMIT = 60
"""Seconds of processor time after which a text is given up: far more than any machine needs."""
SMALL = in_long_form(2_000, 16_000)
NOTICED = in_long_form(0.06, 0.15)
"""Seconds below which no text is slow."""
GROWTH = 64
"""A text sixteen times as long takes sixteen times as long; with a square it would be 256 times. Between the two there
is room for a machine that is four times as busy in one measurement as in the other."""
TRIES = 3
MUCH = in_long_form(400_000, 4_200_000)
"""Characters of a note that holds all kinds of text at once."""

Read = Callable[[str], object]


def read_for_its_cards(text: str) -> None:
    read_note(text, "note.md", ALL)


def read_both_ways(text: str) -> None:
    """Read a note in a vault that asks for its cards, and in one that does not."""
    read_for_its_cards(text)
    read_note(text.removeprefix(CARDS), "note.md", PLAIN)


def seconds(text: str, read: Read = read_both_ways) -> float:
    """The processor time that reading takes, or LIMIT."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooMuch

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    begin = time.process_time()
    try:
        read(text)
    except TooMuch:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begin


def growth(make: Callable[[int], str], small: int, read: Read = read_both_ways) -> str | None:
    """Say so where a text takes more than its share of time for its length."""
    large = 16 * small
    before, now = 0.0, float(LIMIT)
    for _ in range(TRIES):  # one slow measurement may be the machine's fault, three are not
        before, now = max(before, seconds(make(small), read)), min(now, seconds(make(large), read))
        if before < LIMIT and (now <= NOTICED or now <= GROWTH * before):
            return None
        if now >= LIMIT:
            break
    return f"{small} characters in {before:.2f} s, {large} in {now:.2f}{' or more' if now >= LIMIT else ''}"


@pytest.mark.parametrize(
    ("read", "slow"),
    [
        (lambda text: [text.count("ab") for _ in range(200)], False),
        (lambda text: [text.count("ab") for _ in text], True),
    ],
    ids=["a line", "a square"],
)
def test_a_square_is_told_from_a_line(read: Read, slow: bool) -> None:
    assert bool(growth(lambda size: "a" * size, 700, read)) == slow


def in_a_process(*arguments: str, timeout: float = 3_000) -> list[list[Any]]:
    """What a fresh interpreter says of these kinds: one line of JSON each, also of one that ended it."""
    command = [sys.executable, "-W", "error", "-m", "tests.notes.test_linear_time", *arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
        said, end = done.stdout, f"ended with {done.returncode}: {done.stderr[-500:]}" if done.returncode else None
    except subprocess.TimeoutExpired as error:
        said = error.stdout.decode() if isinstance(error.stdout, bytes) else error.stdout or ""
        end = f"was not done after {timeout} seconds"
    told = [json.loads(line) for line in said.splitlines()]
    return [*told, ["what came next", end]] if end else told


def slow(told: list[list[Any]]) -> str:
    return "\n".join(f"{name}: {problem}" for name, problem in told if problem)


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        ("a line of ", len(LINES)),
        ("a note with ", len(PROSE)),
        pytest.param(
            "a guess at ",
            len(GUESSES),
            marks=pytest.mark.skipif(
                not LONG, reason="of the long form: nearly all of a guess's work is Python, whose lines are counted"
            ),
        ),
        ("a front matter of ", len(TOPS)),
    ],
)
def test_a_long_text_takes_no_more_than_its_share_of_time(kinds: str, count: int) -> None:
    told = in_a_process("growth", kinds)
    assert not slow(told), slow(told)
    assert len(told) == count


def test_a_large_note_with_all_of_it_is_read() -> None:
    told = in_a_process("everything")
    assert not slow(told), slow(told)
    assert len(told) == 1


HOSTILE: dict[str, str] = {
    "a front matter of lists in lists": "---\n" + "- " * 30_000 + "\n---\na::b\n",
    "a front matter of brackets in brackets": "---\na: " + "[" * 30_000 + "\n---\na::b\n",
    "a front matter of braces in braces": "---\na: " + "{" * 30_000 + "\n---\na::b\n",
    "a front matter of keys in keys": "---\n" + "? " * 30_000 + "\n---\na::b\n",
    "a front matter whose anchors double and double": "---\na0: &a0 [x, x]\n"
    + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    + "---\na::b\n",
    "a front matter whose anchor holds itself": "---\na: &a [*a]\n---\na::b\n",
    "bullets in bullets": "\n".join("\t" * depth + "- a::b" for depth in range(1_200)),
    "questions in questions": "\n".join("\t" * depth + "- Q: a" for depth in range(1_200)) + "\n- A: b\n",
    "quotations in quotations": ">" * 30_000 + " a::b\n",
    "clozes in clozes": "{{c1::" * 2_000 + "a" + "}}" * 2_000,
    "sections that embed each other": "q::![[#S0]]\n"
    + "".join(f"# S{n}\n" + " ".join(f"![[#S{m}]]" for m in range(12)) + "\n" for n in range(12)),
    "sections that embed the next one twice": "q::![[#S0]]\n"
    + "".join(f"# S{n}\n![[#S{n + 1}]] ![[#S{n + 1}]]\n" for n in range(40)),
    "a property of many tags and a word": "topics:: " + ", ".join(f"#a{n}" for n in range(60)) + " and more\n",
    "a property of many addresses and a word": "see:: "
    + ",".join(f"https://a.b/{n}" for n in range(60))
    + " and more\n",
}


def test_a_small_note_cannot_stop_an_import() -> None:
    """Each note is given its own time; one that ends the process is the one behind the last that was told."""
    told = in_a_process("hostile")
    assert told == [[name, None] for name in HOSTILE], slow(told)


def main(task: str, name: str = "") -> None:
    import resource  # not on every system

    gigabytes = 3 << 30
    resource.setrlimit(resource.RLIMIT_AS, (gigabytes, gigabytes))
    if task == "growth":
        # What is read alike in both vaults is read in one by the usual run.
        read = read_both_ways if name.startswith("a guess") or in_long_form(False, True) else read_for_its_cards
        for kind, make in KINDS.items():
            if kind.startswith(name):
                small = SMALL // 2 if kind.startswith("a note ") else SMALL  # many lines take their time as it is
                print(json.dumps([kind, growth(make, small, read)]), flush=True)  # noqa: T201
    elif task == "everything":
        makers = [*LINES.values(), *NOTES.values(), *PROSE.values()]
        # Less of what is nothing but cards: they take the most time, as they may.
        share = MUCH // (len(LINES) + len(PROSE) + len(NOTES) // 3)
        text = CARDS + "\n\n".join(make(share // 3 if make in NOTES.values() else share) for make in makers)
        text += "\n\n" + "\n\n".join(make(share // 3) for make in GUESSES.values())
        assert len(text) > 0.95 * MUCH
        drafts = read_note(text, "note.md", ALL).drafts
        print(json.dumps(["everything", None if len(drafts) > MUCH / 140 else f"{len(drafts)} cards"]), flush=True)  # noqa: T201
    else:
        for kind, text in HOSTILE.items():
            problem = f"not read in {LIMIT} seconds" if seconds(text) >= LIMIT else None
            print(json.dumps([kind, problem]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
