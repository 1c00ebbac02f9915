"""What becomes of each card is decided from plain values: notes and stored cards in, a plan out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from studygpt.identity.cards import Stored, derive_id, wording_of
from studygpt.model import SUGGESTION, Draft, Kind, Note
from studygpt.sync.plan import plan
from studygpt.sync.plan_types import ChangeKind, Losses, MissingNote, NoteOnDisk, Plan, RestOfSource

QUESTIONS = {
    "heads": "How many heads has each layer of GPT-2 small?::12",
    "softmax": "What does softmax return for a row of scores?::Probabilities",
    "capital": "Which town is the capital of France?::Paris",
    "faust": "Who wrote Faust?::Goethe",
    "token": "What is a token?::A piece of text",
}
SAME_TEXT = "the same words in the same place"


def draft(
    text: str, line: int = 1, *, part: str = "", suggested: bool = False, under: tuple[tuple[str, ...], ...] = ((), ())
) -> Draft:
    """A card, `under` these headings and these list items."""
    text = QUESTIONS.get(text, text)
    front, _, back = text.partition("::")
    headings, items = under
    return Draft(
        "separators",
        Kind.BASIC,
        text,
        front,
        back,
        line,
        line,
        part,
        suggested=suggested,
        headings=headings,
        ancestors=items,
    )


def suggestion(text: str, line: int = 1) -> Draft:
    return draft(text, line, part=SUGGESTION, suggested=True)


def stored(
    name: str,
    text: str,
    path: str,
    line: int = 1,
    part: str = "",
    *,
    held: bool = True,
    under: tuple[tuple[str, ...], ...] = ((), ()),
) -> Stored:
    return Stored(name, None, wording_of(draft(text, line, part=part, under=under), path), held=held)


def on_disk(path: str, drafts: Sequence[Draft | str], held: Sequence[Stored] = ()) -> NoteOnDisk:
    """A note with these cards, one a line, that held those."""
    cards = [draft(each, at) if isinstance(each, str) else each for at, each in enumerate(drafts, 1)]
    stated = tuple(card for card in cards if not card.suggested)
    return NoteOnDisk(Note(path, path, stated, tuple(card for card in cards if card.suggested)), tuple(held))


def became(planned: Plan) -> dict[str, str]:
    """What becomes of each card, by its id."""
    cards = {card.id: card.what.value for card in planned.cards} | {
        each.card.id: each.what.value for each in planned.lost
    }
    assert len(cards) == len(planned.cards) + len(planned.lost), "each card has one fate"
    return cards


# ---------------------------------------------------------------------- cards that notes state


def test_cards_of_a_first_import_are_new_and_get_derived_ids() -> None:
    planned = plan([on_disk("a.md", ["heads", "softmax"]), on_disk("b.md", ["heads"])], "vault", RestOfSource())
    expected = [("a.md", "heads"), ("a.md", "softmax"), ("b.md", "heads")]
    assert [card.id for card in planned.cards] == [
        derive_id("vault", path, QUESTIONS[text], "", 0) for path, text in expected
    ]
    assert {card.what for card in planned.cards} == {ChangeKind.NEW}
    assert {card.why for card in planned.cards} == {"no stored card is like it"}
    assert [note.path for note in planned.notes] == ["a.md", "b.md"]
    assert list(planned.changes()) == []
    assert [change.line for change in planned.changes(with_new=True)] == [1, 2, 1]


def test_a_new_card_gets_the_first_id_that_is_free() -> None:
    ids = [derive_id("vault", "a.md", QUESTIONS["heads"], "", ordinal) for ordinal in range(4)]
    note = on_disk("a.md", ["heads", "heads"])
    planned = plan([note], "vault", RestOfSource(), {ids[0], ids[2]})
    assert [card.id for card in planned.cards] == [ids[1], ids[3]]


def test_a_note_with_the_cards_that_it_had_keeps_them_wherever_they_stand() -> None:
    held = [stored("h", "heads", "a.md", 1), stored("s", "softmax", "a.md", 2)]
    for rest in (None, RestOfSource()):
        planned = plan([on_disk("a.md", ["softmax", "heads"], held)], "vault", rest)
        assert [(card.id, card.what, card.why) for card in planned.cards] == [
            ("s", ChangeKind.KEPT, SAME_TEXT),
            ("h", ChangeKind.KEPT, SAME_TEXT),
        ]
        assert (planned.deferred, list(planned.changes(with_new=True))) == ((), [])


def test_a_note_with_other_cards_waits_until_all_notes_are_read() -> None:
    same = on_disk("a.md", ["heads"], [stored("h", "heads", "a.md")])
    changed = on_disk("b.md", ["softmax"], [stored("t", "token", "b.md")])
    planned = plan([same, changed], "vault")
    assert (planned.deferred, planned.notes) == ((changed,), (same,))
    assert became(planned) == {"h": "kept"}


def test_a_note_whose_learned_cards_surely_stayed_waits_for_no_other_note() -> None:
    text = f"{QUESTIONS['heads']}, as everybody knows"
    note = on_disk("a.md", [text, "token"], [stored("h", "heads", "a.md", 1), stored("t", "token", "a.md", 2)])
    planned = plan([note], "vault")
    assert (planned.deferred, became(planned)) == ((), {"h": "edited", "t": "kept"})


@pytest.mark.parametrize(
    ("texts", "held"),
    [
        ([f"{QUESTIONS['heads']}, as everybody knows"], False),
        (["How many heads has each layer of GPT-2 large?::20"], True),
        ([f"{QUESTIONS['heads']}, as everybody knows", "token"], True),
        ([], True),
    ],
)
def test_a_note_with_a_card_new_lost_unsure_or_never_learned_waits(texts: list[str], held: bool) -> None:
    note = on_disk("a.md", texts, [stored("h", "heads", "a.md", held=held)])
    assert plan([note], "vault").deferred == (note,)


EDITED = f"{QUESTIONS['heads']}, as everybody knows"
UNSURE = "How many heads has each layer of GPT-2 large?::20"


@pytest.mark.parametrize(
    ("text", "what", "why"),
    [
        (EDITED, "edited", "the same question; its answer changed"),
        (UNSURE, "unsure", "the question and its answer changed"),
    ],
)
def test_a_changed_card_tells_what_it_said(text: str, what: str, why: str) -> None:
    note = on_disk("a.md", [text], [stored("h", "heads", "a.md", 7)])
    (change,) = plan([note], "vault", RestOfSource()).changes()
    assert change == ("h", what, why, "a.md", 1, note.drafts[0].front, QUESTIONS["heads"], text)


def test_a_card_without_anything_to_lose_is_never_unsure() -> None:
    planned = plan([on_disk("a.md", [UNSURE], [stored("h", "heads", "a.md", held=False)])], "vault", RestOfSource())
    assert [(card.what, card.is_unsure) for card in planned.cards] == [(ChangeKind.EDITED, False)]


def test_a_card_in_doubt_is_news_once_and_again_when_its_text_changes() -> None:
    asked = plan([on_disk("a.md", [UNSURE], [stored("h", "heads", "a.md")])], "vault", RestOfSource()).cards[0]
    waiting = replace(stored("h", UNSURE, "a.md"), learned=wording_of(draft("heads"), "a.md"), doubt=asked.why)
    for rest in (None, RestOfSource()):
        (card,) = plan([on_disk("a.md", [UNSURE], [waiting])], "vault", rest).cards
        assert (card.what, card.is_unsure, card.why) == (ChangeKind.KEPT, True, asked.why), "nobody has answered yet"
    (card,) = plan([on_disk("a.md", [f"{UNSURE} heads"], [waiting])], "vault", RestOfSource()).cards
    assert (card.what, card.before) == (ChangeKind.UNSURE, QUESTIONS["heads"]), "it says how it was learned"
    (card,) = plan([on_disk("a.md", ["heads"], [waiting])], "vault", RestOfSource()).cards
    assert (card.what, card.is_unsure) == (ChangeKind.EDITED, False), "the old text came back"


def test_white_space_alone_is_no_edit() -> None:
    text = QUESTIONS["heads"].replace("heads has", " heads\nhas")
    note = on_disk("a.md", [text], [stored("h", "heads", "a.md")])
    assert became(plan([note], "vault", RestOfSource())) == {"h": "kept"}


def test_a_card_pasted_into_another_note_moves() -> None:
    notes = [
        on_disk("a.md", ["softmax"], [stored("h", "heads", "a.md", 3), stored("s", "softmax", "a.md", 4)]),
        on_disk("b.md", ["token", "heads"], [stored("t", "token", "b.md")]),
    ]
    planned = plan(notes, "vault", RestOfSource())
    assert became(planned) == {"s": "kept", "t": "kept", "h": "moved"}
    (change,) = planned.changes()
    assert (change.card, change.path, change.line, change.before) == ("h", "b.md", 2, "a.md:3")
    notes[1] = on_disk("b.md", ["token", "faust"], [stored("t", "token", "b.md")])
    notes[0] = on_disk("a.md", ["softmax"], [stored("f", "faust", "a.md", 3), stored("s", "softmax", "a.md", 4)])
    assert became(plan(notes, "vault", RestOfSource())) == {"s": "kept", "t": "kept", "f": "unsure"}, "it is short"


def test_the_cards_of_a_renamed_note_move_and_the_old_note_is_forgotten() -> None:
    held = (stored("h", "heads", "old.md"), stored("s", "softmax", "old.md"))
    rest = RestOfSource(missing=(MissingNote("old.md", held),), notes_with_cards=1)
    planned = plan([on_disk("new.md", ["heads", "softmax"])], "vault", rest)
    assert became(planned) == {"h": "moved", "s": "moved"}
    assert (planned.missing, planned.withheld, planned.lost) == (("old.md",), (), ())


def test_a_card_that_no_note_held_comes_back() -> None:
    rest = RestOfSource(orphans=(stored("h", "heads", "a.md", 5), stored("f", "faust", "a.md")))
    planned = plan([on_disk("b.md", ["heads"])], "vault", rest)
    assert became(planned) == {"h": "back"}, "an orphan that stays one is not lost again"
    assert next(planned.changes()).before == "a.md:5"


# ---------------------------------------------------------------------- cards that no note states


def test_a_card_that_its_note_states_no_more_is_gone() -> None:
    note = on_disk("a.md", ["softmax"], [stored("h", "heads", "a.md", 2), stored("s", "softmax", "a.md")])
    planned = plan([note], "vault", RestOfSource())
    (lost,) = planned.lost
    assert (lost.card.id, lost.what, lost.why) == ("h", "gone", "its note does not hold it any more")
    assert [(change.card, change.what, change.line) for change in planned.changes()] == [("h", "gone", 2)]


def vault_without(
    vanished: int, of: int, *, cards_each: int = 1, losses: Losses = Losses.STOP, held: bool = False
) -> RestOfSource:
    """The rest of a source of which so many notes are missing."""
    names = [f"n{at}" for at in range(vanished)]
    missing = tuple(
        MissingNote(
            f"{name}.md",
            tuple(stored(f"{name}c{at}", f"{name} {at}::x", f"{name}.md", held=held) for at in range(cards_each)),
        )
        for name in names
    )
    histories = of * cards_each if held else 0
    return RestOfSource(missing=missing, notes_with_cards=of, histories=histories, losses=losses)


@pytest.mark.parametrize(("vanished", "of", "withheld"), [(1, 1, 0), (2, 10, 0), (2, 9, 2), (3, 15, 0), (3, 14, 3)])
def test_more_than_a_fifth_of_the_notes_that_vanish_at_once_are_withheld(vanished: int, of: int, withheld: int) -> None:
    planned = plan([], "vault", vault_without(vanished, of, cards_each=2))
    assert (len(planned.withheld), len(planned.missing)) == (withheld, vanished - withheld)
    assert set(became(planned).values()) == {"withheld" if withheld else "gone"}
    assert len(planned.lost) == 2 * vanished
    assert len(list(planned.changes())) == (0 if withheld else 2 * vanished), "withheld cards do not change"
    assert {each.why for each in planned.gone} == (set() if withheld else {"its note is gone"})


def test_a_large_loss_can_be_allowed() -> None:
    planned = plan([], "vault", vault_without(9, 9, losses=Losses.LET_GO))
    assert (len(planned.missing), len(planned.gone)) == (9, 9)


def test_a_note_of_which_anything_stands_elsewhere_did_not_vanish() -> None:
    rest = vault_without(3, 3, cards_each=2)
    moved = on_disk("new.md", ["n0 0::x"])
    planned = plan([moved], "vault", rest)
    assert planned.missing == ("n0.md",)
    assert became(planned) == {"n0c0": "moved", "n0c1": "gone"} | dict.fromkeys(
        ["n1c0", "n1c1", "n2c0", "n2c1"], "withheld"
    )
    twice = vault_without(2, 2)
    both = tuple(MissingNote(note.path, (stored(note.stored[0].id, "one::x", note.path),)) for note in twice.missing)
    planned = plan([on_disk("new.md", ["one::x"])], "vault", replace(twice, missing=both))
    assert planned.withheld == (), "which of the two it was cannot be told, but one of them lives on"
    assert Counter(became(planned).values()) == {"unsure": 1, "gone": 1}


def test_a_note_of_which_a_card_waits_elsewhere_did_not_vanish() -> None:
    rest = vault_without(3, 3, cards_each=2, held=True)
    planned = plan([on_disk("new.md", ["n0 0::x"])], "vault", rest)
    assert (planned.missing, planned.withheld) == (("n0.md",), ("n1.md", "n2.md"))
    assert became(planned)["n0c0"] == "unsure"


@pytest.mark.parametrize(("lost", "of", "stops"), [(9, 9, False), (10, 200, False), (10, 199, True), (11, 220, False)])
def test_many_histories_that_would_be_set_aside_at_once_stop_the_sync(lost: int, of: int, stops: bool) -> None:
    """Ten or more, and more than one in twenty."""
    held = [stored(f"c{at}", f"{at} {at}::x{at}", "a.md", at) for at in range(lost)]
    small = [stored(f"s{at}", f"s{at} s{at}::y", "a.md", lost + at, held=False) for at in range(lost)]
    notes = [on_disk("a.md", ["Quite another::thing", "And one::more"], [*held, *small])]
    planned = plan(notes, "vault", RestOfSource(histories=of))
    assert (planned.stopped is not None) is stops
    if planned.stopped is not None:
        assert planned.stopped == (lost, of, (("a.md", lost),), 0, 2 * lost)
        assert (planned.notes, planned.cards, planned.lost) == ((), (), ())
    for losses in (Losses.ACCEPT, Losses.LET_GO):
        assert plan(notes, "vault", RestOfSource(histories=of, losses=losses)).stopped is None


def test_a_stop_counts_the_cards_of_notes_that_are_let_go_with_the_rest() -> None:
    held = [stored(f"c{at}", f"{at} {at}::x{at}", "a.md", at) for at in range(10)]
    rest = vault_without(3, 3, cards_each=2, held=True)
    stop = plan([on_disk("a.md", ["Quite another::thing"], held)], "vault", replace(rest, histories=16)).stopped
    assert stop is not None
    assert (stop.lost, stop.cards, len(stop.notes)) == (16, 16, 4)


def test_a_stop_says_how_many_histories_could_wait_with_new_cards_and_accepting_lets_them() -> None:
    old = [stored(f"c{at}", f"{at} {at}::x{at}", path, at) for path in ("a.md", "b.md") for at in range(10, 20)]
    old = [replace(card, id=f"{card.now.path}{card.id}") for card in old]
    new = [f"{at}{at} so::y{at}" for at in "abcdefghij"]
    notes = [on_disk("a.md", new, old[:10]), on_disk("b.md", [], old[10:])]
    stop = plan(notes, "vault", RestOfSource(histories=20)).stopped
    assert stop == (20, 20, (("a.md", 10), ("b.md", 10)), 10, 20)
    accepted = plan(notes, "vault", RestOfSource(histories=20, losses=Losses.ACCEPT))
    assert Counter(became(accepted).values()) == {"unsure": 10, "gone": 10}
    assert [card.id for card in accepted.cards] == [card.id for card in old[:10]], "in their order"
    let_go = plan(notes, "vault", RestOfSource(histories=20, losses=Losses.LET_GO))
    assert Counter(became(let_go).values()) == {"new": 10, "gone": 20}


def test_suggestions_that_no_note_states_are_dropped_and_rejected_ones_remembered() -> None:
    held = [stored("open", "Softmax::a function", "a.md", part=SUGGESTION)]
    held += [stored("no", "Token::a piece", "a.md", part=SUGGESTION)]
    held += [stored("yes", "Head::a part", "a.md", part=SUGGESTION)]
    rest = RestOfSource(open_suggestions=frozenset({"open"}), rejected_suggestions=frozenset({"no"}))
    planned = plan([on_disk("a.md", [], held)], "vault", rest)
    assert (planned.dropped_suggestions, planned.orphaned_suggestions) == (("open",), ("no",))
    assert became(planned) == {"yes": "gone"}, "an accepted one is a card"


def test_suggestions_of_withheld_notes_stay() -> None:
    rest = vault_without(2, 2)
    more = stored("open", "Softmax::a function", "n0.md", part=SUGGESTION)
    first = replace(rest.missing[0], stored=(*rest.missing[0].stored, more))
    rest = replace(rest, missing=(first, *rest.missing[1:]), open_suggestions=frozenset({"open"}))
    planned = plan([], "vault", rest)
    assert (planned.dropped_suggestions, planned.withheld) == ((), ("n0.md", "n1.md"))
    assert became(planned) == {"n0c0": "withheld", "n1c0": "withheld"}


def test_a_card_and_a_suggestion_with_one_text_are_not_taken_for_each_other() -> None:
    note = on_disk("a.md", [suggestion("heads")], [stored("h", "heads", "a.md")])
    planned = plan([note], "vault", RestOfSource())
    assert Counter(became(planned).values()) == {"new": 1, "gone": 1}
    assert list(planned.changes(with_new=True)) == [planned.gone[0].change], "a suggestion is no new card"


# ---------------------------------------------------------------------- any notes, any stored cards

PATHS = [f"{name}.md" for name in "abcdefg"]
TEXTS = st.sampled_from(
    [
        *QUESTIONS,
        "How many heads has the GPT-2 small?::12",
        f"{QUESTIONS['heads']}, as everybody knows",
        "Who really wrote Faust?::Goethe",
    ]
)
ITEMS = st.sampled_from([(), ("An item",), ("Another",)])
UNDER = st.tuples(st.sampled_from([(), ("A heading",)]), ITEMS)


@st.composite
def sources(draw: st.DrawFn) -> tuple[list[NoteOnDisk], RestOfSource]:
    """The notes of a source that were read, and the rest of it."""
    number = iter(range(1000))

    def held(path: str, texts: list[str]) -> tuple[Stored, ...]:
        kinds = draw(st.lists(st.sampled_from(["", "", SUGGESTION]), min_size=len(texts), max_size=len(texts)))
        rows = zip(texts, kinds, strict=True)
        return tuple(
            stored(f"card{next(number)}", text, path, at, part, held=draw(st.booleans()), under=draw(UNDER))
            for at, (text, part) in enumerate(rows, 1)
        )

    def again(card: Stored, items: tuple[str, ...]) -> Draft:
        """The same card, perhaps under other list items."""
        is_suggestion, under = card.now.part == SUGGESTION, (card.now.headings, items)
        return draft(card.now.text, part=card.now.part, suggested=is_suggestion, under=under)

    notes, missing = [], []
    for path in PATHS:
        cards = held(path, draw(st.lists(TEXTS, max_size=4)))
        match draw(st.sampled_from(["same", "edited", "missing", "new"])):
            case "missing":
                missing.append(MissingNote(path, cards))
            case "same":
                drafts = [again(card, draw(ITEMS)) for card in reversed(cards)]
                notes.append(on_disk(path, drafts, cards))
            case "edited":
                notes.append(on_disk(path, draw(st.lists(st.one_of(TEXTS, TEXTS.map(suggestion)), max_size=4)), cards))
            case _:
                notes.append(on_disk(path, draw(st.lists(TEXTS, max_size=4))))
    orphans = held(draw(st.sampled_from(PATHS)), draw(st.lists(TEXTS, max_size=3)))
    every = [card for each in (*notes, *missing) for card in each.stored]
    waiting = [card.id for card in every if card.now.part == SUGGESTION]
    states = draw(st.lists(st.sampled_from(["open", "rejected"]), min_size=len(waiting), max_size=len(waiting)))
    of_state = {
        name: frozenset(card for card, state in zip(waiting, states, strict=True) if state == name)
        for name in ("open", "rejected")
    }
    return notes, RestOfSource(
        tuple(missing),
        orphans,
        of_state["open"],
        of_state["rejected"],
        notes_with_cards=sum(any(card.now.part != SUGGESTION for card in each.stored) for each in (*notes, *missing)),
        losses=draw(st.sampled_from(Losses)),
    )


@given(sources(), st.integers(1, 4))
def test_batches_come_to_the_same_plans_as_all_notes_in_one(
    source: tuple[list[NoteOnDisk], RestOfSource], size: int
) -> None:
    notes, rest = source
    first = plan(notes, "vault")
    whole = plan(first.deferred, "vault", rest)
    batches = [plan(notes[at : at + size], "vault") for at in range(0, len(notes), size)]
    last = plan([note for batch in batches for note in batch.deferred], "vault", rest)
    assert Counter(card for each in batches for card in each.cards) == Counter(first.cards)
    assert Counter(note for each in batches for note in each.notes) == Counter(first.notes)
    assert last == whole
    assert not any(batch.lost or batch.missing or batch.new for batch in batches)


@given(sources())
def test_every_draft_and_every_stored_card_has_one_fate(source: tuple[list[NoteOnDisk], RestOfSource]) -> None:
    notes, rest = source
    planned = plan(notes, "vault", rest)
    assert Counter(card.draft for card in planned.cards) == Counter(each for note in notes for each in note.drafts)
    fates = Counter(card.id for card in planned.stored)
    fates.update(each.card.id for each in planned.lost)
    fates.update(planned.dropped_suggestions)
    fates.update(planned.orphaned_suggestions)
    assert set(fates.values()) <= {1}, "no card is in two places"
    held = {card.id: card for each in (*notes, *rest.missing) for card in each.stored}
    orphans = {card.id for card in rest.orphans}
    untouched = set(held) - set(fates)
    assert set(fates) <= set(held) | orphans
    assert {held[card].now.path for card in untouched} <= set(planned.withheld)
    assert all(held[card].now.part == SUGGESTION for card in untouched)
    assert {card.id for card in planned.cards if card.what is ChangeKind.BACK} <= orphans
    assert all(card.stored and card.stored.held for card in planned.cards if card.is_unsure)
    new = [card.id for card in planned.new]
    assert len(set(new)) == len(new)
    assert not set(new) & (set(held) | orphans)
    assert {*planned.missing, *planned.withheld} == {note.path for note in rest.missing}
    assert plan(notes, "vault", rest) == planned, "the same again"
