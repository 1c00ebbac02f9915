"""Vaults that were made to break readers come in without an error, and every other note beside them is read."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.study import Study

GOOD = "#flashcards\nel perro::the dog\n"
INVISIBLE = "\u200b\u200d\u202e\u2066\u2069\ufeff\u00ad\0\x0b\x0c\x1f\x85\u2028\u2029"
MARKS = (
    *(
        "```",
        "~~~~",
        "$$",
        "$",
        "%%",
        "<!--",
        "-->",
        "{{c1::",
        "}}",
        "==",
        "**",
        "{{",
        "[[",
        "]]",
        "](",
        "`",
        "::",
        "?",
    ),
    *(
        "START",
        "END",
        "STARTI [Basic]",
        "ENDI",
        "Q:",
        "A:",
        "C:",
        "#card",
        "#flashcards",
        "#fields",
        "\\cloze{",
        "- ",
        "> ",
    ),
    *("    ", "\t", "|", "---", "# ", "^id", "<div>", "<pre>", "\\", "[SR/memory/", "{{cloze ", "id:: x", "![[#A]]"),
)
FRONT = (
    "---\ntitle: a: b\ntags: [flashcards\n---\n",
    "---\n- just\n- a list\n---\n",
    "---\n{unclosed: [x\n---\n",
    "---\nkey: *nobody\n? x\n: y\n---\n",
    "---\ntags: " + "[" * 3000 + "\n---\n",
    '---\n\ttab: 1\nname = "toml"\n---\n',
    "---\nnever: closed\n",
    "---\n---\n",
    "---\n" + "a: &a [x]\n" + "\n".join(f"b{n}: [*a, *a]" for n in range(200)) + "\n---\n",
)


def notes(seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of notes, each bad in its own way."""
    pick = random.Random(seed)

    def jumble(size: int, between: str = " ") -> str:
        return between.join(pick.choice((*MARKS, "word", "слово", "単語", *INVISIBLE)) for _ in range(size))

    for number in range(12):
        yield f"jumble {number}.md", "\n".join(jumble(pick.randint(0, 9)) for _ in range(300)).encode()
    for number, front in enumerate(FRONT):
        yield f"front {number}.md", (front + GOOD).encode()
    yield "nested.md", "\n".join("  " * depth + f"- level {depth} #card" for depth in range(400)).encode()
    yield "quoted.md", "\n".join(">" * depth + f" q{depth}::a" for depth in range(300)).encode()
    yield "fences.md", ("#flashcards\na::b\n" + "".join(f"{'`' * n}\nx::{n}\n" for n in range(3, 200))).encode()
    yield "one line.md", ("#flashcards " + jumble(40_000)).encode()
    yield "long word.md", ("x" * 200_000 + "::y #flashcards").encode()
    yield "spaces.md", (" " * 200_000 + "\na::b" + "\t" * 100_000).encode()
    drawing = "---\nexcalidraw-plugin: parsed\n---\n==⚠  Switch to EXCALIDRAW VIEW ⚠==\n# Drawing\n```compressed-json\n"
    yield (
        "drawing.md",
        (drawing + "N4KAkARALgngDgUwgLgAQQQDwMYEMA2AlgCYBOuA7hADTgQBuCpAzoQPYB2KqATL\n" * 65_000).encode()[: 4 << 20],
    )
    yield "drawing too.excalidraw.md", (drawing + '{"a::b": "?"}\n' * 1000 + "```\n").encode()
    yield "bidi.md", f"#flashcards\n\u202eel perro\u202c::the\u200b dog{INVISIBLE}\n".encode()
    yield "nul.md", b"#flashcards\n\0a\0::\0b\0\n"
    yield "latin1.md", "#flashcards\ncafé::kaffee\n".encode("latin-1")
    yield "utf16.md", GOOD.encode("utf-16")
    yield "bytes.md", bytes(pick.randrange(256) for _ in range(5000))
    yield "empty.md", b""
    yield "only a mark.md", b"\xef\xbb\xbf"
    yield "cr.md", GOOD.replace("\n", "\r").encode()
    yield "mixed ends.md", b"#flashcards\r\na::b\rc::d\ne::f\r\n"
    yield "all clozes.md", ("{{c1::" * 3000 + "x" + "}}" * 3000).encode()
    yield "highlights.md", ("#flashcards\n" + "==a== " * 20_000).encode()


NAMES = (
    "Énigme ?.md",
    "a\nb.md",
    " .md",
    "...md",
    "-rf.md",
    "#tag [x] ^id|y.md",
    "CON.md",
    "🃏.md",
    "e\u0301.md",
    "%s %d.md",
)


def make(vault: Path, seed: int) -> int:
    """Write a nasty vault; return how many good notes lie in it."""
    (vault / ".obsidian" / "plugins" / "obsidian-spaced-repetition").mkdir(parents=True)
    settings = vault / ".obsidian" / "plugins" / "obsidian-spaced-repetition" / "data.json"
    odd = '{"settings": {"flashcardTags": ["#flashcards", 3, null], "clozePatterns": [1, "x", "==answer=="]'
    settings.write_text(odd + ("}}" if seed % 2 else ","), encoding="utf-8")  # half of the time broken off
    for name, data in notes(seed):
        (vault / name).write_bytes(data)
    for number, name in enumerate(NAMES):
        (vault / name).write_text(f"#flashcards\nfront {number}::back {number}\n", encoding="utf-8")
    deep = vault
    for level in range(40):
        deep = deep / f"level {level}"
    deep.mkdir(parents=True)
    (deep / "good.md").write_text("#flashcards\ndeep::down\n", encoding="utf-8")
    (vault / "loop").symlink_to(vault, target_is_directory=True)
    (vault / "itself.md").symlink_to(vault / "itself.md")
    (vault / "nowhere.md").symlink_to(vault / "gone")
    (vault / "again.md").symlink_to(deep / "good.md")
    (vault / "outside.md").symlink_to(Path("/etc/hostname"))
    (vault / "folder.md").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(vault / "pipe.md")
    return len(NAMES) + 1


@pytest.mark.parametrize("seed", [1, 2])
def test_a_nasty_vault_comes_in(tmp_path: Path, seed: int) -> None:
    vault = tmp_path / "vault"
    good = make(vault, seed)
    study = Study(StudyContext.open(tmp_path / "home" / "studygpt.db", system_clock()))
    summary = study.library.import_folder(vault, None, ("all",))
    problems = {problem.path for problem in summary.problems}
    assert {"latin1.md", "utf16.md", "front 0.md"} <= problems
    cards = study.library.cards("source:vault")
    fronts = {card.front for card in cards}
    assert {f"front {number}" for number in range(len(NAMES))} | {"deep", "el perro"} <= fronts
    assert good <= len(cards)
    again = study.library.import_folder(vault, None, ("all",))
    assert again.new == again.orphaned == 0
