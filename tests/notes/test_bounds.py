"""Files that are too large, or no files: each is passed over with a sentence, in little time and memory."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studygpt import files
from studygpt.model import Draft, Kind, Note
from studygpt.notes import vault as notes_vault
from studygpt.notes.front_matter import read_front_matter
from studygpt.study import Study
from studygpt.sync import plan
from studygpt.sync.batches import batches, is_one_batch
from studygpt.sync.new_card_order import NewCard, prerequisites_first
from tests.conftest import Cli, Vault

pytestmark = [
    pytest.mark.usefixtures("nothing_ships"),
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here"),
]

CARD = "#flashcards\n\nWhat arrives?::This card\n"
ZERO = Path("/dev/zero")


def make_pipe(place: Path) -> None:
    os.mkfifo(place)


def make_endless(place: Path) -> None:
    place.symlink_to(ZERO)


def make_folder(place: Path) -> None:
    place.mkdir()


def make_large(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(50_000_000_000)  # sparse: it takes no room


def make_bytes(place: Path) -> None:
    place.write_bytes(b"\xff\xfe\x00\xd8")


KINDS = [make_pipe, make_endless, make_folder, make_large, make_bytes]
kinds = pytest.mark.parametrize("make", KINDS)


def taken_in(study: Study, vault: Vault) -> tuple[list[str], list[str]]:
    """Take in a vault; return the problems and the fronts of its cards."""
    summary = study.library.import_folder(vault.path, None, ())
    return [str(problem) for problem in summary.problems], sorted(card.front for card in study.library.cards())


def test_a_note_that_is_too_large_is_named_and_its_stored_cards_stay(study: Study, vault: Vault) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is stored?::This card\n")
    vault.write("b.md", CARD)
    taken_in(study, vault)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (vault.path / "a.md").open("wb") as file:
        file.truncate(300_000_000)
    problems, fronts = taken_in(study, vault)
    assert fronts == ["What arrives?", "What is stored?"]
    why = "it is larger than 20 MB; split it and it will be read; the cards it had stay as they are"
    assert problems == [f"a.md: not read: {why}"]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024)
    assert grown < 100_000_000, "nothing of it was read"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_a_note_with_a_line_that_is_too_long_is_named_and_its_stored_cards_stay(
    study: Study, vault: Vault, end: bytes
) -> None:
    vault.write("a.md", "#flashcards\n\nWhat is stored?::This card\n")
    taken_in(study, vault)
    vault.write("a.md", end.join([b"#flashcards", b"", b"What is long?::" + b"a" * 1_000_000, b""]))
    problems, fronts = taken_in(study, vault)
    assert fronts == ["What is stored?"]
    assert problems[0].startswith("a.md: not read: line 3 is longer than 1 MB; break it")
    assert "stay as they are" in problems[0]


def test_many_lines_and_a_line_of_almost_a_megabyte_are_read(study: Study, vault: Vault) -> None:
    words = "a long answer " * 70_000
    vault.write("a.md", f"#flashcards\n\nWhat is long?::{words}\n" + "\n".join(["text"] * 100_000))
    assert taken_in(study, vault) == ([], ["What is long?"])


def test_a_batch_of_notes_is_small_in_bytes_too() -> None:
    def note(size: int) -> notes_vault.NoteFile:
        return notes_vault.NoteFile(f"{size}.md", size, 0)

    sizes = [5, 7_999_999, 1, 20_000_000, 3, *[0] * 400]
    made = [[file.size for file in batch] for batch in batches([note(size) for size in sizes])]
    assert [size for batch in made for size in batch] == sizes
    assert made[:4] == [[5], [7_999_999, 1], [20_000_000], [3, *[0] * 199]]
    assert not is_one_batch([note(20_000_000)])
    assert is_one_batch([note(8_000)] * 200)
    assert list(batches([])) == []


@kinds
def test_an_ignore_file_that_cannot_be_read_is_named(study: Study, vault: Vault, make: Callable[[Path], None]) -> None:
    vault.write("a.md", CARD)
    make(vault.path / ".studygptignore")
    problems, fronts = taken_in(study, vault)
    assert fronts == ["What arrives?"]
    assert len(problems) == 1
    assert problems[0].startswith(".studygptignore: not read (")


@kinds
def test_settings_of_a_vault_that_cannot_be_read_are_named(
    study: Study, vault: Vault, make: Callable[[Path], None]
) -> None:
    vault.write("a.md", CARD)
    place = vault.path / ".obsidian" / "plugins" / "obsidian-spaced-repetition"
    place.mkdir(parents=True)
    make(place / "data.json")
    make(vault.path / ".obsidian" / "templates.json")
    problems, fronts = taken_in(study, vault)
    assert fronts == ["What arrives?"]
    assert sum("could not be read" in each for each in problems) == 2


@kinds
def test_a_memory_file_that_cannot_be_read_is_named(study: Study, vault: Vault, make: Callable[[Path], None]) -> None:
    vault.write("a.md", "What is it?\n[[SR/memory/KwfTbvZ1.md|?]]\nThis\n")
    (vault.path / "SR" / "memory").mkdir(parents=True)
    make(vault.path / "SR" / "memory" / "KwfTbvZ1.md")
    problems, fronts = taken_in(study, vault)
    assert fronts == ["What is it?"]
    assert problems == ["a.md:1: no history: SR/memory/KwfTbvZ1.md cannot be read"]


@kinds
def test_files_that_a_command_is_given_and_settings_of_ones_own_are_refused_in_a_sentence(
    cli: Cli, home: Path, make: Callable[[Path], None]
) -> None:
    make(home.parent / "given.md")
    for words in (("import", "given.md"), ("preview", "given.md"), ("restore", "given.md")):
        ran = cli(*words)
        assert ran.code in (0, 2, 3), ran
        assert "did not expect" not in ran.err
    assert cli("cards").code == 0
    make(home / "settings.toml")
    for word in ("due", "config"):
        ran = cli(word)
        assert ran.code == 3, ran
        assert "settings.toml" in ran.err
        assert "did not expect" not in ran.err


def test_settings_that_are_nested_too_deeply_are_refused_in_a_sentence(cli: Cli, home: Path) -> None:
    home.mkdir()
    for text in ("a = " + "[" * 3000 + "]" * 3000, "new_per_day = " + "9" * 5000, "[" + "a." * 5000 + "a]"):
        (home / "settings.toml").write_text(text, encoding="utf-8")
        for words in (("due",), ("config",), ("config", "new_per_day", "5")):
            ran = cli(*words)
            assert (ran.code, ran.err.count("\n")) == (3, 1), ran
            assert "settings.toml" in ran.err
            assert "did not expect" not in ran.err
            assert len(ran.err) < 500


def test_a_file_that_grows_while_it_is_read_is_refused_at_its_bound(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 1000)
    assert files.read_bytes(tmp_path / "a", 1000) == b"x" * 1000
    with pytest.raises(files.FileTooLarge):
        files.read_bytes(tmp_path / "a", 999)
    (tmp_path / "b").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert files.read_text(tmp_path / "b") == "one\ntwo\nthree\n"
    with files.open_text(tmp_path / "b") as opened:
        assert opened.read() == "one\ntwo\nthree\n"
    if Path("/proc/self/stat").exists():
        assert files.read_bytes("/proc/self/stat"), "a file whose size is not known before"


def test_patterns_that_would_take_for_ever_are_named_and_the_others_count(study: Study, vault: Vault) -> None:
    vault.write("a.md", CARD)
    vault.write("draft.md", CARD)
    vault.write(f"{'a' * 200}.md", "#flashcards\n\nWhat is long?::Its name\n")
    slow = "*a*a*a*a*a*a*a*a*a*a*b\n**/a/**/a/**/a/**/a/**/b\n"
    vault.write(".studygptignore", f"{slow}[z-a]\n[[:foo:]]\n(?\n{'[' * 5000}\ndr*.md\n{'x?' * 10}\n" + "*x\n" * 1_000)
    problems, fronts = taken_in(study, vault)
    assert fronts == ["What arrives?", "What is long?"]
    assert [each.partition(": ")[0] for each in problems] == [f".studygptignore:{line}" for line in (1001, 1, 2)]


def test_front_matter_of_many_megabytes_is_read_line_by_line() -> None:
    front = read_front_matter("---\ntags: [flashcards]\n" + "abc: d\n" * 300_000 + "---\n")
    assert front.tags == ("flashcards",)
    assert front.problem == (1, "the front matter has over 2,000,000 letters; it was read line by line")


def test_a_long_section_is_not_embedded_without_end(study: Study, vault: Vault) -> None:
    section = "words of a long section\n" * 10_000
    cards = "".join(f"What says {at}? ![[#big]]::This\n" for at in range(200))
    vault.write("a.md", f"#flashcards\n\n# big\n\n{section}\n# cards\n\n{cards}")
    _, fronts = taken_in(study, vault)
    assert len(fronts) == 200
    assert 1_000_000 < sum(map(len, fronts)) < 1_500_000


def test_notes_that_require_each_other_in_a_long_chain_arrive() -> None:
    notes = [Note(f"{at}.md", str(at), declared=(f"c{at}",), requires=(f"c{at + 1}",)) for at in range(3_000)]
    declaring = {note.declared[0]: note for note in notes} | {"c3000": notes[0]}
    new = [NewCard(at, f"card {at}", note) for at, note in enumerate(notes)]
    ordered = [card for card, _ in prerequisites_first(new, declaring)]
    assert ordered[:2] == ["card 2999", "card 2998"]
    assert ordered[-1] == "card 0"


def test_ten_thousand_times_the_same_passage_get_ids_without_trying_each_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def counted(*given: object) -> str:
        tried.append(given)
        return str(given)

    monkeypatch.setattr(plan, "candidate_id", counted)
    ids = plan._NewIds("vault", frozenset())
    draft = Draft("separator", Kind.BASIC, "q::a", "q", "a", 1, 1)
    assert len({ids.give("a.md", draft) for _ in range(10_000)}) == len(tried) == 10_000
