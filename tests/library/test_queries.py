"""The query language, against a handful of cards that differ in everything it can ask for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.model import Rating
from studygpt.query import AllOf, AnyOf, FieldIs, Not, Words, field_query, parse_query
from studygpt.study import Study
from tests.conftest import HandClock, Vault, moment_of

pytestmark = pytest.mark.both_databases(long=True)

A = """---
concepts: [attention]
tags: [core]
---
#flashcards/gpt/attention

Query asks what?::Whom to attend to #hard/very

Key answers what?::Whether it is meant #hard

Value holds what?::100% of what is_handed over
"""
B = """---
concepts: [Byte pair encoding]
---
#flashcards/gpt/bpe

Which pair is merged first?::The most frequent byte pair
"""
C = """#flashcards/other

What is a Größe?::Eine Äußerung
"""


def fill(study: Study, time: list[datetime], folder: Path) -> Study:
    """Cards by their first words: Query (learning), Key (due review), Value (new), Which (review, not due, lapsed),
    What (suspended), Where (an orphan)."""

    def move(**amount: int) -> None:
        time[0] += timedelta(**amount)

    def grade(word: str, rating: Rating) -> None:
        study.review.grade(study.library.card(cards[word].id or ""), rating)

    vault = Vault(folder)
    vault.write("gpt/a.md", A)
    vault.write("gpt/b.md", B)
    vault.write("c.md", C)
    vault.write("gone.md", "#flashcards/gone\n\nWhere is this note?::Gone\n")
    study.library.import_folder(vault.path, "My vault", ())
    cards = {card.front.split()[0]: card for card in study.library.cards()}
    grade("Key", Rating.EASY)
    grade("Which", Rating.EASY)
    move(days=18)
    grade("Which", Rating.AGAIN)
    move(minutes=30)
    grade("Which", Rating.EASY)
    move(days=2)
    grade("Query", Rating.GOOD)
    study.review.suspend(cards["What"])
    vault.delete("gone.md")
    study.library.sync_source(study.library.source("My vault"))
    return study


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """For tests that only ask."""
    place, time = tmp_path_factory.mktemp("library"), [datetime(2026, 5, 4, 12, tzinfo=UTC)]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("STUDYGPT_HOME", str(place))
        study = Study(StudyContext.open(f"sqlite:///{place / 'study.db'}", lambda: moment_of(time[0])))
        yield fill(study, time, place / "vault")
        study.close()


ALL = "Query Key Value Which What"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        # deck: the deck or one below it, by the whole path or its end
        ("deck:flashcards/gpt", "Query Key Value Which"),
        ("deck:gpt", "Query Key Value Which"),
        ("deck:attention", "Query Key Value"),
        ("deck:gpt/attention", "Query Key Value"),
        ("deck:GPT", "Query Key Value Which"),
        ("deck:gp", ""),
        ("deck:flashcards", ALL),
        # tag: the tag or one below it
        ("tag:hard", "Query Key"),
        ("tag:hard/very", "Query"),
        ("tag:core", "Query Key Value"),
        ("tag:har", ""),
        # concept, source, path
        ("concept:attention", "Query Key Value"),
        ("concept:Attention", "Query Key Value"),
        ('concept:"byte pair encoding"', "Which"),
        ("concept:byte", ""),
        ('source:"My vault"', ALL),
        ("source:other", ""),
        ("path:gpt/", "Query Key Value Which"),
        ("path:b.md", "Which"),
        ("path:_.md", ""),
        # is
        ("is:new", "Value What"),
        ("is:learning", "Query"),
        ("is:due", "Query Key"),
        ("is:suspended", "What"),
        ("is:orphan", "Where"),
        ("IS:Orphan", "Where"),
        ('is:"orphan"', "Where"),
        ("is:suggested", ""),
        ("is:unsure", ""),
        ("is:leech", ""),
        ("is:flagged", ""),
        # prop
        ("prop:lapses>0", "Which"),
        ("prop:lapses=0", "Query Key"),
        ("prop:reps>=1", "Query Key Which"),
        ("prop:reps!=1", "Which"),
        ("prop:stability>8", "Key"),
        ("prop:stability<8", "Query Which"),
        ("prop:difficulty<=1", "Key"),
        ("prop:retrievability<0.9", "Key"),
        ("prop:retrievability>=0.9", "Query Which"),
        ("prop:retrievability=1", "Query"),
        ("prop:retrievability>0", "Query Key Which"),
        ("prop:retrievability<=1", "Query Key Which"),
        ("prop:retrievability>1", ""),
        # rated: in the last so many days, and how
        ("rated:1", "Query"),
        ("rated:3", "Query Which"),
        ("rated:30", "Query Key Which"),
        ("rated:30:1", "Which"),
        ("rated:30:2", ""),
        # words, front and back
        ("merged", "Which"),
        ("MERGED", "Which"),
        ("frequent", "Which"),
        ("is what", "Key Value What"),
        ("what is", "Key Value What"),
        ('"what is a"', "What"),
        ("100%", "Value"),
        ("10%0", ""),
        ("is_handed", "Value"),
        ("s_h", "Value"),
        ("größe", "What"),
        ("äußerung", "What"),
        ("GRÖSSE", ""),
        ('"asks what?"', "Query"),
        ("word: nothing", ""),
        # together
        ("deck:gpt is:new", "Value"),
        ("deck:gpt and is:new", "Value"),
        ("-deck:gpt", "What"),
        ("not deck:gpt", "What"),
        ("NOT deck:gpt", "What"),
        ("-is:new deck:gpt", "Query Key Which"),
        ("is:learning or is:suspended", "Query What"),
        ("is:learning OR is:suspended", "Query What"),
        ("deck:bpe or deck:attention is:new", "Value Which"),
        ("(deck:bpe or deck:attention) is:new", "Value"),
        ("-(deck:bpe or deck:attention)", "What"),
        ("not (deck:bpe or deck:attention) or tag:hard/very", "Query What"),
        ('-"merged first" deck:gpt', "Query Key Value"),
        ("not not is:learning", "Query"),
        ("((is:learning))", "Query"),
        ("is:learning -", ""),
        ("(is:learning -)", ""),
    ],
)
def test_a_query_names_these_cards(library: Study, query: str, expected: str) -> None:
    found = [card.front.split()[0] for card in library.library.cards(query)]
    assert sorted(found) == sorted(expected.split())


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("is:nothing", "is:suspended"),
        ("is:", "needs a value"),
        ("deck:", "needs a value"),
        ('deck:""', "needs a value"),
        ("prop:stability", "prop:NAME>NUMBER"),
        ("prop:beauty>3", "stability"),
        ("prop:lapses>many", "prop:NAME>NUMBER"),
        ("rated:week", "rated:7"),
        ("rated:7:5", "rated:7:1"),
        ("(deck:gpt", "never closed"),
        ("deck:gpt)", "never opened"),
        (")", "never opened"),
        ('"deck', "never closed"),
        ("not", "`not` with nothing after it"),
        ("deck:gpt -(is:new", "never closed"),
        ("is:new or", ""),
        ("or is:new", ""),
        ("is:new or or is:due", ""),
    ],
)
def test_a_query_that_says_nothing_clear_is_refused_with_what_can_be_said(
    library: Study, query: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        library.library.cards(query)
    assert hint in str(refusal.value)


@pytest.mark.parametrize(
    "query", ["(" * 5000 + "a" + ")" * 5000, "not " * 5000 + "a"], ids=["brackets in brackets", "not not not"]
)
def test_a_query_nested_beyond_reason_is_answered_or_refused_in_a_sentence(study: Study, query: str) -> None:
    with contextlib.suppress(StudyError):
        assert study.library.cards(query) == []


@pytest.mark.parametrize("words", ["\ud83d", "\udcff", "tag:\udcff", "deck:\udcff", "a\0b"])
def test_letters_that_no_card_can_hold_find_none(library: Study, words: str) -> None:
    """A terminal that is not UTF-8 hands over such halves of letters."""
    assert library.library.cards(words) == []


@pytest.mark.parametrize("name", ["", " ", "%", "_", "0000", "\0", "\udcff"])
def test_what_names_no_card_is_told_in_a_sentence(library: Study, name: str) -> None:
    with pytest.raises(StudyError, match="there is no card"):
        library.library.card(name)


def test_a_concept_with_letters_beyond_ascii_is_found_by_its_name(study: Study, vault: Vault) -> None:
    vault.write("a.md", "---\nconcepts: [Ähnlichkeit]\n---\n#flashcards/Übung\n\nWas ist nah?::Das Ähnliche #Übel\n")
    study.library.import_folder(vault.path, "Österreich", ())
    for query in (
        "concept:Ähnlichkeit",
        "concept:ähnlichkeit",
        "source:Österreich",
        "deck:Übung",
        "tag:Übel",
        "Ähnliche",
    ):
        assert len(study.library.cards(query)) == 1, query


def test_leeches_are_found(study: Study, clock: HandClock, vault: Vault) -> None:
    vault.write("a.md", B)
    study.library.import_folder(vault.path, None, ())
    (card,) = study.library.cards()
    study.review.grade(card, Rating.EASY)
    study.configure("leech_lapses", 0)
    for lapses in range(1, 9):
        assert study.library.cards("is:leech") == []
        clock.move(days=30)
        study.review.grade(study.library.cards()[0], Rating.AGAIN)
        assert study.review.grade(study.library.cards()[0], Rating.EASY).card.memory.lapses == lapses
    assert [each.id for each in study.library.cards("is:leech")] == [card.id]


def test_an_undone_grade_counts_for_nothing(study: Study, vault: Vault) -> None:
    vault.write("a.md", B)
    study.library.import_folder(vault.path, None, ())
    graded = study.review.grade(study.library.cards()[0], Rating.EASY).card
    assert study.library.cards("rated:1") == [graded]
    study.review.undo()
    assert study.library.cards("rated:1") == []


def test_a_query_narrows_the_queue_and_keeps_its_order(library: Study) -> None:
    queue = [card.front.split()[0] for card in library.review.due()]
    assert queue == ["Key", "Value"]
    assert [card.front.split()[0] for card in library.review.due("is:new")] == ["Value"]
    assert [card.front.split()[0] for card in library.review.due("deck:attention or is:suspended")] == queue
    with pytest.raises(UsageError):
        library.review.due("is:nothing")


@given(st.text("abc :\"()-or not is:new deck:gpt prop:reps>3 \n\t\\%_'", max_size=40))
def test_whatever_is_typed_is_a_query_or_is_refused_as_one(text: str) -> None:
    try:
        parse_query(text)
    except UsageError as refusal:
        assert str(refusal)


def test_a_misspelt_field_is_told_and_words_with_a_colon_are_words(library: Study) -> None:
    with pytest.raises(UsageError, match="did you mean deck:gpt"):
        library.library.cards("dekc:gpt")
    assert library.library.cards("note:nothing") == []
    assert library.library.cards('"dekc:gpt"') == []


@given(st.text(min_size=1), st.sampled_from(["deck", "concept", "source"]))
def test_a_name_of_any_letters_can_be_asked_for(name: str, field: str) -> None:
    asked = f"-is:due {field_query(field, name)} or words"
    assert parse_query(asked) == AnyOf((AllOf((Not(FieldIs("is", "due")), FieldIs(field, name))), Words("words")))


@pytest.mark.usefixtures("nothing_ships")
def test_cards_in_doubt_are_found_in_every_query_until_a_person_decides(study: Study, vault: Vault) -> None:
    vault.write("a.md", A)
    source = study.library.import_folder(vault.path, "vault", ()).source
    (key,) = study.library.cards('"Key answers"')
    study.review.grade(key, Rating.GOOD)
    vault.write("a.md", A.replace("Key answers what?::Whether it is meant", "Keys are what?::Vectors of words"))
    study.library.sync_source(study.library.source(source))
    for query in ("is:unsure", "IS:Unsure tag:hard", "is:unsure or is:suspended", "is:unsure -is:new"):
        assert [card.id for card in study.library.cards(query)] == [key.id], query
        assert study.library.card_ids(query) == [key.id]
    assert key.id not in study.library.card_ids("-is:unsure")
    study.review.doubts.same(study.library.cards("is:unsure"))
    assert study.library.cards("is:unsure") == []
    study.review.undo()
    assert study.library.card_ids("is:unsure") == [key.id]
    study.review.doubts.another(study.library.cards("is:unsure"))
    assert study.library.cards("is:unsure or (is:unsure is:orphan)") == []
