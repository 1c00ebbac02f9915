"""Formulas: the pictures in `tests/fixtures/math/` to the letter, and what holds of any source whatever.

=== what this case shows
the source; [...] is a hole, ⟦ and ⟧ stand around an answer
--- picture
the picture, line by line
--- line
the same on one line
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len

from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, hole_mark
from studygpt.render.math import one_line, typeset
from studygpt.render.math.symbols import (
    ACCENTS,
    BIG_OPERATORS,
    BIG_SIZES,
    FUNCTIONS_WITH_LIMITS,
    INTEGRALS,
    STRONG,
    SYMBOLS,
    TEXT,
    UPRIGHT,
)
from studygpt.render.segments import text_of
from tests.harmless_text import forbidden

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "math"


class Case(NamedTuple):
    title: str
    source: str
    picture: list[str]
    line: str


def read_cases() -> list[Case]:
    cases = []
    for path in sorted(FIXTURES.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").rstrip("\n").split("\n=== ")[1:]:
            title, _, rest = block.partition("\n")
            source, _, shown = rest.partition("\n--- picture\n")
            picture, _, line = shown.partition("\n--- line\n")
            cases.append(Case(f"{path.stem}: {title}", source, picture.split("\n"), line.rstrip("\n")))
    return cases


CASES = read_cases()


def with_marks(source: str) -> str:
    return source.replace("[...]", hole_mark(0)).replace("⟦", ANSWER_OPEN).replace("⟧", ANSWER_CLOSE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_formula_has_the_picture_that_somebody_looked_at(case: Case) -> None:
    assert typeset(with_marks(case.source), ["..."]).lines == case.picture
    assert text_of(one_line(with_marks(case.source), ["..."])) == case.line


def formulas_of(text: str) -> list[str]:
    found = re.findall(r"\$\$(.+?)\$\$|(?<![\w$])\$([^$\n]+)\$(?![\w$])", text, re.DOTALL)
    return [display or inline for display, inline in found]


def without_clozes(source: str) -> str:
    """`{{c1::x}}` as x, and holes and answers of a fixture likewise."""
    found = re.sub(r"\{\{c\d::(.*?)\}\}(?!\})", r"\1", source).replace("⟦", "").replace("⟧", "")
    return re.sub(r"\s+", "", found)


def test_each_display_formula_of_the_decks_is_among_them() -> None:
    known = {without_clozes(case.source).replace("[...]", "768") for case in CASES}
    known |= {without_clozes(case.source).replace("[...]", r"\le") for case in CASES}
    for note in sorted((ROOT / "decks").glob("*.md")):
        for formula in re.findall(r"\$\$(.+?)\$\$", note.read_text(encoding="utf-8"), re.DOTALL):
            assert without_clozes(formula) in known, formula


def test_every_formula_of_the_decks_is_set_without_source_left_in_it() -> None:
    for note in sorted((ROOT / "decks").glob("*.md")):
        for formula in formulas_of(note.read_text(encoding="utf-8")):
            source = (
                re.sub(r"\{\{c\d::", ANSWER_OPEN, formula).replace("}}", ANSWER_CLOSE) if "{{c" in formula else formula
            )
            styles = {segment.style for row in typeset(source).rows for segment in row}
            assert "unset" not in styles, formula


# ---------------------------------------------------------------------- holes and answers


def test_a_hole_says_its_hint_and_hides_what_it_asks_for() -> None:
    box = typeset(f"E = {hole_mark(1)} c^2", ["...", "which quantity?"])
    assert box.lines == ["    ┌─────────────────┐", "E = │ which quantity? │ c²", "    └─────────────────┘"]
    assert {segment.style for segment in box.rows[0]} == {"", "hole"}
    assert text_of(one_line(hole_mark(0), ["hint"])) == "[hint]"


@pytest.mark.parametrize(
    "source",
    [
        r"\foo{%s}",
        r"\text{a %s b}",
        r"\frac{%s}{2}",
        r"x_{%s}",
        r"\begin{foo}%s\end{foo}",
        r"\sqrt[%s]{2}",
        r"\left\%s",
        r"\mathrm{%s}",
        r"\operatorname{%s}",
        r"\label{x}%s",
        r"\tag{%s}",
    ],
)
def test_a_hole_stays_one_wherever_it_stands(source: str) -> None:
    shown = "\n".join(typeset(source % hole_mark(0), ["hint"]).lines)
    assert "hint" in shown, shown
    assert hole_mark(0) not in shown


def test_an_answer_is_told_apart_without_colour() -> None:
    assert typeset(f"a + {ANSWER_OPEN}b{ANSWER_CLOSE}").lines == ["    ┌───┐", "a + │ b │", "    └───┘"]
    assert typeset(f"e^{{{ANSWER_OPEN}x + 1{ANSWER_CLOSE}}}").lines == [" ⟦x+1⟧", "e"]
    assert text_of(one_line(f"a + {ANSWER_OPEN}b{ANSWER_CLOSE}")) == "a + ⟦b⟧"


def test_a_cloze_of_latex_is_an_answer() -> None:
    assert text_of(one_line(r"a + \cloze{b}")) == "a + ⟦b⟧"


def test_an_answer_that_ends_within_brackets_is_no_error() -> None:
    assert "x" in "\n".join(typeset(rf"{ANSWER_OPEN}\left( x{ANSWER_CLOSE} \right)").lines)


# ---------------------------------------------------------------------- narrow screens


def test_a_formula_too_wide_goes_on_below_before_a_relation_or_a_sum() -> None:
    assert typeset("a + b = c + d + e", width=12).lines == ["a + b", "    = c + d", "    + e"]
    assert typeset("a + b = c + d + e", width=20).lines == ["a + b = c + d + e"]


def test_a_formula_that_cannot_be_broken_stays_as_wide_as_it_is() -> None:
    assert typeset(r"\frac{a+b+c}{d}", width=5).width == 11


# ---------------------------------------------------------------------- whatever the source


def expect_sound(source: str) -> None:
    box = typeset(source, ["..."])
    assert 0 <= box.baseline < box.height
    for row in box.rows:
        assert sum(cell_len(segment.text) for segment in row) == box.width
        assert forbidden(text_of(row)) == []
    line = text_of(one_line(source, ["..."]))
    assert forbidden(line) == []
    assert "\n" not in line
    assert not {ANSWER_OPEN, ANSWER_CLOSE, hole_mark(0)} & set(line + "".join(box.lines))


@given(st.text())
def test_any_text_has_a_picture(source: str) -> None:
    expect_sound(source)


COMMANDS = [
    *SYMBOLS,
    *ACCENTS,
    *BIG_OPERATORS,
    *BIG_SIZES,
    *FUNCTIONS_WITH_LIMITS,
    *INTEGRALS,
    *STRONG,
    *TEXT,
    *UPRIGHT,
]
MORE = r"""frac sqrt left right middle binom overset underset stackrel substack xrightarrow overbrace underbrace boxed
tag not color phantom over choose limits cloze operatorname begin{pmatrix} end{pmatrix} begin{cases} end{cases} hline
foo begin{array}{c|c} end{array} begin{aligned} end{aligned} begin{foo} end{foo} hspace{1em} pmod mathop""".split()
PIECES = [
    *(f"\\{name} " for name in (*COMMANDS, *MORE)),
    *"{}{}{}^_^_&()[]|'~%$#",
    r"\\",
    "x",
    "12",
    " ",
    ANSWER_OPEN,
    ANSWER_CLOSE,
]
PIECES += [hole_mark(0), "大", "é", "e\u0301", "\u200d", "\ufe0f", "👩‍💻", "\x1b[31m", "\u202e"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_heap_of_commands_has_a_picture(source: str) -> None:
    expect_sound(source)


DEEP = {
    "fractions": (r"\frac{", "}{1}"),
    "braces": ("{", "}"),
    "roots": (r"\sqrt ", ""),
    "brackets": ("(", ")"),
    "brackets that grow": (r"\left(", r"\right)"),
    "matrices": (r"\begin{matrix}", r"\end{matrix}"),
    "exponents": ("x_{a}^{", "}"),
    "text": (r"\text{$", "$}"),
    "accents": (r"\hat{", "}"),
    "unknown": (r"\foo{", "}"),
    "environments that never end": (r"\begin{foo}", ""),
    "answers": (ANSWER_OPEN, ANSWER_CLOSE),
    "old fractions": ("{1 \\over ", "}"),
}


@pytest.mark.parametrize("levels", [19, 41, 200, 10_000])
@pytest.mark.parametrize("name", DEEP)
def test_depth_overflows_nothing(name: str, levels: int) -> None:
    """Each level twice would be 2 to the power of 19 at the least, and no test would end."""
    before, behind = DEEP[name]
    shown = "".join(typeset(before * levels + "x" + behind * levels).lines)
    assert "x" in shown
    assert "x" in text_of(one_line(before * levels + "x" + behind * levels))


def test_what_no_screen_could_show_is_its_source() -> None:
    matrix = r"\begin{matrix}" + r"\\".join(["&".join("a" * 300)] * 300) + r"\end{matrix}"
    for source in (matrix, "a" * 9000 + r"\\" * 5000, r"\frac{" * 100 + "}" * 100):
        box = typeset(source)
        assert box.height == 1
        assert box.lines[0].startswith("$")
        assert {segment.style for segment in box.rows[0]} == {"unset"}
