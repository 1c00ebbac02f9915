"""Links of a card are followed and come back from; its source is opened; pictures and pages are shown outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from studygpt.study import Study
from tests.conftest import Vault
from tests.tui.driving import Driver, drive

pytestmark = pytest.mark.usefixtures("nothing_ships")

CARD = "#flashcards\n\nWhat does {} return?::Probabilities\n"
SOFTMAX = "---\ntitle: About softmax\n---\n# Softmax\n\nIt goes on to [[deep/temperature]].\n"
LONG = SOFTMAX + "\n".join(f"\nparagraph {at}" for at in range(60)) + "\n\n## Stability\n\nSubtract the maximum.\n"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose opener writes down what it was handed; Obsidian does not run."""
    place = tmp_path / "desktop"
    place.mkdir()
    for name, script in {"xdg-open": f'echo "$1" >> {place}/opened', "pgrep": "exit 1"}.items():
        (place / name).write_text(f"#!/bin/sh\n{script}\n")
        (place / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr("sys.platform", "linux")
    return place


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


def opened(place: Path) -> str:
    return (place / "opened").read_text() if (place / "opened").exists() else ""


def write(study: Study, vault: Vault, front: str, **notes: str) -> None:
    vault.write("a.md", CARD.format(front))
    for name, text in notes.items():
        vault.write(f"{name}.md", text)
    study.library.import_folder(vault.path, None, ())


def test_one_link_is_followed_at_once_and_escape_comes_back_to_the_card(study: Study, vault: Vault) -> None:
    write(study, vault, "[[softmax]]", softmax=SOFTMAX)
    vault.write("deep/temperature.md", "# Temperature\n\nColder is sharper.\n")
    study.library.sync_source(study.library.source("vault"))

    async def test(app: Driver) -> None:
        await app.press("space", "l")
        assert app.where == "note"
        await app.sees("About softmax · softmax.md", "It goes on to")
        assert "title:" not in app.text
        await app.press("l")
        await app.sees("Colder is sharper.")
        await app.press("escape", "escape")
        assert app.where == "review"
        await app.sees("What does softmax return?", "Probabilities", "3 Good")

    drive(test)


def test_several_links_are_offered_and_one_to_a_heading_opens_there(study: Study, vault: Vault) -> None:
    write(study, vault, "[[softmax#Stability|the stable one]] or [[softmax]] or [[nowhere]]", softmax=LONG)

    async def test(app: Driver) -> None:
        await app.press("l")
        await app.sees("1 the stable one", "2 softmax", "3 nowhere")
        await app.press("escape")
        assert app.where == "review"
        await app.press("l", "enter")
        await app.sees("Stability", "Subtract the maximum.")
        assert "It goes on to" not in app.text
        await app.press("g")
        await app.sees("It goes on to")
        await app.press("q", "l", "3")
        assert app.where == "review"
        assert "'nowhere' leads nowhere" in app.said

    drive(test)


def test_a_concept_leads_to_its_note_and_an_exercise_is_named(study: Study, vault: Vault) -> None:
    vault.write("about.md", "---\nconcepts: [weighing]\n---\n# Weighing\n\nAll of it.\n")
    vault.write("a.md", "---\nconcepts: [weighing]\n---\n" + CARD.format("it"))
    study.library.import_folder(vault.path, None, ())

    async def test(app: Driver) -> None:
        await app.press("x")
        assert "links to no exercise" in app.said
        await app.press("l")
        await app.sees("All of it.")

    drive(test)


def test_a_card_without_links_says_so(study: Study, vault: Vault) -> None:
    write(study, vault, "it")

    async def test(app: Driver) -> None:
        await app.press("l")
        assert "There is no link here." in app.said

    drive(test)


@pytest.mark.usefixtures("no_desktop")
def test_the_source_is_shown_at_the_cards_line_where_obsidian_does_not_run(
    study: Study,
    vault: Vault,
) -> None:
    vault.write("a.md", "# Top\n" + "\n".join(f"\nparagraph {at}" for at in range(60)) + "\n\n" + CARD.format("it"))
    study.library.import_folder(vault.path, None, ())

    async def test(app: Driver) -> None:
        await app.press("o")
        assert app.where == "note"
        await app.sees("What does it return?::Probabilities", "paragraph 59")
        assert "paragraph 3\n" not in app.text
        await app.press("escape")
        assert app.where == "review"

    drive(test)


def test_the_source_is_opened_in_obsidian_where_that_runs(study: Study, vault: Vault, outside: Path) -> None:
    vault.settings()
    write(study, vault, "it")

    async def test(app: Driver) -> None:
        await app.press("o")
        assert app.where == "note", "it does not run"
        await app.press("escape")
        (outside / "pgrep").write_text("#!/bin/sh\nexit 0\n")
        await app.press("o")
        await app.until(lambda: bool(opened(outside)))
        address = opened(outside).strip()
        assert address.startswith("obsidian://open?path=%2F")
        assert address.endswith("vault%2Fa.md")
        assert app.where == "review"

    drive(test)


def test_a_vault_that_is_not_obsidians_is_never_opened_there(study: Study, vault: Vault, outside: Path) -> None:
    write(study, vault, "it")
    (outside / "pgrep").write_text("#!/bin/sh\nexit 0\n")

    async def test(app: Driver) -> None:
        await app.press("o")
        assert app.where == "note"
        assert not opened(outside)

    drive(test)


@pytest.mark.parametrize("link", ["![[pic.png]]", "![a picture](img/pic.png)", "![x](../vault/img/pic.png)"])
def test_a_picture_is_shown_by_the_platforms_own_program(study: Study, vault: Vault, outside: Path, link: str) -> None:
    vault.write("img/pic.png", b"...")
    write(study, vault, link)

    async def test(app: Driver) -> None:
        await app.sees("[image: ")
        await app.press("l")
        await app.until(lambda: opened(outside).endswith("img/pic.png\n"))

    drive(test)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("![[run.desktop]]", "no program is started for files of this kind"),
        ("[x](file:///etc/passwd)", "There is no link here"),
        ("![x](../../secret.png)", "leads nowhere"),
        ("![x](/etc/passwd)", "leads nowhere"),
    ],
)
def test_a_note_cannot_have_programs_run_or_files_beyond_its_vault_opened(
    study: Study, vault: Vault, outside: Path, link: str, sentence: str
) -> None:
    vault.write("run.desktop", "[Desktop Entry]")
    (vault.path.parent.parent / "secret.png").write_bytes(b"...")
    write(study, vault, link)

    async def test(app: Driver) -> None:
        await app.press("l")
        assert sentence in app.said
        assert not opened(outside)

    drive(test)
    (vault.path.parent.parent / "secret.png").unlink()


@pytest.mark.usefixtures("no_desktop")
def test_without_a_display_an_address_is_said(study: Study, vault: Vault) -> None:
    write(study, vault, "[it](https://example.org/a?b=[c])")

    async def test(app: Driver) -> None:
        await app.press("l")
        assert "no display" in app.said
        assert "https://example.org/a" in app.said

    drive(test)


def test_text_of_a_note_is_no_markup_and_no_command_to_the_terminal(study: Study, vault: Vault) -> None:
    write(study, vault, "[[evil]] and [[softmax]]", softmax=SOFTMAX)
    vault.write("evil.md", '---\ntitle: "[@click=app.quit]quit[/]"\n---\n[bold]x[/bold] \x1b[2Jgone \U000f1000\n')
    study.library.sync_source(study.library.source("vault"))

    async def test(app: Driver) -> None:
        await app.press("l", "1")
        await app.sees("[@click=app.quit]quit[/]", "[bold]x[/bold]", "gone")
        assert "\x1b" not in app.text

    drive(test)
