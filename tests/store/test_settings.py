"""Settings: what is stored is what comes back, and what makes no sense is refused."""

from __future__ import annotations

from dataclasses import fields

import pytest
from sqlalchemy import insert

from studygpt.errors import UsageError
from studygpt.settings import DESCRIPTIONS, Settings, describe
from studygpt.store.tables import settings as settings_table
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Cli, HandClock, Vault

OTHERS = {
    "new_per_day": "7",
    "reviews_per_day": "0",
    "desired_retention": "0.85",
    "new_per_deck": "gpt=5, flashcards/bpe = 3",
    "reviews_per_deck": "gpt=0",
    "bury_siblings": "no",
    "leech_lapses": "0",
    "learning_steps": "2 15, 60",
    "relearning_steps": "",
    "learn_ahead": "0",
    "maximum_interval": "365",
    "day_starts_at": "23",
    "typed_answers": "basic, cloze",
    "theme": "nord",
    "keys": "suspend=z, bury=v f5",
}


def test_every_setting_is_tried_here() -> None:
    assert set(OTHERS) == set(DESCRIPTIONS) == {each.name for each in fields(Settings)}


@pytest.mark.parametrize("name", OTHERS)
def test_a_setting_is_kept(name: str, study: Study, clock: HandClock) -> None:
    value = describe(name).parse(OTHERS[name])
    assert value != describe(name).default
    study.configure(name, value)
    assert getattr(study.core.settings, name) == value, "at once"
    study.close()
    again = Study.open(clock)
    expected = {each: describe(each).default for each in DESCRIPTIONS} | {name: value}
    assert {each: getattr(again.core.settings, each) for each in DESCRIPTIONS} == expected
    again.close()


def test_a_changed_setting_counts_at_once(study: Study, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    study.library.import_folder(vault.path, None, ())
    assert len(study.review.due()) == 2
    study.configure("new_per_day", 1)
    assert len(study.review.due()) == 1
    card = study.review.due()[0]
    study.configure("learning_steps", (33,))
    assert sorted({each.interval_ms for each in study.review.outcomes(card).values()})[0] == 33 * 60_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("new_per_day", "many"),
        ("new_per_day", "-1"),
        ("new_per_day", "1.5"),
        ("desired_retention", "1"),
        ("desired_retention", "0.5"),
        ("desired_retention", "nan"),
        ("learning_steps", "1 0"),
        ("learning_steps", "1 ten"),
        ("day_starts_at", "24"),
        ("maximum_interval", "0"),
        ("maximum_interval", "inf"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_a_sentence(name: str, text: str) -> None:
    with pytest.raises(UsageError, match=f"{name} takes"):
        describe(name).parse(text)


def test_a_setting_that_is_not_known_is_refused() -> None:
    with pytest.raises(UsageError, match="no setting 'neue_pro_tag'"):
        describe("neue_pro_tag")


def test_a_setting_of_another_version_is_left_alone(study: Study, clock: HandClock) -> None:
    with study.core.database.write() as connection:
        connection.execute(insert(settings_table).values(key="colour_of_the_moon", value='"green"'))
    study.close()
    again = Study.open(clock)
    assert again.core.settings == Settings()
    again.close()


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.parametrize("name", ["new_per_day", "reviews_per_day", "learn_ahead", "maximum_interval"])
def test_a_number_too_large_for_the_database_does_not_break_every_command(name: str, cli: Cli, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    assert cli("import", vault.path).code == 0
    if cli("config", name, "99999999999999999999").code == 0:
        assert cli("due").code == 0
        assert cli("review", "--plain", stdin="\n4\n" * 2).code == 0
