"""Two devices over one vault are one memory: what is done on either counts, once, and in one order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from studygpt.errors import StudyError
from studygpt.model import Memory, Rating
from studygpt.study import DEFAULTS, Fitting, Losses, Study
from tests.conftest import Cli, HandClock, Vault
from tests.transfer.devices import Devices

QUESTIONS = ("heads", "layers", "tokens", "weights", "queries", "keys", "values", "logits")
NOTE = (
    "#flashcards\n\n"
    + "\n\n".join(f"How many {each} are there, do you think?::Many {each}" for each in QUESTIONS)
    + "\n"
)


@pytest.fixture
def devices(two_homes: Devices, vault: Vault) -> Devices:
    """Both know the vault; nothing was graded."""
    found = two_homes
    vault.write("a.md", NOTE)
    for device in (0, 1):
        found.on(device, lambda study: study.library.import_folder(vault.path, "vault", ()))
    return found


def grade(*words: str, rating: Rating = Rating.GOOD) -> Callable[[Study], None]:
    def act(study: Study) -> None:
        for word in words:
            study.review.grade(study.library.cards(f'"{word}"')[0], rating)

    return act


def sync(study: Study) -> None:
    study.library.sync_source(study.library.source("vault"))


def memories(devices: Devices, device: int) -> dict[str, Memory]:
    """The memory of each card that was ever graded, by the word that its question is about."""
    found: dict[str, Memory] = {}
    devices.on(
        device,
        lambda study: found.update(
            (card.front.split()[2], card.memory) for card in study.library.cards() if card.memory != Memory()
        ),
    )
    return found


def test_a_clock_that_was_ahead_costs_no_grade_of_either_device(devices: Devices, clock: HandClock) -> None:
    now = clock.now
    clock.set(now + timedelta(days=3650))
    devices.on(0, grade("heads"))
    devices.merge(0, 1)
    clock.set(now)
    devices.on(0, grade("layers", "tokens", "weights"))
    devices.on(1, grade("queries", "keys", "values"))
    devices.merge(0, 1)
    devices.merge(1, 0)
    there, here = memories(devices, 0), memories(devices, 1)
    assert there == here
    assert sorted(here) == sorted(QUESTIONS[:7])


def test_an_undo_of_the_only_grade_of_a_card_travels(devices: Devices) -> None:
    devices.on(0, grade("heads"))
    devices.merge(0, 1)
    devices.on(0, lambda study: study.review.undo())
    devices.merge(0, 1)
    assert memories(devices, 1) == memories(devices, 0) == {}


def test_an_undo_takes_back_the_last_act_of_this_device_only(devices: Devices) -> None:
    devices.on(0, grade("heads"))
    devices.on(1, grade("keys"))
    devices.merge(1, 0)
    devices.on(0, lambda study: study.review.undo())
    assert list(memories(devices, 0)) == ["keys"]
    with pytest.raises(StudyError, match="nothing to undo"):
        devices.on(0, lambda study: study.review.undo())


def test_an_undo_of_a_grade_leaves_what_another_device_did_to_the_card_since(devices: Devices) -> None:
    devices.on(0, grade("heads", rating=Rating.AGAIN))
    devices.on(1, grade("heads", rating=Rating.EASY))
    devices.merge(1, 0)
    devices.on(0, lambda study: study.review.undo())
    devices.merge(0, 1)
    assert memories(devices, 0) == memories(devices, 1)
    assert memories(devices, 0)["heads"].reps == 1
    devices.sound(0)


def test_an_undo_of_a_grade_leaves_what_another_device_did_to_the_card_before(devices: Devices) -> None:
    """The earlier grade came only when the later one had been given."""
    devices.on(0, grade("heads", rating=Rating.AGAIN))
    devices.on(1, grade("heads", rating=Rating.EASY))
    devices.merge(0, 1)
    devices.on(1, lambda study: study.review.undo())
    devices.sound(1)
    devices.merge(1, 0)
    assert memories(devices, 0) == memories(devices, 1)
    assert memories(devices, 1)["heads"].reps == 1


def test_an_undo_does_not_bring_back_what_another_device_took_back(devices: Devices) -> None:
    devices.on(0, grade("heads"))
    devices.merge(0, 1)
    devices.on(1, grade("heads"))
    devices.on(0, lambda study: study.review.undo())
    devices.merge(0, 1)
    devices.on(1, lambda study: study.review.undo())
    devices.sound(1)
    assert memories(devices, 1) == {}


def test_an_undo_leaves_an_own_act_that_a_backup_lacked_and_a_merge_brought_back(devices: Devices, cli: Cli) -> None:
    devices.on(0, lambda _: None)
    assert cli("backup").code == 0
    devices.on(0, grade("heads"))
    devices.merge(0, 1)
    devices.on(0, lambda _: None)
    assert cli("restore", "--yes").code == 0
    devices.on(0, grade("heads"))
    devices.merge(1, 0)
    devices.on(0, lambda study: study.review.undo())
    devices.sound(0)
    assert memories(devices, 0)["heads"].reps == 1


def test_an_undo_after_a_fit_leads_to_the_memory_that_the_log_leads_to(devices: Devices) -> None:
    def fit(study: Study) -> None:
        Fitting(study.context).adopt(tuple(each * 1.05 for each in DEFAULTS))

    devices.on(0, grade("heads"))
    devices.on(0, grade("heads", rating=Rating.HARD))
    devices.on(0, fit)
    devices.on(0, lambda study: study.review.undo())
    devices.sound(0)


def test_an_import_into_an_empty_home_does_not_make_it_the_same_device(
    devices: Devices, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices.on(0, grade("heads"))
    assert cli("export", "--json", tmp_path / "all.jsonl").code == 0
    monkeypatch.setenv("STUDYGPT_HOME", str(tmp_path / "third"))
    assert cli("import", tmp_path / "all.jsonl").code == 0
    ran = cli("undo")
    assert (ran.code, "nothing to undo" in ran.err) == (3, True)


def cards_of(devices: Devices, device: int) -> list[tuple[str, str, int]]:
    """The id, question and reviews of each card about queries."""
    found: list[tuple[str, str, int]] = []
    devices.on(
        device,
        lambda study: found.extend(
            (str(card.id), card.front, card.memory.reps) for card in study.library.cards('"queries"')
        ),
    )
    return found


@pytest.mark.parametrize("there", ["edited", "edited again"])
def test_a_passage_that_a_device_first_saw_after_an_edit_is_one_card_with_both_histories(
    devices: Devices, vault: Vault, there: str
) -> None:
    """Where the other device still has the words of the first edit, as well as where both have the same words."""

    def write(words: str) -> None:
        vault.write("a.md", NOTE.replace("Many queries", words))

    devices.on(0, grade("queries"))
    write("Many queries, as always")
    devices.on(0, sync)
    devices.homes.append(devices.homes[0].with_name("late"))
    devices.on(2, lambda study: study.library.import_folder(vault.path, "vault", ()))
    devices.on(2, grade("queries"))
    devices.on(2, grade("queries"))
    if there == "edited again":
        write("Many queries, as always, one a token and a head")
        devices.on(0, sync)
    devices.merge(2, 0)
    devices.merge(0, 2)
    devices.on(2, sync)
    (card,), (same,) = cards_of(devices, 0), cards_of(devices, 2)
    assert card == same == (card[0], "How many queries are there, do you think?", 3)
    before = cards_of(devices, 0)
    devices.merge(2, 0)
    assert cards_of(devices, 0) == before


def test_a_note_that_only_the_other_device_knew_is_read_once_it_is_here(
    devices: Devices, vault: Vault, tmp_path: Path
) -> None:
    """Both have a copy of the vault. One renamed its note, and the file comes after the merge, with its time."""
    copy = tmp_path / "copy"
    shutil.copytree(vault.path, copy)
    devices.on(1, lambda study: study.library.move("vault", copy))
    devices.on(0, grade("heads"))
    (vault.path / "a.md").rename(vault.path / "b.md")
    devices.on(0, sync)
    devices.merge(0, 1)
    (copy / "a.md").unlink()
    shutil.copy2(vault.path / "b.md", copy / "b.md")
    devices.on(1, sync)
    assert memories(devices, 1) == memories(devices, 0)
    found: list[int] = []
    devices.on(1, lambda study: found.append(len(study.library.cards("path:b"))))
    assert found == [len(QUESTIONS)]


@pytest.mark.parametrize("first_seen", ["before", "after"])
def test_what_was_learned_in_other_words_on_one_device_is_in_doubt_on_the_other(
    devices: Devices, vault: Vault, first_seen: str
) -> None:
    """The other device never graded it, and knew it before its answer was replaced, or only after."""
    devices.on(0, grade("queries"))
    late = 1 if first_seen == "before" else 2
    if late == 2:
        devices.homes.append(devices.homes[0].with_name("late"))
    vault.write("a.md", NOTE.replace("Many queries", "Nobody knows that"))
    devices.on(0, sync)
    devices.on(late, sync if late == 1 else lambda study: study.library.import_folder(vault.path, "vault", ()))
    devices.merge(0, late)
    devices.merge(late, 0)
    (card,), (same,) = cards_of(devices, 0), cards_of(devices, late)
    assert card == same
    assert card[2] == 1
    asked: list[str] = []
    for device in (0, late):
        devices.on(device, lambda study: asked.extend(each.doubt.back for each in study.review.doubts.all()))
    assert asked == ["Many queries"] * 2


def test_parameters_that_were_fitted_last_hold_on_both(devices: Devices) -> None:
    def fit(times: float) -> Callable[[Study], None]:
        return lambda study: [Fitting(study.context).adopt(tuple(each * times for each in DEFAULTS)), None][1]

    devices.on(0, grade("heads"))
    devices.on(1, grade("keys"))
    devices.on(1, fit(1.05))
    devices.on(0, fit(1.02))
    devices.merge(0, 1)
    devices.merge(1, 0)
    assert memories(devices, 0) == memories(devices, 1)
    devices.sound(0)
    devices.sound(1)


def test_a_grade_after_a_fit_in_the_same_study_leads_to_the_memory_that_the_log_leads_to(devices: Devices) -> None:
    def fit(study: Study) -> None:
        grade("heads")(study)
        Fitting(study.context).adopt(tuple(each * 1.05 for each in DEFAULTS))
        grade("heads", "keys")(study)

    devices.on(0, fit)
    devices.sound(0)


@pytest.mark.parametrize("gone", ["removed", "dropped"])
def test_a_card_that_comes_back_by_a_merge_has_the_memory_of_its_log(devices: Devices, vault: Vault, gone: str) -> None:
    """The log outlives its cards; the other device has the card, and was never told of the grade and the flag."""

    def lose(study: Study) -> None:
        study.review.flag(*study.library.cards('"keys"'), flag=2)
        if gone == "removed":
            study.library.remove("vault")
        else:
            vault.write("a.md", "")
            study.library.sync_source(study.library.source("vault"), losses=Losses.LET_GO)
            study.orphans.drop([each.card for each in study.orphans.all()])

    devices.on(0, grade("heads"))
    devices.on(0, lose)
    devices.merge(1, 0)
    devices.merge(0, 1)
    vault.write("a.md", NOTE)
    devices.on(0, sync)
    assert memories(devices, 0) == memories(devices, 1)
    assert memories(devices, 0)["heads"].reps == 1


def test_an_import_into_a_home_that_holds_only_attempts_keeps_them(
    two_homes: Devices, vault: Vault, cli: Cli, tmp_path: Path
) -> None:
    vault.write("a.md", NOTE)
    two_homes.on(1, lambda study: study.library.import_folder(vault.path, "vault", ()))
    assert cli("export", "--json", tmp_path / "all.jsonl").code == 0
    two_homes.on(0, lambda study: study.practice.hint(study.practice.find("softmax")))
    assert cli("import", tmp_path / "all.jsonl").code == 0
    taken: list[int] = []
    two_homes.on(0, lambda study: taken.append(len(study.practice.hints(study.practice.find("softmax")))))
    assert taken == [1]


def test_an_undo_counts_where_the_card_of_its_act_has_another_id(
    devices: Devices, vault: Vault, tmp_path: Path
) -> None:
    """One has a passage in new words; the other has both wordings, as two cards, but for a moment only the old one."""
    copy = Vault(tmp_path / "copy")
    devices.on(0, grade("queries"))
    vault.write("a.md", NOTE.replace("Many queries", "Many queries, as always"))
    devices.on(0, sync)

    def read(note: str) -> None:
        copy.write("a.md", note)
        devices.on(1, sync)

    copy.write("a.md", NOTE)
    devices.on(1, lambda study: study.library.move("vault", copy.path))
    two = NOTE.replace(
        "Many queries\n", "Many queries\n\nHow many queries are there, do you think?::Many queries, as always\n"
    )
    read(two)
    devices.on(1, lambda study: study.review.grade(study.library.cards('"always"')[0], Rating.GOOD))
    read(NOTE)
    devices.merge(1, 0)
    assert [reps for *_, reps in cards_of(devices, 0)] == [2]
    read(two)
    devices.on(1, lambda study: study.review.undo())
    devices.merge(1, 0)
    assert [reps for *_, reps in cards_of(devices, 0)] == [1]
