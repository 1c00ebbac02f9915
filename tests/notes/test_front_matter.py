"""The front matter of a note: what people write there is what it says, valid YAML or not."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, reject, settings, strategies as st

from studygpt.notes.front_matter import FrontMatter, Value, read_front_matter
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from tests.long_form import in_long_form


def read(*lines: str) -> FrontMatter:
    return read_front_matter("\n".join(["---", *lines, "---", "text"]))


def data(*lines: str) -> dict[str, Value]:
    found = read(*lines)
    assert found.problem is None
    return found.data


# ---------------------------------------------------------------------- where it is


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("---\na: b\n---\ntext", 3),
        ("---\na: b\n---", 3),
        ("---\na: b\n...\ntext", 3),
        ("--- \t\na: b\n---\t\ntext", 3),
        ("---\n---\ntext", 2),
        ("---\n\n---\ntext", 3),
        ("---\n---", 2),
        ("---\na: b\n----\n---\ntext", 4),
        ("---\na: b\n --- \n---\ntext", 4),
    ],
)
def test_it_stands_between_the_first_line_and_the_next_three_dashes_or_dots(text: str, end: int) -> None:
    assert read_front_matter(text).end == end


@pytest.mark.parametrize(
    "text",
    [
        *("", "---", "---\n", "---\na: b", "---\na: b\n", "text\n---\na: b\n---", "\n---\na: b\n---\n"),
        *(" ---\na: b\n---\n", "----\na: b\n----\n", "...\na: b\n...\n", "---a: b\n---\n", "---\na: b\n --- x\n"),
    ],
)  # fmt: skip
def test_a_note_without_a_beginning_or_an_end_of_it_has_none(text: str) -> None:
    assert read_front_matter(text) == FrontMatter()


def test_an_unclosed_one_is_text_with_cards() -> None:
    note = read_note("---\nq::a\n", "note.md", Rules(opt_in_all=True))
    assert [draft.line_start for draft in note.drafts] == [2]


@pytest.mark.parametrize("lines", [(), ("",), ("# only a comment",), ("", "  ", "\t")])
def test_an_empty_one_says_nothing(lines: tuple[str, ...]) -> None:
    assert data(*lines) == {}


# ---------------------------------------------------------------------- values


@pytest.mark.parametrize(
    "value",
    [
        *("007", "1_000", "0x10", "1e3", "1.10", "2024-01-01", "2024-01-01T10:00:00Z", "12:30", "true", "no", "Yes"),
        *("null", "~", "two words", "a, b", "C++", "it's", "é", "日本語", "https://a.b/c", "-1", "a-b", "(a)", "5%"),
    ],
)  # fmt: skip
def test_a_value_is_the_text_that_was_written(value: str) -> None:
    assert data(f"key: {value}") == {"key": value}
    assert data(f"key:   {value}  ", "other: {a: b}") == {"key": value, "other": ["a"]}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(('"a: b"', "a: b"), ("'a # b'", "a # b"), ("'it''s'", "it's"), ('"\\u00e9\\n"', "é\n"), ("C#", "C#")),
        *(("a # remark", "a"), ("[[Note]]", ["Note"]), ('"[[Note]]"', "[[Note]]"), ("''", ""), ("'#tag'", "#tag")),
    ],
)
def test_quoted_values_and_remarks_are_read_as_yaml(written: str, value: Value) -> None:
    assert data(f"key: {written}") == {"key": value}


@pytest.mark.parametrize(
    "lines",
    [
        ("key:", "- one", "- two words", "- 3"),
        ("key:", "  - one", "  - two words", "  - 3"),
        ("key:", "", "  - one", "", "  - two words", "  - 3", ""),
        ("key: [one, two words, 3]",),
        ("key: [ one,two words , 3, ]",),
        ('key: ["one", \'two words\', "3"]',),
        ("key:", "  [one,", "   two words, 3]"),
        ("key:", "- 'one'", "- two words", "- 3 # remark"),
        ("key:", "- [one, two words]", "- [3]"),
        ("key:", "\t- one", "\t- two words", "\t- 3"),
    ],
)
def test_a_list_is_a_list_in_every_form(lines: tuple[str, ...]) -> None:
    assert data(*lines) == {"key": ["one", "two words", "3"]}
    assert data("before: x", *lines, "after: y") == {"before": "x", "key": ["one", "two words", "3"], "after": "y"}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("a: |", "  one", "  two", "b:"), {"a": "one\ntwo\n", "b": ""}),
        (("a: >-", "  one", "  two"), {"a": "one two"}),
        (("a: one", "  two"), {"a": "one two"}),
        (("a:", "  b: c", "  d:", "    - e"), {"a": ["b", "d"]}),
        (("a: {b: c}",), {"a": ["b"]}),
        (("a: &x [b, c]", "d: *x"), {"a": ["b", "c"], "d": ["b", "c"]}),
        (("a: &x b", "d: [*x, *x]"), {"a": "b", "d": ["b", "b"]}),
        (("a: b # remark", "# a line of it", "c: d"), {"a": "b", "c": "d"}),
        (("a:", "b:"), {"a": "", "b": ""}),
        (("? a", ": b"), {"a": "b"}),
        (("Größe: 3", "日: 4", "_x: 5", "a.b-c d: 6"), {"größe": "3", "日": "4", "_x": "5", "a.b-c d": "6"}),
        (('"quoted key": a',), {"quoted key": "a"}),
        (("a: b", "a: c"), {"a": "c"}),
        (("a: !!int 3",), {"a": "3"}),
    ],
)
def test_the_rest_of_yaml_is_read_as_well(lines: tuple[str, ...], found: dict[str, Value]) -> None:
    assert data(*lines) == found


def test_the_same_anchor_may_be_used_in_many_places() -> None:
    lines = ["base: &base [x, y]", *(f"k{number}: *base" for number in range(50))]
    assert data(*lines) == {key: ["x", "y"] for key in ("base", *(f"k{number}" for number in range(50)))}


def test_a_list_that_anchors_repeat_in_one_value_counts_once() -> None:
    assert data("a: [&x [p, q], r, *x, &y [*x, s], *y]", "b: [*y, *x]") == {
        "a": ["p", "q", "r", "s"],
        "b": ["p", "q", "s"],
    }


def test_anchors_that_make_too_many_values_are_said_to() -> None:
    def chain(length: int) -> FrontMatter:
        return read("a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}, y]" for n in range(1, length)))

    assert chain(200).data["a199"] == ["x", *["y"] * 199]
    assert chain(200).problem is None
    long = chain(3_000)
    assert long.data["a199"] == ["x", *["y"] * 199]
    assert long.problem is not None
    assert "too many values" in long.problem[1]


@pytest.mark.parametrize("key", ["tags", "Tags", "TAGS", "tAgS"])
@pytest.mark.parametrize("form", ["{key}: a", "{key}: [a]", '{key}: "a"', "{key}:\n- a"])
def test_a_key_may_be_in_capitals(key: str, form: str) -> None:
    assert read(form.format(key=key)).tags == ("a",)


def test_spaces_before_the_colon_are_none_of_the_key() -> None:
    assert data("title : x", "tags\t: y") == {"title": "x", "tags": "y"}


@pytest.mark.parametrize(
    ("lines", "value", "words"),
    [
        ((), None, ()),
        (("a:",), None, ()),
        (("a: ''",), None, ()),
        (("a: []",), None, ()),
        (("a: one",), "one", ("one",)),
        (("a: one, two , , one",), "one, two , , one", ("one", "two")),
        (("a: [one, 'two, three']",), "one", ("one", "two, three")),
        (("a: ' x '",), "x", ("x",)),
    ],
)
def test_a_key_can_be_asked_for_one_text_or_for_words(
    lines: tuple[str, ...], value: str | None, words: tuple[str, ...]
) -> None:
    assert (read(*lines).text("a"), read(*lines).words("a")) == (value, words)


# ---------------------------------------------------------------------- tags


@pytest.mark.parametrize(
    "lines",
    [
        ("tags: a b/c d",),
        ("tags: a, b/c, d",),
        ("tags: a,b/c,d",),
        ("tags: '#a, #b/c #d'",),
        ("tags: [a, b/c, d]",),
        ("tags: ['#a', \"#b/c\", d, d]",),
        ("tags:", "- a", "- b/c", "- d"),
        ("tags:", "  - '#a'", "  - b/c d"),
        ("tag: a, b/c, d",),
        ("tags: a", "tag: [b/c, d]"),
        ("tags:", "- [a, b/c]", "- [d]"),
        ("tags: &x [a, b/c, d]", "tag: *x"),
    ],
)
def test_tags_are_tags_in_every_form(lines: tuple[str, ...]) -> None:
    assert read(*lines).tags == ("a", "b/c", "d")


@pytest.mark.parametrize("lines", [("tags:",), ("tags: []",), ("tags: '#'",), ("tags: ,",), ("tagged: a",)])
def test_there_may_be_no_tags(lines: tuple[str, ...]) -> None:
    assert read(*lines).tags == ()


@pytest.mark.parametrize("line", ["tags: #a", "tags: #a #b"])
def test_a_number_sign_that_yaml_takes_for_a_remark_says_no_tag(line: str) -> None:
    assert read(line).tags == ()


# ---------------------------------------------------------------------- what is no YAML


@pytest.mark.parametrize(
    ("lines", "line", "found"),
    [
        (("title: a: b", "tags: [x, y]"), 2, {"title": "a: b", "tags": ["x", "y"]}),
        (("tags: [x, y]", "title: a: b"), 3, {"title": "a: b", "tags": ["x", "y"]}),
        (("tags:", "  - x", "  - 'y'", "title: a: b", "z: [p]"), 5, {"tags": ["x", "y"], "title": "a: b", "z": ["p"]}),
        (("title: @home", "tags: x"), 2, {"title": "@home", "tags": "x"}),
        (("title: `code`", "tags: x"), 2, {"title": "`code`", "tags": "x"}),
        (('title: "open', "tags: x"), 3, {"title": '"open', "tags": "x"}),
        (("title: [open", "tags: x"), 3, {"title": "[open", "tags": "x"}),
        (("title: *nothing", "tags: x"), 2, {"title": "*nothing", "tags": "x"}),
        (("title: %TITLE%", "tags: x"), 2, {"title": "%TITLE%", "tags": "x"}),
        (("a: b: c", "tags: 'x'"), 2, {"a": "b: c", "tags": "x"}),
        (("one", "tags: x"), 3, {"tags": "x"}),
    ],
)  # fmt: skip
def test_a_careless_line_loses_no_other_and_is_reported(
    lines: tuple[str, ...], line: int, found: dict[str, Value]
) -> None:
    front = read(*lines)
    assert front.data == found
    assert front.problem is not None
    assert 2 <= front.problem[0] <= line
    assert "not valid YAML" in front.problem[1]


def test_the_report_names_the_note_and_the_line() -> None:
    note = read_note("---\ntags: flashcards/x\ntitle: a: b\n---\nq::a\n", "folder/note.md", Rules())
    assert [str(problem).split(": ")[0] for problem in note.problems] == ["folder/note.md:3"]
    assert [draft.deck for draft in note.drafts] == ["flashcards/x"]
    assert note.title == "a: b"


@pytest.mark.parametrize("lines", [("just a sentence",), ("- a", "- b"), ("[a, b]",), ("'quoted'",)])
def test_what_is_no_list_of_keys_is_passed_over_and_reported(lines: tuple[str, ...]) -> None:
    front = read(*lines)
    assert front.data == {}
    assert front.end == len(lines) + 2
    assert front.problem is not None


@pytest.mark.parametrize("letter", ["\0", "\x07", "\x1b", "\ufffe"])
def test_a_letter_that_yaml_forbids_loses_no_other_line(letter: str) -> None:
    assert read(f"title: 'a{letter}'", "tags: [x]").tags == ("x",)


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85", "\x0c", "\x0b"])
@pytest.mark.parametrize("form", ["title: a{letter}b", "title: a{letter}b: c"])
def test_only_the_three_endings_end_a_line_here_too(letter: str, form: str) -> None:
    front = read(form.format(letter=letter), "tags: [x, 'y']")
    assert front.tags == ("x", "y")
    assert (front.text("title") or "").startswith(f"a{letter}b")


def test_a_tab_within_a_value_stays_a_tab() -> None:
    assert read("title: 'a\tb'", "tags: x").text("title") == "a\tb"


def test_tabs_may_indent() -> None:
    assert data("tags:", "\t- a", "\t- 'b'", "deep:", "\tone: 1", "\ttwo: 2") == {
        "tags": ["a", "b"],
        "deep": ["one", "two"],
    }


# ---------------------------------------------------------------------- much of it


def test_a_megabyte_of_keys_is_read_whole() -> None:
    lines = [f"key{number}: value number {number}" for number in range(36_000)]
    assert len("\n".join(lines)) > 1_000_000
    found = read(*lines)
    assert len(found.data) == 36_000
    assert found.data["key35999"] == "value number 35999"
    assert found.end == 36_002


@pytest.mark.parametrize("item", ["- word", "- 'word'"])
def test_a_long_list_is_read_whole(item: str) -> None:
    found = data("tags:", *(f"{item}" for _ in range(3_000)))["tags"]
    assert found == ["word"] * 3_000


def test_a_megabyte_of_one_value_is_read_whole() -> None:
    assert data(f'title: "{"long " * 200_000}"', "tags: x")["title"] == "long " * 200_000


@pytest.mark.parametrize("line", ["- " * 30_000, "? " * 30_000, "a: " + "[" * 30_000, "a: " + "{" * 30_000])
def test_what_nests_without_end_loses_no_other_line(line: str) -> None:
    front = read("title: x", line, "tags: [y]")
    assert front.tags == ("y",)
    assert front.problem is not None


def test_an_anchor_within_itself_is_no_error() -> None:
    front = read("a: &a [b, *a]", "tags: [x]")
    assert front.tags == ("x",)


# ---------------------------------------------------------------------- against PyYAML

_LETTERS = st.sampled_from("abzAZ019_-.,:;#!?&*|>%@`{}[]()'\"~/\\ \t=+é日€$<^")
_SCALAR = st.text(_LETTERS, max_size=10).map(str.strip)
_KEY = st.one_of(st.sampled_from(("tags", "title", "Aliases", "a b", "x-y", "q")), st.text(_LETTERS, max_size=5))
_VALUE = st.one_of(
    _SCALAR.map(lambda value: f" {value}"),
    st.lists(_SCALAR, max_size=3).map(lambda values: f" [{', '.join(values)}]"),
    st.lists(_SCALAR, max_size=3).map(lambda values: "".join(f"\n- {value}" for value in values)),
    st.lists(_SCALAR, max_size=3).map(lambda values: "".join(f"\n  - {value}" for value in values)),
    _SCALAR.map(lambda value: f' "{value}"'),
    _SCALAR.map(lambda value: f" '{value}'"),
    _SCALAR.map(lambda value: f"\n  {value}"),
    st.lists(_SCALAR, max_size=3).map(lambda values: "\n  ".join([" |", *values])),
    st.text(_LETTERS, max_size=12),
)
_BLOCKS = st.lists(st.builds(lambda key, value: f"{key}:{value}", _KEY, _VALUE), max_size=4).map("\n".join)


def _by_pyyaml(block: str) -> dict[str, Any]:
    """What both of PyYAML's readers make of it: the one in C refuses a little more than the one in Python."""
    readings = []
    for loader in (yaml.BaseLoader, getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
        try:
            readings.append(yaml.load(block, Loader=loader))
        except yaml.YAMLError:
            reject()
    expected = readings[0]
    assume(readings == [expected, expected] and isinstance(expected, dict))
    assume(all(isinstance(key, str) for key in expected))
    return dict(expected)


def _plainly(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))


@given(_BLOCKS)
@settings(max_examples=in_long_form(150, 6_000), deadline=None)
@example("a:\n- b\n- c\nd: e")
@example("title: x\ntags: [a, b]\n")
def test_what_pyyaml_can_read_is_read_as_pyyaml_reads_it(block: str) -> None:
    assume("\n---" not in f"\n{block}" and "\n..." not in f"\n{block}")
    assume("\t" not in block)  # a tab indents here, and there it is an error
    expected = _by_pyyaml(block)
    found = read_front_matter(f"---\n{block}\n---\n")
    assert found.problem is None
    assert set(found.data) == {key.lower() for key in expected}
    lowered = [key.lower() for key in expected]
    for key, value in expected.items():
        if _plainly(value) and lowered.count(key.lower()) == 1:
            assert found.data[key.lower()] == value, (key, block)


@given(_BLOCKS)
@settings(max_examples=in_long_form(125, 5_000), deadline=None)
def test_no_front_matter_is_an_error_and_it_ends_where_it_ends(block: str) -> None:
    assume("\n---" not in f"\n{block}" and "\n..." not in f"\n{block}")
    found = read_front_matter(f"---\n{block}\n---\ntext")
    assert found.end == len(block.split("\n")) + 2
    assert found.problem is None or 1 <= found.problem[0] <= found.end
