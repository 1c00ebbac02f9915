"""Images of notes: drawn where the terminal and the extra allow it, else named, with what is wrong with them."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from studygpt.study import Study
from studygpt.tui.pictures.image_file import can_draw
from studygpt.tui.pictures.terminal_graphics import Cell, Form, cell_size, form_of
from studygpt.tui.widgets.card_view import CardView
from tests.commands.test_processes import Terminal
from tests.conftest import Cli, Program, Vault
from tests.long_form import in_long_form
from tests.tui.driving import Driver, drive

needs_the_extra = pytest.mark.skipif(not can_draw(), reason="studygpt[images] is not installed")
UPPER = "▀"


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "KITTY_WINDOW_ID", "TERM_PROGRAM", "KONSOLE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def png(width: int, height: int, colour: bytes = b"\xff\x80\x00") -> bytes:
    """A picture of one colour."""
    rows = zlib.compress((b"\0" + colour * width) * height)
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    parts = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    chunks = (
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def write(study: Study, vault: Vault, front: str, back: str = "An answer", **images: bytes) -> None:
    """A card, and files named `pic_png` for `img/pic.png`."""
    for name, data in images.items():
        vault.write(f"img/{name.replace('_', '.')}", data)
    vault.write("a.md", f"#flashcards\n\n{front}\n?\n{back}\n")
    study.library.import_folder(vault.path, None, ())


def drawn_lines(app: Driver) -> list[str]:
    return [line for line in app.text.split("\n") if UPPER in line]


@needs_the_extra
@pytest.mark.parametrize(
    ("embed", "columns", "rows"),
    [
        ("![[pic.png]]", 20, 5),
        ("![[img/pic.png|100]]", 10, 2),
        ("![[PIC.png|a name|100x900]]", 10, 2),
        ("![a name](img/pic.png)", 20, 5),
        ("![a name|100](<img/pic.png>)", 10, 2),
        ("![](../vault/img/pic.png)", 20, 5),
        ('<img src="img/pic.png" width="100">', 10, 2),
        ("- in a list ![[pic.png]]", 20, 5),
        ("![[pic.png|5000]]", 60, 15),
    ],
)
def test_an_image_is_drawn_in_the_size_that_its_note_wants(
    study: Study, vault: Vault, embed: str, columns: int, rows: int
) -> None:
    write(study, vault, f"{embed}\nWhat is it?", pic_png=png(200, 100))

    async def test(app: Driver) -> None:
        await app.until(lambda: bool(drawn_lines(app)))
        lines = drawn_lines(app)
        assert [line.count(UPPER) for line in lines] == [columns] * rows
        assert "What is it?" in app.text
        assert "[image" not in app.text

    drive(test)


@needs_the_extra
def test_the_colours_are_those_of_the_picture_and_the_answers_picture_comes_with_the_answer(
    study: Study, vault: Vault
) -> None:
    write(study, vault, "![[a.png]]", "![[b.png]]", a_png=png(40, 40), b_png=png(40, 40, b"\x00\x40\xff"))

    async def test(app: Driver) -> None:
        await app.until(lambda: bool(drawn_lines(app)))
        seen = [each for strip in app.app.screen._compositor.render_strips() for each in strip if UPPER in each.text]
        assert {str(each.style.color.name) for each in seen if each.style and each.style.color} == {"#ff8000"}
        assert len(drawn_lines(app)) == 2
        await app.press("space")
        await app.until(lambda: len(drawn_lines(app)) == 4)

    drive(test)


@needs_the_extra
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("none", b"", "[image: none.png (there is no such file)]"),
        ("empty", b"", "(the file is empty)"),
        ("text", b"not a picture", "(the file is no image, or damaged)"),
        ("cut", png(300, 300)[:60], "(the file is damaged)"),
        ("wrong", png(9, 9)[:40] + b"\xff" * 30, "(the file is"),
        ("huge", png(1, 1)[:16] + (60_000).to_bytes(4, "big") * 2 + png(1, 1)[24:], "(the file is"),
    ],
)
def test_what_cannot_be_drawn_is_named_with_the_reason(
    study: Study, vault: Vault, name: str, data: bytes, words: str
) -> None:
    if name != "none":
        vault.write(f"{name}.png", data)
    write(study, vault, f"See ![[{name}.png]] here")

    async def test(app: Driver) -> None:
        await app.sees("See [image: ", words, "here")
        assert not drawn_lines(app)
        await app.press("space", "4")
        assert app.study.review.due() == [], "the card can be graded all the same"

    drive(test)


@needs_the_extra
def test_a_picture_of_one_by_millions_of_pixels_is_not_even_decoded(tmp_path: Path) -> None:
    from studygpt.tui.pictures.image_file import Undrawable, measure

    head = (1).to_bytes(4, "big") + (40_000_000).to_bytes(4, "big") + b"\x08\x02\0\0\0"
    chunk = b"IHDR" + head
    data = b"\x89PNG\r\n\x1a\n" + len(head).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    (tmp_path / "tall.png").write_bytes(data + png(1, 1)[33:])
    with pytest.raises(Undrawable, match="too large to be drawn: 1 x 40000000 pixels"):
        measure(tmp_path / "tall.png")


@needs_the_extra
def test_a_huge_picture_is_not_even_decoded(study: Study, vault: Vault) -> None:
    head = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    chunk = b"IHDR" + head
    data = b"\x89PNG\r\n\x1a\n" + len(head).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    write(study, vault, "![[big.png]]", big_png=data + png(1, 1)[33:])

    async def test(app: Driver) -> None:
        await app.sees("too large to be drawn: 60000 x 60000 pixels")

    drive(test)


@needs_the_extra
@pytest.mark.parametrize(
    ("embed", "words"),
    [
        ("![[x.svg]]", "[image: x.svg (an SVG, which is not drawn here)]"),
        ("![[x.pdf#page=2]]", "(a PDF, which is not drawn here)]"),
        ("![x](https://example.org/x.png)", "[image: x (on the web)]"),
        ("![[eps.png]]", "(the file is no image, or damaged)"),
        ("![[a.md]]", "[embedded: a.md]"),
    ],
)
def test_other_kinds_of_files_are_named(study: Study, vault: Vault, embed: str, words: str) -> None:
    write(
        study,
        vault,
        embed,
        x_svg=b"<svg/>",
        x_pdf=b"%PDF",
        eps_png=b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    )

    async def test(app: Driver) -> None:
        await app.sees(words)

    drive(test)


@needs_the_extra
def test_of_an_animation_the_first_picture_is_drawn_and_it_is_said(study: Study, vault: Vault) -> None:
    from PIL import Image

    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    vault.write("x.gif", b"")
    frames[0].save(vault.path / "x.gif", save_all=True, append_images=frames[1:])
    write(study, vault, "![[x.gif]]")

    async def test(app: Driver) -> None:
        await app.sees("[image: x.gif (it moves; this is its first picture)]")
        await app.until(lambda: len(drawn_lines(app)) == 2)

    drive(test)


@needs_the_extra
def test_a_picture_scrolls_with_its_card_and_fits_a_screen_that_changes_its_size(study: Study, vault: Vault) -> None:
    text = "\n".join(f"line {at}" for at in range(30))
    write(study, vault, "![[pic.png]]\nWhat?", text, pic_png=png(1000, 1000))

    async def test(app: Driver) -> None:
        await app.until(lambda: bool(drawn_lines(app)))
        assert "What?" in app.text, "the question is in sight with its picture"
        await app.pilot.resize_terminal(140, 45)
        await app.until(lambda: len(drawn_lines(app)) == 36)
        await app.pilot.resize_terminal(60, 18)
        await app.until(lambda: len(drawn_lines(app)) == 9)
        assert "What?" in app.text
        await app.press("space", "g", "j", "j")
        await app.until(lambda: len(drawn_lines(app)) == 7)
        await app.press("G")
        assert "line 29" in app.text
        assert not drawn_lines(app)

    drive(test, size=(80, 24))


@needs_the_extra
def test_an_image_that_changes_is_drawn_anew_and_one_that_goes_is_missed(study: Study, vault: Vault) -> None:
    write(study, vault, "![[pic.png]]", pic_png=png(100, 40))

    async def test(app: Driver) -> None:
        await app.until(lambda: len(drawn_lines(app)) == 2)
        vault.write("img/pic.png", png(100, 80))
        await app.press("space")
        await app.until(lambda: len(drawn_lines(app)) == 4)
        vault.delete("img/pic.png")
        await app.pilot.resize_terminal(90, 24)
        await app.sees("[image: pic.png (there is no such file)]")

    drive(test)


@needs_the_extra
def test_links_count_a_picture_once_and_lead_to_it(study: Study, vault: Vault) -> None:
    write(study, vault, "![[pic.png]] and [[a]]", pic_png=png(100, 100))

    async def test(app: Driver) -> None:
        await app.until(lambda: bool(drawn_lines(app)))
        await app.press("l")
        await app.sees("1 [image: pic.png] (pic.png)", "2 a")

    drive(test)


@needs_the_extra
def test_the_setting_holds_at_once(study: Study, vault: Vault) -> None:
    write(study, vault, "![[pic.png]]", pic_png=png(100, 100))

    async def test(app: Driver) -> None:
        await app.until(lambda: bool(drawn_lines(app)))
        app.app.configure("images", "off")
        await app.sees("[image: pic.png]")
        assert not drawn_lines(app)
        app.app.configure("images", "blocks")
        await app.until(lambda: bool(drawn_lines(app)))

    drive(test)


@needs_the_extra
def test_sixels_are_not_painted_over_a_window_that_lies_above_them(study: Study, vault: Vault) -> None:
    write(study, vault, "![[pic.png]]", pic_png=png(100, 100))
    study.configure("images", "sixel")

    async def test(app: Driver) -> None:
        def painted() -> bool:
            strips = app.app.screen._compositor.render_strips()
            return any("\x1bP" in each.text for strip in strips for each in strip)

        await app.until(painted)
        await app.press("i")
        assert "Card" in app.text
        view = next(view for screen in app.app.screen_stack for view in screen.query(CardView))
        assert not any("\x1bP" in each.text for at in range(6) for each in view.render_line(at))
        await app.press("escape")
        await app.until(painted)

    drive(test)


@needs_the_extra
def test_many_pictures_of_one_note_are_all_drawn(study: Study, vault: Vault) -> None:
    images = {f"p{at}_png": png(400, 200, bytes([at * 5, 9, 9])) for at in range(40)}
    write(study, vault, "\n".join(f"![[p{at}.png]]" for at in range(40)), **images)

    async def test(app: Driver) -> None:
        await app.until(lambda: "p39.png" not in app.app.screen.query_one(CardView).text)
        await app.press("G")
        await app.until(lambda: len(drawn_lines(app)) >= 19)
        await app.press("g")
        await app.until(lambda: len(drawn_lines(app)) >= 19)

    drive(test)


# ---------------------------------------------------------------------- where nothing is drawn


@pytest.mark.parametrize("why", ["no colour", "no extra"])
def test_without_colours_or_the_extra_the_name_stands_there(
    study: Study, vault: Vault, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.setattr("studygpt.tui.pictures.image_file.can_draw", lambda: False)
    write(study, vault, "See ![[pic.png]]", "![a](nowhere.png)", pic_png=png(40, 40))

    async def test(app: Driver) -> None:
        await app.press("space")
        await app.sees("See [image: pic.png]", "[image: a]")

    drive(test)


def test_a_session_without_images_loads_nothing_that_draws(
    vault: Vault, take_in: Callable[[], None], home: Path, tmp_path: Path
) -> None:
    vault.write("a.md", "#flashcards\n\nWhat?::That\n")
    take_in()
    code = """
import sys
from studygpt.cli import main
done = main(["review"])
loaded = [name for name in sys.modules if name.split(".")[0] in ("PIL", "textual_image") or "image_file" in name]
open(sys.argv[1], "w").write(repr(loaded))
"""
    report = tmp_path / "loaded"
    terminal = Terminal(home, "-c", code, str(report), columns=100, module=False)
    terminal.wait_for("0 done")
    terminal.type(" ")
    terminal.wait_for("That")
    terminal.type("q")
    terminal.wait_for("Streak")
    terminal.type("q")
    terminal.end()
    assert report.read_text() == "[]"


# ---------------------------------------------------------------------- what the terminal can do


@pytest.mark.parametrize(
    ("environment", "form"),
    [
        ({"TERM": "xterm-kitty"}, Form.KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, Form.KITTY),
        ({"TERM": "xterm-ghostty"}, Form.KITTY),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x"}, Form.BLOCKS),
        ({"TERM": "foot"}, Form.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, Form.SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "240800"}, Form.SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "old"}, Form.BLOCKS),
        ({"TERM": "xterm-256color"}, Form.BLOCKS),
        ({}, Form.BLOCKS),
    ],
)
def test_a_terminal_is_known_by_what_it_tells_of_itself(environment: dict[str, str], form: Form) -> None:
    assert form_of(environment) is form


def test_a_cell_has_some_size_without_a_terminal() -> None:
    assert min(cell_size()) > 0


@needs_the_extra
def test_each_row_of_sixels_is_as_high_as_a_cell_and_leaves_the_cursor_where_it_was() -> None:
    from PIL import Image

    from studygpt.tui.pictures.cell_rows import pixels, rows_of

    cell = Cell(8, 17)
    assert pixels(Form.SIXEL, 5, 3, cell) == (40, 51)
    rows = rows_of(Form.SIXEL, Image.new("RGB", (40, 51), "#336699"), 5, 3, cell).rows
    assert len(rows) == 3
    for blank, drawn in rows:
        assert blank.text == "     "
        assert drawn.control, "it takes no cells"
        assert re.fullmatch(r"\x1b7\x1b\[5D\x1bP[^\x1b]*\"1;1;40;17[^\x1b]*\x1b\\\x1b8", drawn.text)


@needs_the_extra
def test_kitty_is_sent_a_picture_once_and_shows_it_by_letters_and_forgets_it() -> None:
    from PIL import Image
    from rich.cells import cell_len

    from studygpt.tui.pictures.cell_rows import rows_of

    made = rows_of(Form.KITTY, Image.effect_noise((200, 100), 90).convert("RGB"), 20, 5, Cell(10, 20))
    assert [cell_len(row[0].text) for row in made.rows] == [20] * 5
    colours = {row[0].style.color.triplet for row in made.rows if row[0].style and row[0].style.color}
    (colour,) = colours
    parts = re.findall(r"\x1b_G([^;\x1b]*)(?:;([^\x1b]*))?\x1b\\", made.before)
    number = int(re.search(r"i=(\d+)", parts[0][0])[1])  # type: ignore[index]
    assert colour is not None
    assert (colour.red << 16 | colour.green << 8 | colour.blue) == number & 0xFFFFFF
    assert base64.b64decode("".join(data for _, data in parts)).startswith(b"\x89PNG")
    assert all("q=2" in control for control, _ in parts), "no answer is asked for: it would arrive among the keys"
    assert f"i={number},c=20,r=5" in parts[-1][0]
    assert f"i={number}" in made.after


@needs_the_extra
@pytest.mark.parametrize("form", in_long_form(["kitty", "blocks"], ["kitty", "sixel", "blocks"]))
def test_the_terminal_is_asked_nothing_and_keys_arrive(
    cli: Cli, vault: Vault, take_in: Callable[[], None], home: Path, form: str
) -> None:
    vault.write("pic.png", png(64, 64))
    vault.write("a.md", "#flashcards\n\n![[pic.png]] What?::That ![[pic.png|30]]\n")
    take_in()
    assert cli("config", "images", form).code == 0
    shown = {"kitty": "\U0010eeee", "sixel": "\x1bP", "blocks": UPPER}[form]
    terminal = Terminal(home, "review", columns=80)
    terminal.wait_for("0 done")
    terminal.wait_for(shown)
    terminal.type(" ")
    terminal.wait_for("That")
    terminal.type("4")
    terminal.wait_for("1 done")
    terminal.type("q")
    terminal.wait_for("Streak")
    terminal.type("q")
    assert terminal.end() == 0
    assert not re.search(r"\x1b\[(?:c|0c|>c|1[468]t)|a=q", terminal.shown)
    assert ("a=d" in terminal.shown) == (form == "kitty")


def test_nothing_is_drawn_in_a_pipe(program: Program, vault: Vault, take_in: Callable[[], None]) -> None:
    vault.write("pic.png", png(64, 64))
    vault.write("a.md", "#flashcards\n\n![[pic.png]]::That\n")
    take_in()
    ran = program("review", stdin="\n4\n")
    assert "[image: pic.png]" in ran.out
    assert UPPER not in ran.out
    assert "\x1b" not in ran.out
