"""Settings: what is stored is what comes back, and what makes no sense is refused."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from studygpt.errors import UsageError
from studygpt.settings import DESCRIPTIONS, Settings, describe
from studygpt.store.tables import settings as settings_table
from studygpt.study import Study
from tests.conftest import TWO_CARDS, Cli, HandClock, Program, Vault

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
    "images": "off",
    "keys": "suspend=z, bury=v f5",
}


def test_every_setting_is_tried_here() -> None:
    assert set(OTHERS) == set(DESCRIPTIONS) == {each.name for each in fields(Settings)}


@pytest.mark.parametrize("name", OTHERS)
def test_a_setting_is_kept(name: str, study: Study, clock: HandClock) -> None:
    value = describe(name).parse(OTHERS[name])
    assert value != describe(name).default
    study.configure(name, value)
    assert getattr(study.context.settings, name) == value, "at once"
    study.close()
    again = Study.open(clock)
    expected = {each: describe(each).default for each in DESCRIPTIONS} | {name: value}
    assert {each: getattr(again.context.settings, each) for each in DESCRIPTIONS} == expected
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
    with study.context.database.write() as connection:
        connection.execute(insert(settings_table).values(key="colour_of_the_moon", value='"green"'))
    study.close()
    again = Study.open(clock)
    assert again.context.settings == Settings()
    again.close()


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.parametrize("name", ["new_per_day", "reviews_per_day", "learn_ahead", "maximum_interval"])
def test_a_number_too_large_for_the_database_does_not_break_every_command(name: str, cli: Cli, vault: Vault) -> None:
    vault.write("a.md", TWO_CARDS)
    assert cli("import", vault.path).code == 0
    if cli("config", name, "99999999999999999999").code == 0:
        assert cli("due").code == 0
        assert cli("review", "--plain", stdin="\n4\n" * 2).code == 0


# ---------------------------------------------------------------------- the file


@pytest.mark.usefixtures("nothing_ships")
def test_the_file_says_what_each_setting_does_and_leaves_the_usual_ones_to_their_default(cli: Cli, home: Path) -> None:
    assert cli("config").code == 0
    assert not (home / "settings.toml").exists(), "looking makes no file"
    for name, text in OTHERS.items():
        assert cli("config", name, text).code == 0
    for name in OTHERS:
        if name != "theme":
            assert cli("config", name, "default").code == 0
    text = (home / "settings.toml").read_text(encoding="utf-8")
    for name, description in DESCRIPTIONS.items():
        assert f"# {description.help}\n" in text
        assert f"\n# {name} = " in text or name == "theme"
    assert tomllib.loads(text) == {"theme": "nord"}
    uncommented = "".join(line.removeprefix("# ") for line in text.splitlines(keepends=True) if " = " in line)
    assert set(tomllib.loads(uncommented)) == set(DESCRIPTIONS), "each line holds when its # is taken off"


@pytest.mark.usefixtures("nothing_ships")
def test_what_a_person_wrote_into_the_file_stays(cli: Cli, home: Path) -> None:
    assert cli("config", "new_per_day", "5").code == 0
    at = home / "settings.toml"
    at.write_text("# mine\nlearn_ahead=3   # short\n\n" + at.read_text(encoding="utf-8"), encoding="utf-8")
    assert cli("config", "reviews_per_day", "9").code == 0
    text = at.read_text(encoding="utf-8")
    assert text.startswith("# mine\nlearn_ahead=3   # short\n")
    assert tomllib.loads(text) == {"learn_ahead": 3, "new_per_day": 5, "reviews_per_day": 9}


@pytest.mark.usefixtures("nothing_ships")
def test_tables_and_values_of_many_lines_can_be_changed_too(cli: Cli, home: Path) -> None:
    home.mkdir()
    at = home / "settings.toml"
    at.write_text("learning_steps = [\n  2,\n  3,\n]\n[new_per_deck]\n'a b' = 4\n", encoding="utf-8")
    assert cli("config", "learning_steps").out.splitlines()[1].split()[1:3] == ["2", "3"]
    assert cli("config", "learning_steps", "7").code == 0
    assert cli("config", "theme", "nord").code == 0
    held = tomllib.loads(at.read_text(encoding="utf-8"))
    assert held == {"learning_steps": [7], "new_per_deck": {"a b": 4}, "theme": "nord"}


@pytest.mark.usefixtures("nothing_ships")
def test_a_page_that_the_library_for_toml_fails_on_is_written_anew_with_its_values(cli: Cli, home: Path) -> None:
    home.mkdir()
    at = home / "settings.toml"
    page = "# mine\nnew_per_deck.a = 3\nnew_per_deck.b = 4\n[keys]\nbury = 'v'\n"
    at.write_text(page, encoding="utf-8")
    ran = cli("config", "new_per_deck", "gpt=5")
    assert ran.code == 0
    kept = home / "settings-old.toml"
    assert str(kept) in ran.err
    assert kept.read_text(encoding="utf-8") == page
    assert tomllib.loads(at.read_text(encoding="utf-8")) == {"new_per_deck": {"gpt": 5}, "keys": {"bury": "v"}}


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("theme = 'nord' # dark\n", ("theme", "dracula"), 'theme = "dracula" # dark\n'),
        ("keys = {}\nlearn_ahead = 3 # short\n", ("learn_ahead", "default"), "keys = {}\n# learn_ahead = 20 # short\n"),
        (
            "[new_per_deck]\n# few\n'a b' = 4 # four\n", ("new_per_deck", "a b=5, gpt=1"),
            "[new_per_deck]\n# few\n'a b' = 5 # four\ngpt = 1\n",
        ),
        (
            "[new_per_deck]\n# few\na = 4\n\n[keys]\nbury = 'v'\n", ("new_per_deck", "none"),
            "[new_per_deck]\n# few\n\n[keys]\nbury = 'v'\n",
        ),
        ("new_per_deck.a = 4\ntheme = 'nord'", ("new_per_deck", "a=5"), "new_per_deck.a = 5\ntheme = 'nord'\n"),
        ("#theme = 'x'\n# mine\n", ("theme", "nord"), 'theme = "nord"\n# mine\n'),
    ],
)  # fmt: skip
def test_a_change_leaves_every_other_line_as_it_is(
    before: str, words: tuple[str, str], after: str, cli: Cli, home: Path
) -> None:
    home.mkdir()
    (home / "settings.toml").write_text(before, encoding="utf-8")
    assert cli("config", *words).code == 0
    assert (home / "settings.toml").read_text(encoding="utf-8") == after


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("\nnew_per_day = 'many'\n", 2, "whole number"),
        ("# a\n\nnew_per_dya = 3\n", 3, "did you mean 'new_per_day'"),
        ("theme = 'nord'\nlearn_ahead = \n", 2, "no TOML"),
        ("theme = 'nord'\n\nkeys = {", 3, "no TOML"),  # tomllib names no line where the file ends too early
        ("theme = 'mauve'\n", 1, "textual-light"),
        ("new_per_day = true\n", 1, "whole number"),
        ("day_starts_at = 99\n", 1, "from 0 to 23"),
        ("typed_answers = ['basic', 'loud']\n", 1, "cloze"),
        ("\n[new_per_deck]\ngpt = 'x'\n", 2, "decks with numbers"),
        ("bury_siblings = 1\n", 1, "yes or no"),
    ],
)
def test_a_mistake_in_the_file_is_a_sentence_with_its_line(
    text: str, line: int, said: str, cli: Cli, home: Path
) -> None:
    home.mkdir()
    (home / "settings.toml").write_text(text, encoding="utf-8")
    ran = cli("due")
    assert ran.code == 3
    assert ran.err.startswith(f"studygpt: {home / 'settings.toml'}:{line}: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_settings_of_an_earlier_version_move_into_the_file_once(study: Study, clock: HandClock, home: Path) -> None:
    study.review.more_today(new=2)
    stored = {"new_per_day": 3, "learning_steps": [4], "day_starts_at": 99}
    with study.context.database.write() as connection:
        for key, value in stored.items():
            connection.execute(insert(settings_table).values(key=key, value=json.dumps(value)))
    study.close()
    again = Study.open(clock)
    assert (again.context.settings.new_per_day, again.context.settings.learning_steps) == (3, (4,))
    assert again.context.settings.day_starts_at == Settings().day_starts_at, "what makes no sense is left behind"
    with again.context.database.read() as connection:
        left = set(connection.execute(select(settings_table.c.key)).scalars())
    assert left == {"devices", "more_today"}
    again.configure("new_per_day", 20)
    again.close()
    third = Study.open(clock)
    assert third.context.settings.new_per_day == 20
    assert tomllib.loads((home / "settings.toml").read_text(encoding="utf-8")) == {"learning_steps": [4]}
    third.close()


def test_no_command_waits_for_toml_where_there_is_no_file(program: Program) -> None:
    code = (
        "import pathlib, sys; from studygpt import paths; from studygpt.cli import main\n"
        "paths.shipped_decks = lambda: pathlib.Path('/nothing/ships')\n"
        "main(['due', '--json'])\n"
        "print([name for name in ('tomllib', 'tomlkit') if name in sys.modules])"
    )
    assert program.python("-c", code).out.splitlines()[-1] == "[]"
    program.home.joinpath("settings.toml").write_text("new_per_day = 3\n")
    assert program.python("-c", code).out.splitlines()[-1] == "['tomllib']", "what writes is not needed to read"


@pytest.mark.usefixtures("nothing_ships")
@pytest.mark.parametrize(
    ("text", "said"), [("suspnd=z", "did you mean 'suspend'"), ("suspend=b", "would mean both"), ("suspend", "takes")]
)
def test_keys_are_held_against_the_table_of_actions(text: str, said: str, cli: Cli) -> None:
    ran = cli("config", "keys", text)
    assert ran.code == 2
    assert said in ran.err
