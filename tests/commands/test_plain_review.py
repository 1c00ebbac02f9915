"""A review line by line, as a pipe, a screen reader or a person at a dumb terminal has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studygpt.study import Study
from tests.commands.conftest import CHANGED, copy_place
from tests.conftest import Cli, HandClock, Vault

pytestmark = pytest.mark.usefixtures("nothing_ships")

REVEAL = "Enter shows the answer: "


@pytest.fixture
def notes(home: Path, clock: HandClock, vault: Vault, place_of_two_cards: Callable[[str], Path]) -> Vault:
    assert clock
    copy_place(place_of_two_cards("a.md"), home.parent)
    return vault


def states(cli: Cli) -> list[tuple[str, str, int | None]]:
    cards: list[dict[str, Any]] = cli("cards", "--json").objects
    return [(card["status"], card["state"], card["reps"]) for card in cards]


def test_a_review_shows_each_card_its_answer_and_what_each_grade_does(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", stdin="\n3\n\n4\n\n\nq\n")
    assert (ran.code, ran.err) == (0, "")
    parts = ran.out.split(REVEAL)
    assert parts[0].startswith("Today: 2 new, 0 learning, 0 due.")
    assert "-- 2 cards left -- flashcards -- a -- a.md:3\nWhat does softmax return?\n" in parts[0]
    assert "Probabilities" not in parts[0]
    assert parts[1].strip().startswith("Probabilities that add up to one\n\n1 Again 1m  2 Hard ")
    assert re.search(r"1 Again 1m  2 Hard 6m  3 Good 10m  4 Easy \d+d: ", parts[1])
    assert "-- 2 cards left -- flashcards -- a -- a.md:5\nWhat does attention weigh?\n" in parts[1]
    assert "What does softmax return?" in parts[2], "a step that ends within the learn-ahead limit"
    assert states(cli) == [("active", "review", 2), ("active", "review", 1)]
    assert "3 cards graded, 3 of them known" in ran.out


@pytest.mark.parametrize(
    ("grade", "state"),
    [("1", "learning"), ("2", "learning"), ("3", "learning"), ("4", "review"), ("", "learning"), ("easy", "review")],
)
def test_a_grade_is_kept_at_once(cli: Cli, notes: Vault, grade: str, state: str) -> None:
    assert notes
    cli("review", "--plain", stdin=f"\n{grade}\n")  # and then the input ends
    assert states(cli) == [("active", state, 1), ("active", "new", None)]


def test_what_is_previewed_is_what_happens(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", stdin="\n4\nq\n")
    previewed = re.search(r"4 Easy (\d+)d", ran.out)
    (card,) = cli("cards", "rated:1", "--json").objects
    assert previewed is not None
    assert card["due"] == f"2026-05-{4 + int(previewed[1]):02}T04:00:00Z"


def test_an_undo_brings_the_card_back(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", stdin="\n4\nu\n\n4\nq\n")
    assert ran.out.count("-- 2 cards left") == 2
    assert "Taken back: grade Easy. What does softmax return?" in ran.out
    assert states(cli) == [("active", "review", 1), ("active", "new", None)]
    assert "1 card graded" in ran.out


def test_an_undo_works_after_the_answer_was_shown_too(cli: Cli, notes: Vault) -> None:
    assert notes
    cli("review", "--plain", stdin="\n4\n\nu\nq\n")
    assert states(cli) == [("active", "new", None), ("active", "new", None)]


def test_an_undo_of_nothing_is_told_and_the_card_stays(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", stdin="u\n\n4\nq\n")
    assert "there is nothing to undo" in ran.out
    assert states(cli)[0] == ("active", "review", 1)


def test_a_card_that_an_undo_brings_back_is_shown_again_though_only_one_new_one_was_asked_for(
    cli: Cli, notes: Vault
) -> None:
    notes.write("b.md", "#flashcards\n\nWhat is a token?::A piece\n")
    ran = cli("review", "--plain", "--new", "2", stdin="\n4\nu\n\n4\n\n4\n")
    assert ran.code == 0
    assert [state for _, state, _ in states(cli)].count("review") == 2


def test_what_an_undo_took_back_is_not_counted_as_forgotten(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", stdin="\n1\nu\n\n4\n\n4\n")
    assert "2 cards graded, 2 of them known" in ran.out


def test_undoing_a_burial_does_not_uncount_a_grade(cli: Cli, notes: Vault) -> None:
    notes.write("b.md", "#flashcards\n\nWhat is a token?::A piece\n")
    ran = cli("review", "--plain", stdin="\n4\nb\nu\nq\n")
    assert "Taken back: bury." in ran.out
    assert "1 card graded" in ran.out


def test_a_card_can_be_suspended_and_that_be_taken_back(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", stdin="-\nq\n")
    assert "Suspended; u takes it back." in ran.out
    assert states(cli)[0] == ("suspended", "new", None)
    ran = cli("review", "--plain", stdin="u\nq\n")
    assert "Taken back: suspend." in ran.out
    assert states(cli)[0] == ("active", "new", None)


def test_a_card_can_be_suspended_when_its_answer_is_seen(cli: Cli, notes: Vault) -> None:
    assert notes
    cli("review", "--plain", stdin="\n-\nq\n")
    assert states(cli) == [("suspended", "new", None), ("active", "new", None)]


def test_a_card_can_be_buried_until_tomorrow(cli: Cli, clock: HandClock, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", stdin="b\nq\n")
    assert "Buried until tomorrow" in ran.out
    assert [card["front"] for card in cli("due", "--json").objects] == ["What does attention weigh?"]
    clock.move(days=1)
    assert len(cli("due", "--json").objects) == 2


def test_a_buried_learning_card_is_not_shown_again(cli: Cli, clock: HandClock, notes: Vault) -> None:
    assert notes
    cli("review", "--plain", stdin="\n1\nq\n")
    clock.move(minutes=5)
    ran = cli("review", "--plain", stdin="b\nb\nb\nb\nq\n")
    assert ran.out.count("What does softmax return?") == 1
    assert "Today: 1 new, 1 learning" in ran.out


def test_a_hint_is_given_where_there_is_one(cli: Cli, clock: HandClock, vault: Vault) -> None:
    assert clock
    vault.write("a.md", "The {{c1::query::who asks}} meets.\n\nThe {{c2::key}} is met.\n")
    cli("import", vault.path)
    ran = cli("review", "--plain", stdin="h\n\n4\nh\n\n4\n")
    assert "Hint: 1: who asks" in ran.out
    assert "This card has no hint." in ran.out


def test_what_is_known_of_a_card_is_told(cli: Cli, clock: HandClock, notes: Vault) -> None:
    assert notes
    cli("rate", cli("due", "--json").objects[0]["id"], "easy")
    clock.move(days=30)
    ran = cli("review", "--plain", stdin="i\n\ni\nq\n")
    assert ran.out.count("stability 8.3 days, difficulty 1.0, 1 grade, 0 lapses") == 2
    assert states(cli)[0] == ("active", "review", 1)


def test_what_cannot_be_understood_changes_nothing(cli: Cli, notes: Vault) -> None:
    assert notes
    nonsense = ["zzz", "0", "5", "11", "?", "é", "\x1b[A", "x" * 5000]
    ran = cli("review", "--plain", stdin="\n".join([*nonsense, "", *nonsense, "4", "q", ""]))
    assert ran.code == 0
    assert states(cli) == [("active", "review", 1), ("active", "new", None)]
    assert "? lists the keys" in ran.out
    assert "Grade with 1 to 4" in ran.out
    assert ran.out.count("suspend this card") == 2, "the keys are listed when asked for"


def test_a_grade_before_the_answer_is_none(cli: Cli, notes: Vault) -> None:
    assert notes
    cli("review", "--plain", stdin="4\n3\nq\n")
    assert states(cli) == [("active", "new", None)] * 2


@pytest.mark.parametrize("stdin", ["", "\n", "q\n", "Q\n", "quit\n", "\nq\n", "i\nh\n"])
def test_a_review_can_be_left_at_any_time(cli: Cli, notes: Vault, stdin: str) -> None:
    assert notes
    ran = cli("review", "--plain", stdin=stdin)
    assert ran.code == 0
    assert ran.out.endswith("2 cards left for today.\n")
    assert states(cli) == [("active", "new", None)] * 2


def test_a_review_ends_after_so_many_cards(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", "--limit", "1", stdin="\n4\n\n4\n")
    assert "1 card graded" in ran.out
    assert states(cli) == [("active", "review", 1), ("active", "new", None)]


def test_a_query_narrows_a_review(cli: Cli, notes: Vault) -> None:
    assert notes
    ran = cli("review", "--plain", "attention", stdin="\n4\n\n4\n")
    assert states(cli) == [("active", "new", None), ("active", "review", 1)]
    assert "softmax" not in ran.out
    assert cli("review", "--plain", "nothing").out.startswith("No card due today matches that query.")


def test_the_end_of_the_day_says_what_comes_next(cli: Cli, clock: HandClock, notes: Vault) -> None:
    assert notes
    cli("config", "learn_ahead", "0")
    ran = cli("review", "--plain", stdin="\n3\n\n4\n")
    assert "Done for now. A card that you are learning comes back in 10m." in ran.out
    clock.move(minutes=10)
    ran = cli("review", "--plain", stdin="\n3\n")
    assert ran.out.startswith("Today: 0 new, 1 learning, 0 due.")
    assert "Done for today." in ran.out
    assert "studygpt import FOLDER" in ran.out
    assert cli("review", "--plain").out.startswith("Nothing is due now.")


def test_new_cards_beyond_the_days_number_can_be_begun(cli: Cli, notes: Vault) -> None:
    assert notes
    cli("config", "new_per_day", "1")
    ran = cli("review", "--plain", stdin="\n4\n")
    assert "1 new card" in ran.out
    assert "studygpt review --new 10" in ran.out
    ran = cli("review", "--plain", "--new", "1", stdin="\n4\n")
    assert states(cli) == [("active", "review", 1)] * 2


def test_notes_are_read_before_a_review(cli: Cli, notes: Vault) -> None:
    notes.write("b.md", "#flashcards\n\nWhat is a token?::A piece\n")
    assert cli("review", "--plain", stdin="q\n").out.startswith("Today: 3 new")
    notes.delete("a.md")
    assert cli("review", "--plain", stdin="q\n").out.startswith("Today: 1 new")


def test_an_answer_with_several_blanks_says_what_fills_each(cli: Cli, clock: HandClock, vault: Vault) -> None:
    assert clock
    vault.write("a.md", "The `____` meets the `____`.\n[[SR/memory/KwfTbvZ1.md|?]]\nquery, key\n")
    vault.write("b.md", "Attention weighs the {{c1::values}}.\n")
    cli("import", vault.path)
    ran = cli("review", "--plain", stdin="\n4\n\n4\n")
    assert "The ____ meets the ____." in ran.out
    assert "blank 1: query\nblank 2: key\n" in ran.out
    assert "Attention weighs the [...].\n" in ran.out
    assert "[...] = values\n" in ran.out


ATTENTION = r"$$ A = \mathrm{softmax}\left({{c1::\frac{QK^\top}{\sqrt{d_k}}}}\right) V $$"


def test_a_formula_is_drawn_with_its_hole_and_then_with_what_the_hole_held(
    cli: Cli, clock: HandClock, vault: Vault
) -> None:
    assert clock
    vault.write("a.md", f"{ATTENTION}\n")
    cli("import", vault.path)
    front, back = cli("review", "--plain", stdin="\nq\n").out.split(REVEAL)[:2]
    assert "           ⎛┌─────┐⎞\n  A = softmax⎜│ ... │⎟ V\n" in front
    assert "QK" not in front
    assert "[...] = QKᵀ/√dₖ\n" in back
    assert "│ ───── │" in back


def test_a_letter_with_its_index_in_a_hole_is_set_too(cli: Cli, clock: HandClock, vault: Vault) -> None:
    assert clock
    vault.write("a.md", "$$ L = \\ln s - {{c1::z_t}} $$\n")
    cli("import", vault.path)
    assert "[...] = zₜ\n" in cli("review", "--plain", stdin="\nq\n").out


def test_a_terminal_that_cannot_draw_gets_the_source_of_a_formula(
    cli: Cli, clock: HandClock, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clock
    vault.write("a.md", f"{ATTENTION}\n\n- a {{{{c1::list}}}}\n")
    cli("import", vault.path)
    monkeypatch.setattr("studygpt.commands.card_text.can_print", lambda _: False)
    shown = cli("review", "--plain", stdin="\n4\n\n4\n").out
    assert r"A = \mathrm{softmax}\left([...]\right) V" in shown
    assert r"[...] = \frac{QK^\top}{\sqrt{d_k}}" in shown
    assert "a [list]\n" in shown
    assert shown.isascii()


# ---------------------------------------------------------------------- cards that changed since they were learned

STILL = "Still the same card? "
ITALY = "Which town is the capital of Italy?"


def review_of_italy(cli: Cli, typed: str) -> str:
    ran = cli("review", "--plain", "capital", stdin=typed)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def memories(cli: Cli, query: str = "") -> list[tuple[str, int | None]]:
    return [(card["state"], card["reps"]) for card in cli("cards", query, "--json").objects]


def test_a_card_in_doubt_is_asked_about_before_its_question(cli: Cli, in_doubt: list[dict[str, Any]]) -> None:
    assert in_doubt
    parts = review_of_italy(cli, "y\n\n3\nq\n").split(STILL)
    assert (
        "This card changed since you learned it: the question and its answer changed.\n"
        "was:\n  Which town is the capital of France?\n  Paris\n"
        f"now:\n  {ITALY}\n  Rome\n"
    ) in parts[0]
    assert f"\n{ITALY}\n\n{REVEAL}" in parts[1]
    assert memories(cli, "capital") == [("review", 3)]
    assert cli("cards", "is:unsure capital", "--json").objects == []


def test_where_only_the_question_changed_the_answer_is_not_given_away(cli: Cli, in_doubt: list[dict[str, Any]]) -> None:
    assert in_doubt
    asked = cli("review", "--plain", "logits", stdin="q\n").out.split(STILL)[0]
    assert "was: What does the model return?\nnow: What does the network return?\n" in asked
    assert "Logits" not in asked


def test_of_a_cloze_only_the_sentence_around_it_is_shown_where_it_hides_the_same(
    cli: Cli, clock: HandClock, vault: Vault
) -> None:
    vault.write("a.md", "The {{c1::logits::scores}} leave the model as {{c2::numbers}}.\n")
    cli("import", vault.path)
    for card in cli("cards", "--json").objects:
        cli("rate", card["id"], "easy")
    clock.move(days=30)
    vault.write("a.md", "The {{c1::logits::scores}} leave the network as {{c2::tensors}}.\n")
    days = [cli("review", "--plain", stdin="y\n\n3\n").out]
    clock.move(days=1)  # one card of a passage a day
    days.append(cli("review", "--plain", stdin="y\n\n3\n").out)
    of_numbers, of_logits = sorted(days, key=lambda shown: "[scores]" in shown)
    was, now = "The [scores] leave the model as numbers.", "The [scores] leave the network as tensors."
    assert f"was: {was}\nnow: {now}\n" in of_logits
    assert "was:\n  The logits leave the model as [...].\n  The logits leave the model as numbers.\n" in of_numbers


def test_another_card_leaves_the_review_and_begins_anew(cli: Cli, in_doubt: list[dict[str, Any]]) -> None:
    shown = review_of_italy(cli, "n\n")
    assert "It begins as a new card; what you learned is set aside. u takes it back." in shown
    assert REVEAL not in shown.split(STILL)[1]
    assert memories(cli, "capital") == [("new", None)]
    assert [card["id"] for card in cli("orphans", "--json").objects] == [in_doubt[3]["id"]]


def test_a_card_that_is_the_same_but_due_today_is_shown_at_once(cli: Cli, in_doubt: list[dict[str, Any]]) -> None:
    assert in_doubt
    shown = review_of_italy(cli, "p\nq\n")
    assert f"\n{ITALY}\n\n{REVEAL}" in shown
    (card,) = cli("due", "capital", "--json").objects
    assert card["due"][:10] == "2026-05-14"


@pytest.mark.parametrize("answer", ["y", "p", "n"])
def test_an_answer_about_a_changed_card_is_taken_back_and_it_is_asked_again(
    cli: Cli, in_doubt: list[dict[str, Any]], answer: str
) -> None:
    shown = cli("review", "--plain", stdin=f"{answer}\nu\nq\n").out
    before, after = shown.split("Taken back: your answer ")
    asked = before.split("This card changed")[1].split(STILL)[0]
    assert asked in after
    assert cli("inbox", "--unsure", "--json").objects == in_doubt


def test_nothing_but_an_answer_decides_about_a_card_in_doubt(cli: Cli, in_doubt: list[dict[str, Any]]) -> None:
    shown = review_of_italy(cli, "\n3\n4\nmaybe\n?\nf\ni\n")
    assert shown.count("Say y, n or p; ? lists the keys.") == 4
    assert "of a card that changed" in shown
    assert "Flagged." in shown
    assert [card["id"] for card in cli("inbox", "--unsure", "--json").objects] == [card["id"] for card in in_doubt]
    assert cli("cards", "rated:1", "--json").objects == []


def test_a_card_in_doubt_can_be_put_off(cli: Cli, in_doubt: list[dict[str, Any]]) -> None:
    assert "Buried until tomorrow" in review_of_italy(cli, "b\n")
    assert cli("due", "capital", "--json").objects == []
    assert cli("inbox", "--unsure", "--json").objects == in_doubt


def test_an_answer_that_changed_since_it_was_learned_is_told_with_what_it_was(
    cli: Cli, clock: HandClock, vault: Vault
) -> None:
    question = "Why are the dot products of attention divided by the root of the head size?"
    vault.write("a.md", f"#flashcards\n\n{question}::Their variance grows\n")
    cli("import", vault.path)
    cli("rate", cli("due", "--json").objects[0]["id"], "easy")
    clock.move(days=30)
    vault.write("a.md", f"#flashcards\n\n{question}::Their variance grows with it\n")
    shown = cli("review", "--plain", stdin="\n3\n").out
    asked, answered = shown.split(REVEAL)
    assert STILL not in shown
    assert "changed" not in asked
    assert "The answer changed since you learned it; it was: Their variance grows\n" in answered
    clock.move(days=90)
    assert "changed since" not in cli("review", "--plain", stdin="\n3\n").out, "what was graded is learned"


def test_a_card_whose_note_is_saved_while_its_answer_is_shown_is_asked_about_before_it_is_graded(
    cli: Cli, in_doubt: list[dict[str, Any]], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("inbox", "--same-all", "")
    study = Study.open()
    typed = ["", "3", "y", "", "3"]

    def typing(_prompt: str) -> str:
        if len(typed) == 4:  # the answer is shown
            vault.write("a.md", CHANGED.replace("Italy?::Rome", "Spain?::Madrid"))
            study.library.sync_source(study.library.source("vault"))
        return typed.pop(0)

    monkeypatch.setattr("builtins.input", typing)
    ran = cli("review", "--plain", "capital")
    assert ran.code == 0, ran.err
    assert f"was:\n  {ITALY}\n  Rome\nnow:\n  Which town is the capital of Spain?\n  Madrid\n" in ran.out
    assert len(in_doubt) == 4
    study.close()
    assert memories(cli, "capital") == [("review", 3)]
