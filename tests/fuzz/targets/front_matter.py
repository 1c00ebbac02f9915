"""The front matter of a note: whatever stands there, its tags and titles are words, and its end lies in the note."""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.notes.front_matter import read_front_matter
from tests.notes.fixture_format import fixture_cases

WORDS = (
    *("---\n", "\n---\n", "...", "tags: ", "tags:\n- ", "title: ", "concepts: [", "aliases", "&a ", "*a", "<<: *a"),
    *("!!python/object:", "!!binary ", "|\n ", ">-\n ", "? ", ": ", "- ", "'", '"', "\\x85", "\u2028", "\ue085", "\t"),
    *("%YAML 1.2\n", "# ", "{", "}", "[", "]", "~", "= ", "0x1F", "2024-01-01", "\\ud800", "@", "`", "\ufeff"),
)
LONGEST = 500


def seeds() -> Iterator[bytes]:
    for case in fixture_cases():
        if case.text.startswith("---\n"):
            yield case.text.split("\n---\n")[0].removeprefix("---\n").encode()
    yield b"tags: [a, b]\ntitle: a: b"
    yield b"a: &a [x]\nb: [*a, *a]\n? x\n: y"
    yield b'title = "toml"\ntags = ["a"]'
    yield b"tags:\n- a\n\t- b\nTags: c d"


def check(data: bytes) -> None:
    block = data.decode("utf-8", "replace").replace("\r", "\n")
    text = f"---\n{block}\n---\n\nq::a\n"
    front = read_front_matter(text)
    lines = text.count("\n") + 1
    assert 2 <= front.end <= lines
    assert text.split("\n")[front.end - 1].rstrip(" \t") in ("---", "...")
    if front.problem is not None:
        line, sentence = front.problem
        assert 1 <= line <= front.end, front.problem
        assert sentence
    for key, value in front.data.items():
        assert isinstance(key, str)
        assert isinstance(value, str) or all(isinstance(each, str) for each in value)
        front.text(key)
        assert all(word == word.strip() != "" for word in front.words(key))
    assert all(tag and not tag.startswith("#") and tag.split() == [tag] for tag in front.tags)
    assert len(front.data) <= len(block) + 1
    assert read_front_matter(text) == front
