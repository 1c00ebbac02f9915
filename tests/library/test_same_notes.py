"""Whether a folder holds the notes of a source is told by paths and contents, and by as few opened files as will do."""

from __future__ import annotations

import pytest

from studygpt.library.same_notes import FolderComparison, StoredNote
from studygpt.notes.vault import NoteFile

Contents = dict[str, str]


class Compared(FolderComparison):
    """A source's notes held against a folder, both given as contents by path; notes in `bare` hold no card."""

    def __init__(self, source: Contents, folder: Contents, bare: Contents | None = None) -> None:
        self.opened: list[str] = []
        every = [(path, text, True) for path, text in source.items()]
        every += [(path, text, False) for path, text in (bare or {}).items()]
        stored = [StoredNote(path, len(text), f"digest of {text}", cards) for path, text, cards in every]

        def digest(path: str) -> str:
            self.opened.append(path)
            return f"digest of {folder[path]}"

        super().__init__(stored, [NoteFile(path, len(text), 0) for path, text in folder.items()], digest)


def notes(number: int, what: str = "text") -> Contents:
    return {f"{what}{each}.md": f"{what} {each}" for each in range(number)}


def test_a_note_is_found_at_its_path_whatever_it_says_now_or_by_its_content_elsewhere() -> None:
    source = {"a.md": "aaa", "b.md": "bb", "c.md": "cccc", "d.md": "d"}
    compared = Compared(source, {"a.md": "aaa", "b.md": "bb and more", "sub/c.md": "cccc", "e.md": "e"})
    assert (compared.known, compared.found, compared.equal) == (4, 3, 2)


def test_each_file_counts_for_one_note() -> None:
    source = {"a.md": "same", "b.md": "same", "c.md": "same"}
    assert Compared(source, {"x.md": "same"}).found == 1
    assert Compared(source, {"x.md": "same", "y.md": "same"}).found == 2
    assert Compared(source, {"x.md": "same", "a.md": "same"}).found == 2
    assert Compared({"a.md": "same"}, {"x.md": "same", "y.md": "same"}).found == 1


def test_notes_that_are_at_their_paths_are_not_opened_to_be_found() -> None:
    compared = Compared(notes(4), {**notes(3), "other.md": "of another size"})
    assert (compared.found, compared.opened) == (3, [])
    moved = Compared(notes(2), {"x.md": "text 0", "y.md": "of another size", "text1.md": "text 1"})
    assert (moved.found, moved.opened) == (2, ["x.md"])


def test_a_note_that_could_not_be_read_is_like_no_other() -> None:
    stored = [StoredNote("a.md", 3, "", has_cards=True)]
    compared = FolderComparison(stored, [NoteFile("a.md", 3, 0), NoteFile("b.md", 3, 0)], lambda _: "")
    assert (compared.found, compared.equal) == (1, 0)
    assert FolderComparison(stored, [NoteFile("b.md", 3, 0)], lambda _: "").found == 0


@pytest.mark.parametrize(("known", "there", "expected"), [(4, 2, True), (4, 1, False), (5, 3, True), (5, 2, False)])
def test_a_folder_with_half_of_the_notes_holds_most(known: int, there: int, expected: bool) -> None:
    assert Compared(notes(known), notes(there)).holds_most is expected


def test_a_source_without_cards_has_nothing_to_lose_and_nothing_to_be_known_by() -> None:
    compared = Compared({}, notes(5), bare=notes(5))
    assert compared.holds_most
    assert not compared.was_moved
    assert not compared.is_copy


@pytest.mark.parametrize(("known", "same", "expected"), [(6, 3, True), (7, 3, False), (8, 4, True), (9, 4, False)])
def test_a_copy_holds_half_of_the_notes_unchanged_however_many_others_it_has(
    known: int, same: int, expected: bool
) -> None:
    folder = {**notes(same), **notes(40, "other")}
    compared = Compared(notes(known), folder)
    assert compared.is_copy is compared.was_moved is expected


def test_notes_of_the_same_names_are_no_copy_unless_they_say_the_same() -> None:
    names = [f"2024-01-{day:02}.md" for day in range(1, 20)]
    compared = Compared(dict.fromkeys(names, "mine"), dict.fromkeys(names, "ours"))
    assert compared.found == compared.known
    assert not compared.is_copy
    assert not compared.was_moved


@pytest.mark.parametrize("others", [0, 1, 2, 10])
@pytest.mark.parametrize("templates", [1, 2])
def test_a_template_or_two_that_small_vaults_share_make_neither_a_copy_of_the_other(
    templates: int, others: int
) -> None:
    shared = notes(templates, "template")
    for mine in (1, 2, 10):
        compared = Compared({**shared, **notes(mine, "mine")}, {**shared, **notes(1 + others, "yours")})
        assert not compared.is_copy
        assert not compared.was_moved


def test_a_small_vault_is_known_by_all_of_its_notes() -> None:
    for number in (1, 2):
        assert Compared(notes(number), notes(number)).is_copy
        assert Compared(notes(number), notes(number), bare={"prose.md": "p"}).is_copy
        assert not Compared(notes(number), {**notes(number), **notes(number, "other")}).is_copy
    assert not Compared(notes(2), notes(1)).is_copy
    assert Compared(notes(2), {**notes(2), "other.md": "new"}).is_copy


def test_a_small_vault_that_was_moved_may_have_changed() -> None:
    moved = Compared(notes(2), {"text0.md": "text 0", "text1.md": "edited since"})
    assert moved.was_moved
    assert not moved.is_copy
    assert not Compared(notes(3), {"text0.md": "text 0", "text1.md": "edited", "text2.md": "edited"}).was_moved


def test_a_vault_that_was_put_in_other_folders_was_moved_and_is_no_copy() -> None:
    source, folder = notes(4), {f"sub/{path}": text for path, text in notes(4).items()}
    compared = Compared(source, folder)
    assert compared.was_moved
    assert not compared.is_copy
