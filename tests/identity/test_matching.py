"""Which draft is which stored card: what must be kept, and what must never be carried."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from studygpt.identity.matching import Changed, How, Stored, match_elsewhere, match_notes, match_within
from studygpt.model import Draft, Hole, Kind


def draft(front: str, back: str, part: str = "", source_id: str | None = None) -> Draft:
    return Draft("separators", Kind.BASIC, f"{front}::{back}", front, back, 1, 1, part=part, source_id=source_id)


def stored(card: Draft, name: str) -> Stored:
    holes = tuple(hole.text for hole in card.holes)
    return Stored(name, card.text, card.part, card.source_id, card.front, card.back, holes)


def cloze(text: str) -> list[Draft]:
    """`[a]` hides: one draft a hole, as a reader gives them."""
    pieces = text.replace("]", "[").split("[")
    hidden, full = pieces[1::2], "".join(pieces)
    marked = "".join(f"{{{{c{at // 2 + 1}::{piece}}}}}" if at % 2 else piece for at, piece in enumerate(pieces))
    return [
        Draft("cloze", Kind.CLOZE, marked, full.replace(hole, "[...]", 1), full, 1, 1, f"c{n}", (Hole(n, hole),))
        for n, hole in enumerate(hidden, 1)
    ]


ABOVE, BELOW = draft("Who wrote the Iliad?", "Homer"), draft("Who wrote the Aeneid?", "Virgil")


def is_carried(old: Draft, new: Draft) -> bool:
    """Whether a card that changed in place, between two others that stayed, keeps its history."""
    before = [stored(card, name) for card, name in ((ABOVE, "above"), (old, "it"), (BELOW, "below"))]
    matches = match_within([ABOVE, new, BELOW], before)
    return matches[1].card is not None


KEPT = [
    (("What is the capital of France?", "Paris"), ("What is the **capital** of France?", "Paris")),
    (("What is the capital of France?", "Paris"), ("For the exam: what is the capital of France?", "Paris")),
    (("How many chromosomes has a human cell?", "46"), ("How many chromosomes has a human cell?", "46, in pairs")),
    (("When did the Second Woorld War end?", "1945"), ("When did the Second World War end?", "1945")),
    (
        ("Welches Organ bildet Insulin?", "Die Bauchspeicheldrüse."),
        ("Welches Organ bildet das Insulin?", "Die Bauchspeicheldrüse."),
    ),
    (("Quel fleuve traverse Paris ?", "La Seine."), ("Pour l'examen : quel fleuve traverse Paris ?", "La Seine.")),
    (
        ("¿Qué río pasa por Sevilla en el sur?", "El Guadalquivir"),
        ("En el sur, ¿qué río pasa por Sevilla?", "El Guadalquivir"),
    ),
    (("Какое озеро самое глубокое?", "Байкал"), ("Какое озеро самое глубокое?", "Байкал, в Сибири")),
    (("中国的首都是哪里？", "北京"), ("哪座城市是中国的首都？", "北京")),
    (("日本の首都はどこですか？", "東京"), ("日本の首都の名前は何ですか？", "東京")),
    (("한국의 수도는 어디입니까?", "서울"), ("복습: 한국의 수도는 어디입니까?", "서울")),
    (("What does a dog’s heart do?", "It pumps"), ("What does a dog's heart do?", "It pumps")),
]
RESET = [
    (("What is the capital of France?", "Paris"), ("What is the capital of Spain?", "Paris")),
    (("What is the capital of France?", "Paris"), ("What is the capital of Spain?", "Madrid")),
    (("Who ruled in 1961?", "Kennedy, for one more year"), ("Who ruled in 1962?", "Kennedy, for one more year")),
    (("Which types can be keys?", "Strings"), ("Which types cannot be keys?", "Strings")),
    (("Which blood flows to the heart?", "Venous"), ("Which blood flows from the heart?", "Venous")),
    (("Is gold heavier than lead?", "Yes"), ("Is lead heavier than gold?", "Yes")),
    (("Is a tuple mutable?", "No."), ("Would you call a string mutable?", "No.")),
    (("Who can take blood of type A?", "Type A or AB"), ("Who can take blood of type B?", "Type A or AB")),
    (("What does 'desert' mean?", "Dry land"), ("What does 'dessert' mean?", "The sweet end of a meal")),
    (("hablaba", "I used to speak"), ("hablaban", "they used to speak")),
    (("法国的首都是哪里？", "巴黎"), ("德国的首都是哪里？", "巴黎")),
    (("哪些金属能与酸反应？", "锌"), ("哪些金属不能与酸反应？", "锌")),
    (("「こころ」を書いた作家は誰ですか？", "夏目漱石"), ("「坊っちゃん」を書いた作家は誰ですか？", "夏目漱石")),
    (("Is nitrate an ion?", "Yes"), ("Is nitrite an ion?", "Yes")),
    (("What is acceleration?", "change of velocity"), ("What is angular acceleration?", "change of angular velocity")),
]


@pytest.mark.parametrize(("old", "new"), KEPT, ids=str)
def test_the_same_question_in_place_keeps_its_history(old: tuple[str, str], new: tuple[str, str]) -> None:
    assert is_carried(draft(*old), draft(*new))


@pytest.mark.parametrize(("old", "new"), RESET, ids=str)
def test_another_fact_in_the_place_of_one_begins_anew(old: tuple[str, str], new: tuple[str, str]) -> None:
    assert not is_carried(draft(*old), draft(*new))
    assert not is_carried(draft(*new), draft(*old))


def test_an_id_beats_the_text() -> None:
    one, other = draft("Q one", "A", source_id="KwfTbvZ1"), draft("Q two", "B", source_id="x8Bp2mQa")
    matches = match_within([draft("Q two", "B", source_id="KwfTbvZ1")], [stored(one, "one"), stored(other, "other")])
    assert [(match.card.id, match.how) for match in matches if match.card] == [("one", How.ID)]


def test_block_ids_stay_with_their_text_when_two_notes_swap_names() -> None:
    one, other = draft("Q one", "A", source_id="^q1"), draft("Q two", "B", source_id="^q1")
    matches = match_notes([Changed("a", [other], [stored(one, "one")]), Changed("b", [one], [stored(other, "other")])])
    assert [note[0].card.id for note in matches if note[0].card] == ["other", "one"]


def test_one_hole_changed_leaves_the_others() -> None:
    old = cloze("A cell has [46] chromosomes in [23] pairs, a [nucleus], [one] membrane and [ribosomes].")
    new = cloze("A cell has [48] chromosomes in [23] pairs, a [nucleus], [one] membrane and [ribosomes].")
    matches = match_within(new, [stored(card, card.part) for card in old])
    assert [match.card.id if match.card else None for match in matches] == [None, "c2", "c3", "c4", "c5"]


def test_a_card_made_reversible_asks_forward_what_it_asked() -> None:
    pair = [draft("die Quelle", "the spring", part) for part in ("forward", "backward")]
    matches = match_within(pair, [stored(draft("die Quelle", "the spring"), "it")])
    assert [match.card is not None for match in matches] == [True, False]


def test_exact_text_elsewhere_comes_before_close_text_in_the_note() -> None:
    old = draft("What is the capital of France?", "Paris")
    near = draft("What is the capital of France?", "Paris, on the Seine")
    matches = match_notes([Changed("a", [near], [stored(old, "it")]), Changed("b", [old], [])])
    assert matches[1][0].card is not None
    assert matches[0][0].card is None


def test_a_card_touched_while_its_note_was_renamed_goes_along() -> None:
    cards = [ABOVE, draft("What is the capital of France?", "Paris"), BELOW]
    touched = [ABOVE, draft("What is the capital of France?", "Paris, on the Seine"), BELOW]
    before = Changed("old", (), [stored(card, str(at)) for at, card in enumerate(cards)])
    matches = match_notes([Changed("new", touched, ()), before])
    assert [match.card.id for match in matches[0] if match.card] == ["0", "1", "2"]


def test_a_copy_in_another_note_does_not_steal() -> None:
    card = draft("What is the capital of France?", "Paris")
    matches = match_notes([Changed("a", [card], [stored(card, "it")]), Changed("b", [card], [])])
    assert [bool(note[0].card) for note in matches] == [True, False]
    assert match_elsewhere([card, card], [stored(card, "it")])[0].card is None


WORDS = st.sampled_from("Paris Rome river mountain capital oldest cell heart 1914 not 北京 首都 город Stadt".split())
SIDES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
CARDS = st.lists(st.builds(draft, SIDES, SIDES), max_size=12)


@given(CARDS, CARDS)
def test_every_card_has_one_draft_and_every_draft_one_card(before: list[Draft], now: list[Draft]) -> None:
    matches = match_within(now, [stored(card, str(at)) for at, card in enumerate(before)])
    given_out = [match.card.id for match in matches if match.card]
    assert len(given_out) == len(set(given_out))
    assert [match.draft for match in matches] == list(range(len(now)))


@given(CARDS.flatmap(lambda cards: st.tuples(st.just(cards), st.permutations(cards))))
def test_another_order_keeps_every_card(orders: tuple[list[Draft], list[Draft]]) -> None:
    before, now = orders
    matches = match_within(now, [stored(card, str(at)) for at, card in enumerate(before)])
    assert all(match.card and match.card.text == card.text for match, card in zip(matches, now, strict=True))


@given(CARDS)
def test_nothing_changed_keeps_every_card(cards: list[Draft]) -> None:
    matches = match_within(cards, [stored(card, str(at)) for at, card in enumerate(cards)])
    assert [match.card.id for match in matches if match.card] == [str(at) for at in range(len(cards))]


@pytest.mark.parametrize("piece", ["[[", "<a", "{{c1::", "((", "_", "中"])
def test_sides_of_a_hundred_thousand_letters_are_compared(piece: str) -> None:
    """Each took minutes if it took more than its length."""
    long = piece * (100_000 // len(piece))
    hole = Draft("cloze", Kind.CLOZE, long + "a", long, long, 1, 1, "c1")
    assert match_within([draft(long + "a", long)], [stored(draft(long, "b"), "it")])[0].card is None
    assert len(match_within([hole], [Stored("it", long, "c1", None, long, long)])) == 1
