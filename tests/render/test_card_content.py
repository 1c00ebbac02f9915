"""What a card's markdown looks like: the fixtures in `tests/fixtures/cards/`, and what holds of any text and width.

    === what this case shows
    the markdown; [...] in a case called a front is a hole, ⟦ and ⟧ stand around an answer
    --- 60
    its lines at that width; » ends a line that may be wider

More widths follow in the same way.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, strategies as st

from studygpt.check.preview import preview
from studygpt.model import Card, Hole, Kind, Memory, Status
from studygpt.render.blocks import card_lines
from studygpt.render.card import back_lines, front_lines
from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, hole_mark
from studygpt.render.plain import plain, plain_text
from studygpt.render.segments import StyledLine
from tests.harmless_text import EVIL, forbidden
from tests.long_form import in_long_form

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "cards"


class Case(NamedTuple):
    title: str
    markdown: str
    width: int
    lines: list[str]


def read_cases() -> list[Case]:
    cases = []
    for path in sorted(FIXTURES.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").rstrip("\n").split("\n=== ")[1:]:
            title, _, rest = block.rstrip("\n").partition("\n")
            markdown, *shown = re.split(r"\n--- (\d+)(?:\n|$)", rest)
            for width, text in zip(shown[::2], shown[1::2], strict=True):
                cases.append(Case(f"{path.stem}: {title}", markdown, int(width), text.split("\n") if text else []))
    return cases


def with_marks(markdown: str) -> str:
    return markdown.replace("⟦", ANSWER_OPEN).replace("⟧", ANSWER_CLOSE).replace("[...]", hole_mark(0))


def as_text(lines: list[StyledLine]) -> list[str]:
    return [f"{line.text}»" if line.wide else line.text for line in lines]


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case.title}, {case.width}")
def test_a_card_looks_as_somebody_saw_it(case: Case) -> None:
    assert as_text(card_lines(with_marks(case.markdown), case.width, ["..."])) == case.lines


# ---------------------------------------------------------------------- styles


def styles(markdown: str) -> dict[str, str]:
    """Which style each piece of text has."""
    return {segment.text: segment.style for line in card_lines(markdown, 80) for segment in line.segments}


@pytest.mark.parametrize(
    ("markdown", "text", "style"),
    [
        ("a **b** c", "b", "strong"),
        ("a *b* c", "b", "emphasis"),
        ("a ~~b~~ c", "b", "strike"),
        ("a ==b== c", "b", "highlight"),
        ("a ==b **c**== d", "c", "strong highlight"),
        ("a <mark>b</mark> c", "b", "highlight"),
        ("a `b` c", "b", "code"),
        ("a **`b`** c", "b", "strong code"),
        ("a [b](http://c.d) e", "b", "link"),
        ("a [[b]] c", "b", "link"),
        ("a ![[b.png]] c", "[image: b.png]", "image"),
        ("a ![[b.png|300]] c", "[image: b.png]", "image"),
        ("a ![c|300x200](b.png) d", "[image: c]", "image"),
        ("a ![|300](b.png) d", "[image: b.png]", "image"),
        ("# a", "a", "heading"),
        ("a $b_1$ c", "b₁", "math"),
        ("a ____ b", "____", "hole"),
        ("> a", "│ ", "quote"),
        ("> [!note] a", "Note: a", "callout"),
        ("- a", "• ", "marker"),
        ("```python\nreturn 1 # why\n```", "return", "code keyword"),
        ("```python\nreturn 1 # why\n```", "# why", "code comment"),
        ("```python\nreturn 'a'\n```", "'a'", "code string"),
        ("```nonsense\nreturn 1\n```", "return 1", "code"),
        (f"a {ANSWER_OPEN}b{ANSWER_CLOSE} c", "⟦b⟧", "answer"),
        (r"a $\foo$ b", r"\foo", "unset"),
    ],
)
def test_what_text_is_has_a_name(markdown: str, text: str, style: str) -> None:
    assert styles(markdown)[text] == style


@pytest.mark.parametrize(
    ("markdown", "target"),
    [
        ("[a](http://b.c)", "http://b.c"),
        ("[[b#c|a]]", "b#c"),
        ("[[b]]", "b"),
        ("![[b.png|300]]", "b.png"),
        ("![x](b.png)", "b.png"),
        ("[a **b**](c)", "c"),
    ],
)
def test_a_link_and_an_image_know_where_they_lead(markdown: str, target: str) -> None:
    (line,) = card_lines(markdown, 80)
    assert {segment.target for segment in line.segments} == {target}


@pytest.mark.parametrize(
    "markdown",
    ["a == b and c == d", "a==b", "`==a==`", "$a == b$", "==", "== a ==", "===", "a == b", "x[[0]] = 1`", "2 * 3 * 4"],
)
def test_what_only_looks_like_markup_is_shown_as_it_is(markdown: str) -> None:
    (line,) = card_lines(markdown, 80)
    assert line.text == markdown.replace("`==a==`", "==a==").replace("$a == b$", "a == b").replace("x[[0]]", "x0")
    assert not any("highlight" in segment.style for segment in line.segments)


def test_brackets_in_code_are_no_links() -> None:
    assert plain("```\nx = [[1, 2]]\ny[[0]]\n```") == "  x = [[1, 2]]\n  y[[0]]"
    assert plain("so `y[[0]]` it is") == "so y[[0]] it is"


# ---------------------------------------------------------------------- cards


def card(front: str, back: str, *holes: Hole, kind: Kind = Kind.CLOZE) -> Card:
    return Card(
        id=None, source_id=None, source="s", path="a.md", line_start=1, line_end=1, dialect="cloze", kind=kind,
        status=Status.ACTIVE, front=front, back=back, holes=holes, deck="d", tags=(), concepts=(), exercises=(),
        memory=Memory(), title="a", headings=(), ancestors=(),
    )  # fmt: skip


def sides(shown: Card) -> tuple[str, str]:
    return plain_text(front_lines(shown, 80)), plain_text(back_lines(shown, 80))


@pytest.mark.parametrize(
    ("front", "back", "holes", "shown", "answered"),
    [
        ("The [...] is here.", "The key is here.", [("key", None)], "The [...] is here.", "The ⟦key⟧ is here."),
        ("The [who?] is.", "The key is.", [("key", "who?")], "The [who?] is.", "The ⟦key⟧ is."),
        ("[...] and [...]", "a and b", [("a", None), ("b", None)], "[...] and [...]", "⟦a⟧ and ⟦b⟧"),
        ("x[...] [...]", "x[...] y", [("y", None)], "x[...] [...]", "x[...] ⟦y⟧"),
        ("a [...] b", "a  c  b", [("c", None)], "a [...] b", "a  ⟦c⟧  b"),
        ("[...] in 1517.", "The Reformation began in 1517.",
         [("The Reformation began", None), ("Reformation", None)],
         "[...] in 1517.", "⟦The Reformation began⟧ in 1517."),
        ("- [...]\n- b", "- a\n- b", [("a", None)], "• [...]\n• b", "• ⟦a⟧\n• b"),
        ("It is [...].", "It is **bold**.", [("**bold**", None)], "It is [...].", "It is ⟦bold⟧."),
        ("It is [...].", "It is _a_.", [("_a_", None)], "It is [...].", "It is ⟦a⟧."),
        ("Shape [...] it", "Shape $(T, T)$ it", [("$(T, T)$", None)], "Shape [...] it", "Shape ⟦(T, T)⟧ it"),
        ("Shape $[...]$ it", "Shape $x_1$ it", [("x_1", None)], "Shape [...] it", "Shape ⟦x₁⟧ it"),
        ("The\n[...]\nend", "The\n$$x_1$$\nend", [("$$x_1$$", None)],
         "The\n[...]\nend", "The\n  ┌────┐\n  │ x₁ │\n  └────┘\nend"),
        ("| a | b |\n|---|---|\n| [...] | c |", "| a | b |\n|---|---|\n| x | c |", [("x", None)],
         "a     │ b\n──────┼──\n[...] │ c", "a   │ b\n────┼──\n⟦x⟧ │ c"),
        ("See [...] now", "See [[a|b]] now", [("[[a|b]]", None)], "See [...] now", "See ⟦b⟧ now"),
        ("`f` is [...]", "`f` is `g`", [("`g`", None)], "f is [...]", "f is ⟦g⟧"),
        ("Which? ![[[...].png]]", "Which? ![[cat.png]]", [("cat", None)],
         "Which? [image: [...].png]", "Which? [image: ⟦cat⟧.png]"),
        ("Which? ![[[...]]]", "Which? ![[cat]]", [("cat", None)],
         "Which? [embedded: [...]]", "Which? [embedded: ⟦cat⟧]"),
        ("no such mark", "other text", [("other", None)], "no such mark", "other text"),
    ],
)  # fmt: skip
def test_holes_of_a_cloze(
    front: str, back: str, holes: list[tuple[str, str | None]], shown: str, answered: str
) -> None:
    made = card(front, back, *(Hole(1, text, hint) for text, hint in holes))
    assert sides(made) == (shown, answered)


def test_a_hint_in_a_formula_is_one_harmless_line() -> None:
    made = card(f"$$E = [a\nhint{EVIL}] c^2$$", "$$E = m c^2$$", Hole(1, "m", f"a\nhint{EVIL}"))
    for line in front_lines(made, None):
        assert forbidden(line.text) == []
        assert "\n" not in line.text
    assert "a hint" in plain_text(front_lines(made, None))


def test_a_link_to_an_answer_leads_where_it_is_written() -> None:
    made = card("See [[[...]]]", "See [[cat]]", Hole(1, "cat"))
    assert {segment.target for line in back_lines(made, 80) for segment in line.segments} == {"", "cat"}
    assert sides(made) == ("See [...]", "See ⟦cat⟧")


def test_blanks_are_filled_on_the_back() -> None:
    made = card(
        "The `____` meets the ____.", "query, key\nas always", Hole(1, "query"), Hole(2, "key"), kind=Kind.BASIC
    )
    assert sides(made) == ("The ____ meets the ____.", "The ⟦query⟧ meets the ⟦key⟧.\n\nas always")
    made = card("The ____ is", "- query\n  - why", Hole(1, "query"), kind=Kind.BASIC)
    assert sides(made)[1] == "The ⟦query⟧ is\n\n• query\n  ◦ why"
    made = card("The ____ is", "a, b", kind=Kind.BASIC)
    assert sides(made) == ("The ____ is", "a, b")


def test_a_card_that_is_no_cloze_has_brackets_as_anybody_writes_them() -> None:
    assert sides(card("What is x[...]?", "a", kind=Kind.BASIC)) == ("What is x[...]?", "a")


def test_no_answer_of_the_shipped_decks_shows_on_its_front() -> None:
    """Every cloze of them has its holes marked on both sides."""
    clozes = [each for each in preview(ROOT / "decks").cards() if each.kind is Kind.CLOZE]
    assert len(clozes) > 20
    for made in clozes:
        for lines, style in ((front_lines(made, 60), "hole"), (back_lines(made, 60), "answer")):
            assert any(style in segment.style for line in lines for segment in line.segments), made.front


# ---------------------------------------------------------------------- whatever the text


PIECES = [
    *(
        "# h\n",
        "- ",
        "- [ ] ",
        "1. ",
        "> ",
        "> [!note] T\n",
        "```python\n",
        "```\n",
        "    ",
        "\n",
        "\n\n",
        "\t",
        "---\n",
    ),
    *(
        "| a | b |\n|---|---|\n",
        "| c | d |\n",
        "$",
        "$$",
        "$$\n",
        r"\frac{a}{b}",
        "x_i",
        "**",
        "*",
        "_",
        "`",
        "==",
        "~~",
    ),
    *(
        "[[a|b]]",
        "![[x.png]]",
        "![a](b)",
        "[t](u)",
        "<b>",
        "</i>",
        "<br>",
        "<!-- ",
        "-->",
        "<pad>",
        "[^1]",
        "[^1]: f\n",
    ),
    *(
        "&#27;",
        "&lt;",
        "\x1b[31m",
        "\u202e",
        "\u200d",
        "\ufe0f",
        "大きい",
        "👩‍💻",
        "e\u0301",
        "עברית",
        "word ",
        "word" * 9,
    ),
    *(
        "____",
        "[...]",
        ANSWER_OPEN,
        ANSWER_CLOSE,
        hole_mark(0),
        " ",
        "\\",
        "|",
        "$5 ",
        "\r\n",
        "\0",
        "\u2028",
        "\u3000",
        "<sub>",
        "%%",
    ),
]


def expect_sound(markdown: str, width: int) -> None:
    for scrollable in (True, False):
        for line in card_lines(markdown, width, ["hint"], scrollable=scrollable):
            assert line.wide or line.width <= width
            assert forbidden(line.text) == []
            assert not {"\n", "\t", ANSWER_OPEN, ANSWER_CLOSE, hole_mark(0)} & set(line.text)
    assert forbidden(plain(markdown, drawn=False)) == []


@given(st.text(), st.integers(8, 100))
@example(EVIL, 8)
def test_any_text_is_as_wide_as_asked_for_and_harmless(markdown: str, width: int) -> None:
    expect_sound(markdown, width)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from([8, 20, 36, 60, 80]))
def test_any_heap_of_markup_is_as_wide_as_asked_for_and_harmless(markdown: str, width: int) -> None:
    expect_sound(markdown, width)


@given(st.text(alphabet="ab []._*$\n", max_size=30), st.text(max_size=10), st.text(alphabet="ab []._*$\n", max_size=30))
def test_where_a_hole_is_shows_from_front_and_back(before: str, held: str, after: str) -> None:
    made = card(f"{before}[...]{after}", f"{before}{held}{after}", Hole(1, held.strip()))
    for lines in (front_lines(made, 40), back_lines(made, 40)):
        assert all(line.wide or line.width <= 40 for line in lines)


@pytest.mark.parametrize(
    "unit", ["> ", "- ", "a ", "大", "[[", "$", "==a", "<b>", "  - a\n", "| a |\n", "a\n", "**a", "`"]
)
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        before = time.process_time()
        card_lines(text, 60)
        return time.process_time() - before

    card_lines("`a`", 60)
    small, unnoticed = in_long_form((2_000, 0.003), (4_000, 0.01))
    # Four times as much may take eight times as long before it is called slow, and is looked at again then.
    assert any(seconds(4 * small) < 8 * max(seconds(small), unnoticed) for _ in range(5))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("see https://example.org/a_b*c.", "https://example.org/a_b*c"),
        ("(https://example.org/x)", "https://example.org/x"),
        ("https://example.org/wiki/A_(b), too", "https://example.org/wiki/A_(b)"),
        ("see **http://example.org**!", "http://example.org"),
    ],
)
def test_an_address_that_stands_in_a_sentence_is_a_link(written: str, address: str) -> None:
    (line,) = card_lines(written, 80)
    assert [each.target for each in line.segments if each.target] == [address]
    assert line.text == written.replace("*", "", 4 if "**" in written else 0)


def test_the_mark_of_a_footnote_that_stands_elsewhere_in_the_note_is_small() -> None:
    assert card_lines("It is so[^1], says [^12] and [^a].", 80)[0].text == "It is so¹, says ¹² and [^a]."
