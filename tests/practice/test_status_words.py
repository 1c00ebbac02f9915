"""Cards on one line, as verdicts and dialogs name them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studygpt.model import Card
from studygpt.practice.status_words import card_words
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Vault


@pytest.fixture
def card(study: Study, vault: Vault) -> Card:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    return study.library.cards("softmax")[0]


@pytest.mark.parametrize(("letters", "shown"), [(90, "x" * 90), (91, f"{'x' * 89}…")])
def test_a_question_of_more_than_ninety_letters_is_cut(card: Card, letters: int, shown: str) -> None:
    assert card_words(replace(card, front="x" * letters)) == shown
