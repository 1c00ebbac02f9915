"""What the documentation shows is what the program does."""

from __future__ import annotations

import re

import pytest

from studygpt.cli import COMMANDS
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from tools.docs import HERE, commands_page, settings_page
from tools.pictures import pictures

ROOT = HERE.parent


def test_the_commands_page_is_the_programs_own_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert (HERE / "commands.md").read_text(encoding="utf-8") == commands_page(), "run `make docs`"


def test_the_readmes_commands_exist() -> None:
    named = set(re.findall(r"studygpt ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named <= {name for name, _, _ in COMMANDS}


def test_links_in_the_documentation_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *HERE.glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_pictures_show_the_app_as_it_is() -> None:
    for name, picture in pictures().items():
        kept = (HERE / f"{name}.svg").read_text(encoding="utf-8")
        assert re.findall(r">([^<>]+)</text>", kept) == re.findall(r">([^<>]+)</text>", picture), "run `make docs`"


def test_the_settings_page_is_made_of_their_descriptions() -> None:
    assert (HERE / "settings.md").read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_every_example_of_a_note_makes_cards() -> None:
    page = (HERE / "notes.md").read_text(encoding="utf-8")
    examples = re.findall(r"```markdown\n(.*?)\n```", page, re.DOTALL)
    assert len(examples) >= 9
    for example in examples:
        note = read_note(example, "note.md", Rules())
        assert note.drafts, example
        assert not note.problems, note.problems
