"""What a vault's folder says about reading its notes: the plugin's settings, cloze patterns, and what is left out.

The first line is the content of `.studygptignore` (its lines with `;` between), the rest the plugin's settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from studygpt.notes.ignore_file import IGNORE_FILE, read_ignore_file
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import BOLD, CURLY, HIGHLIGHT, REVIEW_SETTINGS, read_rules
from tests.notes.fixture_format import fixture_cases

WORDS = (
    *('"flashcardTags": [', '"clozePatterns": [', '"singleLineCardSeparator": "', '"multilineCardSeparator": "'),
    *('"singleLineReversedCardSeparator": "', '"multilineReversedCardSeparator": "', '"multilineCardEndMarker": "'),
    *('"noteFoldersToIgnore": [', '"convertFoldersToDecks": true', '"disableClozeCards": ', '"settings": {'),
    *('"convertHighlightsToClozes": ', '"convertBoldTextToClozes": true', "answer", "hint", "[123;;]", "[;;hint]"),
    *("\\\\[", "\\\\]", "**/", "*", "?", "[!a]", "[[:alpha:]]", "!", "\\", "{a,b}", "(?", "\\u0000", "\\ud800", "\\n"),
)
LONGEST = 400
_PATHS = ("note.md", "a/b/2024-07-18.md", "Énigme ?/x.excalidraw.md", "aaaaaaaaaaaaaaaaaaaaaaaa/aaaaaaaaaaaaaaaa.md")
_NOTE = """\
#flashcards #a
a::b and c:::d == e ==f== **g** {{h}} ((i))[^j]

q
?
a ==[1;;]b;;hint== - c

x - y, x — y; a ;; b := c
+++
"""
_folder = TemporaryDirectory(prefix="studygpt-fuzz-")
_settings = Path(_folder.name) / ".obsidian" / REVIEW_SETTINGS
_settings.parent.mkdir(parents=True)


def seeds() -> Iterator[bytes]:
    for case in fixture_cases():
        if case.settings:
            yield b"*.excalidraw.md;a/;!b\n" + json.dumps({"settings": case.settings}).encode()
    for pattern in (HIGHLIGHT, BOLD, CURLY, "((answer))[^\\[hint\\]]", "[123;;]==[answer]==", "<answer>[hint][12]"):
        yield b"a*b\n" + json.dumps({"clozePatterns": [pattern], "noteFoldersToIgnore": ["**/*.md", "a"]}).encode()
    for ignored in ("/a;b/**/c", "[z-a];[[:foo:]];(?;\\", "*a*a*a*b;**/a/**/b"):
        yield ignored.encode() + b"\n{}"


def check(data: bytes) -> None:
    ignored, _, settings = data.partition(b"\n")
    root = Path(_folder.name)
    _settings.write_bytes(settings)
    rules = read_rules(root)
    assert all(": " in problem for problem in rules.problems)
    for path in _PATHS:
        rules.is_ignored(path)
        note = read_note(_NOTE, path, rules)
        assert all(1 <= draft.line_start <= draft.line_end <= _NOTE.count("\n") + 1 for draft in note.drafts)
        assert all(draft.front.strip() and draft.back.strip() for draft in note.drafts)
    (root / IGNORE_FILE).write_bytes(ignored.replace(b";", b"\n"))
    problems: list[object] = []
    spec = read_ignore_file(root, problems)  # type: ignore[arg-type]
    for path in _PATHS:
        assert spec is None or spec.match_file(path) in (True, False)
    assert spec is not None or problems
