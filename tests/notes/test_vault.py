"""Which files of a folder are notes, under what names, and how their bytes become text."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from pathspec import GitIgnoreSpec

from studygpt.notes.ignore_file import _IgnoredNames
from studygpt.notes.rules import Rules, read_rules
from studygpt.notes.scanner.document import Document
from studygpt.notes.vault import UnreadableNote, bad_name_problem, decode, find_vault, is_utf8_name, walk


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("q::a\n", encoding="utf-8")


def notes(root: Path, rules: Rules | None = None) -> list[str]:
    return [file.path for file in walk(root, rules or read_rules(root))]


# ---------------------------------------------------------------------- what is a note


def test_notes_are_markdown_files_at_any_depth_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/z.md", "a/b/c/d/e.md", "a.md", "readme.txt", "md", "x.md.bak", "x.markdown")
    assert notes(tmp_path) == ["a.md", "a/b/c/d/e.md", "a/z.md", "b.md"]


def test_a_note_comes_with_its_size_and_its_time_of_change(tmp_path: Path) -> None:
    write(tmp_path, "a/b.md")
    os.utime(tmp_path / "a/b.md", ns=(0, 1_700_000_000_123_456_789))
    assert list(walk(tmp_path, Rules())) == [("a/b.md", 5, 1_700_000_000_123_456_789)]


@pytest.mark.parametrize("name", ["A.MD", "b.Md", "c.mD", "d.md"])
def test_the_ending_may_be_in_capitals(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert notes(tmp_path) == [name]


@pytest.mark.parametrize(
    "name",
    ["a b.md", "😀.md", "two\nlines.md", "tab\t.md", "'quote\".md", "dot.dot.md", "a\\b.md", "*.md", "è.md", ".md"],
)
def test_odd_names_are_names(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"folder {name}/{name}")
    assert notes(tmp_path) == [f"folder {name}/{name}"]


def test_a_name_that_is_no_text_is_listed_and_can_be_told_of(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    try:
        write(tmp_path, name, "good.md")
    except OSError:
        pytest.skip("this file system knows no such names")
    assert sorted(notes(tmp_path)) == sorted(["good.md", name])
    assert [path for path in notes(tmp_path) if is_utf8_name(path)] == ["good.md"]
    assert (
        str(bad_name_problem(name)) == "caf\\udce9.md: not read: its name is not UTF-8; rename it and it will be read"
    )


def test_a_folder_may_be_called_like_a_note(tmp_path: Path) -> None:
    write(tmp_path, "Folder.md/inside.md")
    assert notes(tmp_path) == ["Folder.md/inside.md"]


def test_a_hidden_folder_is_passed_over_and_a_hidden_file_is_not(tmp_path: Path) -> None:
    write(
        tmp_path, ".obsidian/a.md", ".trash/a.md", ".git/a.md", ".stversions/a.md", "sub/.hidden/a.md", ".NET MAUI.md"
    )
    assert notes(tmp_path) == [".NET MAUI.md"]


def test_the_copies_that_logseq_keeps_are_passed_over_and_its_other_folders_are_not(tmp_path: Path) -> None:
    write(tmp_path, "logseq/bak/a.md", "logseq/bak/pages/a.md", "logseq/version-files/a.md")
    write(tmp_path, "logseq/custom.md", "pages/logseq/bak/a.md", "bak/a.md")
    assert notes(tmp_path) == ["bak/a.md", "logseq/custom.md", "pages/logseq/bak/a.md"]


@pytest.mark.parametrize("written", ["Meta/Templates", "/Meta/Templates/", "Meta/Templates/"])
@pytest.mark.parametrize(
    ("file", "key"), [("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder")]
)
def test_the_folder_of_templates_is_passed_over(tmp_path: Path, file: str, key: str, written: str) -> None:
    settings = tmp_path / ".obsidian" / file
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({key: written}), encoding="utf-8")
    write(tmp_path, "Meta/Templates/daily.md", "Meta/Templates/deep/er.md", "Meta/note.md", "Templates/note.md")
    assert notes(tmp_path) == ["Meta/note.md", "Templates/note.md"]


def test_a_vault_without_a_folder_of_templates_has_none(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian/templates.json").write_text('{"folder": "/"}', encoding="utf-8")
    write(tmp_path, "a.md", "sub/b.md")
    assert notes(tmp_path) == ["a.md", "sub/b.md"]


def test_the_memory_files_of_a_plugin_are_no_notes_but_a_folder_of_that_name_may_hold_some(tmp_path: Path) -> None:
    write(tmp_path, "SR/about.md", "a.md", "sub/SR/memory/note.md")
    assert notes(tmp_path) == ["SR/about.md", "a.md", "sub/SR/memory/note.md"]
    write(tmp_path, "SR/memory/abcdefgh.md")
    assert notes(tmp_path) == ["a.md", "sub/SR/memory/note.md"]


# ---------------------------------------------------------------------- .studygptignore


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        ("", ["Archive/keep.md", "Archive/old.md", "a.md", "deep/Archive/x.md", "draft.md"]),
        ("Archive/", ["a.md", "draft.md"]),
        ("/Archive/", ["a.md", "deep/Archive/x.md", "draft.md"]),
        ("Archive/*\n!Archive/keep.md", ["Archive/keep.md", "a.md", "deep/Archive/x.md", "draft.md"]),
        ("Archive/\n!Archive/keep.md", ["a.md", "draft.md"]),  # as git: nothing comes back out of an ignored folder
        ("*.md\n!a.md", ["a.md"]),
        ("# a comment\n\n  \ndraft.md", ["Archive/keep.md", "Archive/old.md", "a.md", "deep/Archive/x.md"]),
        ("**/x.md", ["Archive/keep.md", "Archive/old.md", "a.md", "draft.md"]),
        ("deep/**", ["Archive/keep.md", "Archive/old.md", "a.md", "draft.md"]),
        ("[ad]*.md", ["Archive/keep.md", "Archive/old.md", "deep/Archive/x.md"]),
        ("\ufeffArchive/\r\ndraft.md\r\n", ["a.md"]),
        ("nothing/", ["Archive/keep.md", "Archive/old.md", "a.md", "deep/Archive/x.md", "draft.md"]),
    ],
)
def test_an_ignore_file_speaks_as_gitignore_does(tmp_path: Path, rules: str, kept: list[str]) -> None:
    write(tmp_path, "a.md", "draft.md", "Archive/old.md", "Archive/keep.md", "deep/Archive/x.md")
    (tmp_path / ".studygptignore").write_bytes(rules.encode())
    assert notes(tmp_path) == kept


@pytest.mark.parametrize("pattern", ["!", "\\"])
def test_a_line_of_the_ignore_file_that_means_nothing_stops_no_import(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, "a.md", "draft.md")
    (tmp_path / ".studygptignore").write_text(f"{pattern}\ndraft.md\n", encoding="utf-8")
    assert notes(tmp_path) == ["a.md"]


# ---------------------------------------------------------------------- links


def test_a_link_to_a_note_of_the_vault_is_that_note(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (tmp_path / "again.md").symlink_to("a.md")
    (tmp_path / "0 before.md").symlink_to(tmp_path / "a.md")
    assert notes(tmp_path) == ["a.md"]


def test_links_to_one_file_of_the_vault_that_is_no_note_are_one_note(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "one.md").symlink_to("a.txt")
    (tmp_path / "two.md").symlink_to("a.txt")
    (tmp_path / "three.md").symlink_to("two.md")
    assert list(walk(tmp_path, Rules())) == [("one.md", 5, (tmp_path / "a.txt").stat().st_mtime_ns)]


def test_a_link_out_of_the_vault_is_not_followed(tmp_path: Path) -> None:
    vault, other = tmp_path / "vault", tmp_path / "vault2"
    write(vault, "a.md")
    write(other, "secret.md", "folder/deep.md")
    (vault / "b.md").symlink_to(other / "secret.md")
    (vault / "c.md").symlink_to("../vault2/secret.md")
    (vault / "folder").symlink_to(other / "folder", target_is_directory=True)
    assert notes(vault) == ["a.md"]


def test_links_that_lead_in_a_circle_or_nowhere_are_no_notes(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "sub/b.md")
    (tmp_path / "one.md").symlink_to("two.md")
    (tmp_path / "two.md").symlink_to("one.md")
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "gone.md").symlink_to("nowhere.md")
    (tmp_path / "sub" / "up").symlink_to("..", target_is_directory=True)
    (tmp_path / "sub" / "here.md").symlink_to(".", target_is_directory=True)
    assert notes(tmp_path) == ["a.md", "sub/b.md"]


def test_a_linked_folder_of_the_vault_holds_no_second_notes(tmp_path: Path) -> None:
    write(tmp_path, "real/a.md")
    (tmp_path / "alias").symlink_to("real", target_is_directory=True)
    assert notes(tmp_path) == ["real/a.md"]


def test_the_vault_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", "a.md", "sub/b.md")
    (tmp_path / "real" / "c.md").symlink_to("a.md")
    (tmp_path / "alias").symlink_to("real", target_is_directory=True)
    assert notes(tmp_path / "alias") == ["a.md", "sub/b.md"]


def test_an_ignored_link_is_no_note(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "one.md").symlink_to("a.txt")
    (tmp_path / ".studygptignore").write_text("one.md\n", encoding="utf-8")
    assert notes(tmp_path) == []


# ---------------------------------------------------------------------- what cannot be listed


def test_a_folder_that_cannot_be_listed_is_an_error_and_not_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or else all its cards would be taken for deleted ones."""
    write(tmp_path, "a.md", "locked/b.md")
    scandir = os.scandir

    def guarded(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    with pytest.raises(OSError, match="locked"):
        notes(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_folder_without_permission_is_an_error_that_names_it(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "locked/b.md")
    (tmp_path / "locked").chmod(0)
    try:
        with pytest.raises(OSError, match="locked"):
            notes(tmp_path)
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_a_note_is_governed_by_the_nearest_vault_above_it(tmp_path: Path) -> None:
    write(tmp_path, "vault/sub/deep/a.md", "vault/inner/b.md", "lone/c.md")
    (tmp_path / "vault/.obsidian").mkdir()
    (tmp_path / "vault/inner/.obsidian").mkdir()
    assert find_vault(tmp_path / "vault/sub/deep/a.md") == tmp_path / "vault"
    assert find_vault(tmp_path / "vault/sub") == tmp_path / "vault"
    assert find_vault(tmp_path / "vault/inner/b.md") == tmp_path / "vault/inner"
    assert find_vault(tmp_path / "lone/c.md") == tmp_path / "lone"
    shutil.rmtree(tmp_path / "vault/.obsidian")
    assert find_vault(tmp_path / "vault/sub") == tmp_path / "vault/sub"


# ---------------------------------------------------------------------- bytes


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_lines_end_with_any_of_the_three_endings_and_a_byte_order_mark_is_no_text(ending: str, mark: bytes) -> None:
    text = f"---{ending}title: é{ending}---{ending}{ending}a{ending}"
    assert decode(mark + text.encode()) == "---\ntitle: é\n---\n\na\n"


def test_endings_may_be_mixed_in_one_note() -> None:
    assert decode(b"a\r\nb\rc\nd\r\r\ne\n\rf") == "a\nb\nc\nd\n\ne\n\nf"


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"])
def test_only_the_three_endings_end_a_line(letter: str) -> None:
    text = decode(f"a{letter}b\nc".encode())
    assert Document(text).lines == [f"a{letter}b", "c"]


@pytest.mark.parametrize("letter", ["\0", "\u200b", "\u202e", "\u2066", "\x1b", "\x07", "\U0010ffff"])
def test_letters_that_cannot_be_seen_survive(letter: str) -> None:
    assert decode(f"a{letter}b\n".encode()) == f"a{letter}b\n"


def test_an_empty_note_is_an_empty_text() -> None:
    assert decode(b"") == decode(b"\xef\xbb\xbf") == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_note_in_two_bytes_a_letter_is_said_to_be_so(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    with pytest.raises(UnreadableNote, match="UTF-16"):
        decode(mark + "ask::tell\n".encode(encoding))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("Fähre::ferry".encode("latin-1"), 1),
        ("first\nsecond\nFähre::ferry".encode("latin-1"), 3),
        ("first\r\nFähre".encode("cp1252"), 2),
        ("質問::答え".encode("shift_jis"), 1),
        (b"a\n\xc3", 2),  # cut off within a letter
        (b"\xed\xa0\x80", 1),  # half of a surrogate pair
        (b"\xc0\xaf", 1),  # more bytes than it takes
    ],
)
def test_a_note_in_another_encoding_is_unreadable_and_the_line_is_named(data: bytes, line: int) -> None:
    with pytest.raises(UnreadableNote, match=rf"not UTF-8 \(line {line}\)"):
        decode(data)


def test_the_line_that_is_no_text_is_counted_in_lines_of_any_ending() -> None:
    with pytest.raises(UnreadableNote, match=r"line 3"):
        decode("one\rtwo\rFähre".encode("latin-1"))


@given(st.lists(st.sampled_from(["a.md", "b.md", "sub", "a", "Ü.md"]), min_size=1), st.data())
def test_a_list_of_names_ignores_what_git_would(names: list[str], data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(["a.md", "b.md", "sub", "a", "x.md", "Ü.md", "a.mdx"]), min_size=1))
    path = "/".join(parts) + data.draw(st.sampled_from(["", "/"]))
    assert _IgnoredNames(frozenset(names)).match_file(path) == GitIgnoreSpec.from_lines(names).match_file(path)
