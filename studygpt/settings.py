"""The definitions of all settings: their names, defaults, allowed values and help texts.

`studygpt config`, the settings screen, `settings.toml` and docs/settings.md are made from these descriptions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from studygpt.errors import UsageError

THEMES = (
    "textual-dark textual-light nord gruvbox catppuccin-mocha catppuccin-latte catppuccin-frappe catppuccin-macchiato "
    "dracula tokyo-night monokai flexoki solarized-light solarized-dark rose-pine rose-pine-moon rose-pine-dawn "
    "atom-one-dark atom-one-light ansi-dark ansi-light"
).split()
"""The names of Textual's themes, written out so that listing them does not import Textual."""
IMAGES = ("auto", "kitty", "sixel", "blocks", "off")
TYPED = ("basic", "reversed", "cloze", "fields")
"""The kinds of cards whose answer can be typed."""
SettingValue = bool | int | float | str | tuple[int, ...] | tuple[str, ...] | dict[str, int] | dict[str, str]
"""The types that the value of a setting may have; each setting has one of them."""


def _setting(default: SettingValue, text: str, low: float = 0, high: float = 0, choices: Sequence[str] = ()) -> Any:
    # Returns `Any`, because mypy expects the type of each field, which is stated only in `Settings`.
    metadata = {"help": text, "low": low, "high": high, "choices": tuple(choices)}
    return field(default_factory=lambda: default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of all settings. Each field also carries its help text and its allowed values."""

    new_per_day: int = _setting(20, "how many new cards a day begins", 0, 100_000)
    reviews_per_day: int = _setting(200, "how many reviews a day holds at most", 0, 100_000)
    new_per_deck: dict[str, int] = _setting({}, "how many new cards a day begins in single decks", 0, 100_000)
    reviews_per_deck: dict[str, int] = _setting({}, "how many reviews a day holds in single decks", 0, 100_000)
    bury_siblings: bool = _setting(True, "whether a day shows only one card of a passage (a cloze, a pair, a field)")
    leech_lapses: int = _setting(
        8,
        "lapses after which a card is taken out as a leech (0: never): tagged and suspended, and again after every "
        "half as many",
        0,
        100,
    )
    desired_retention: float = _setting(0.9, "the chance of recall at which a card comes back", 0.7, 0.99)
    learning_steps: tuple[int, ...] = _setting((1, 10), "minutes between the first showings of a new card", 1, 1440)
    relearning_steps: tuple[int, ...] = _setting((10,), "minutes until a forgotten card is shown again", 1, 1440)
    learn_ahead: int = _setting(
        20, "minutes by which a learning card may be shown early when nothing else is left", 0, 1440
    )
    maximum_interval: int = _setting(36500, "the longest interval, in days", 1, 36500)
    day_starts_at: int = _setting(4, "the hour at which a study day begins", 0, 23)
    typed_answers: tuple[str, ...] = _setting(
        (), "kinds of cards whose answer you type, to see where it differs", choices=TYPED
    )
    images: str = _setting(
        "auto",
        "how the images of notes are drawn: as your terminal can, or in one form only (needs `studygpt[images]`)",
        choices=IMAGES,
    )
    theme: str = _setting("textual-dark", "the colours; the ansi ones are those of your terminal", choices=THEMES)
    keys: dict[str, str] = _setting({}, "other keys for actions; ? shows which keys there are")


@dataclass(frozen=True, slots=True)
class Description:
    """The description of one setting: its name, default, help text and allowed values."""

    name: str
    default: SettingValue
    help: str
    low: float
    high: float
    choices: tuple[str, ...] = ()

    def parse(self, text: str) -> Any:  # the same type as `accept` returns
        """Parse a value as a person types it; `default` means the default. Raise `UsageError` if it is not valid."""
        if text.strip().casefold() == "default":
            return self.default
        try:
            return self.accept(self._read(text))
        except (KeyError, ValueError) as error:
            raise UsageError(f"{self.name} takes {self.kind}, not {text!r}") from error

    def _read(self, text: str) -> object:
        nothing = text.strip().casefold() in ("", "none")
        if isinstance(self.default, bool):
            return _TRUTH[text.strip().casefold()]
        if isinstance(self.default, dict):
            return dict(_pair(part, self._single) for part in _parts(text)) if not nothing else {}
        if isinstance(self.default, tuple):
            return [self._single(part) for part in text.replace(",", " ").split()] if not nothing else []
        return float(text) if isinstance(self.default, float) else self._single(text)

    @property
    def _single(self) -> Callable[[str], str | int]:
        """The function that parses the value, or each value of a setting that takes several."""
        return str if self.choices or self.name == "keys" else int

    def accept(self, value: object) -> Any:  # the type of the field of this name in `Settings`
        """Check a value from the settings file (a list for a tuple) and return it; raise `UsageError` if invalid."""
        if isinstance(self.default, float) and type(value) is int:
            value = float(value)
        wanted = list if isinstance(self.default, tuple) else type(self.default)
        if isinstance(value, tuple):
            value = list(value)
        if type(value) is not wanted:
            raise UsageError(f"{self.name} takes {self.kind}, not {shown(value)}")
        singles = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        for single in singles:
            self._check(single)
        return tuple(value) if isinstance(value, list) else value

    def _check(self, single: object) -> None:
        if self.name == "keys":
            held = isinstance(single, str) and bool(single.strip())
        elif self.choices:
            held = single in self.choices
        elif isinstance(self.default, bool):
            held = True
        else:
            right = type(single) in (int, type(self.default))
            held = right and isinstance(single, (int, float)) and self.low <= single <= self.high
        if not held:
            raise UsageError(f"{self.name} takes {self.kind}{self._range}, not {shown(single)}")

    @property
    def kind(self) -> str:
        """The values that the setting takes, in words."""
        if isinstance(self.default, bool):
            return "yes or no"
        if self.name == "keys":
            return "actions with keys such as `suspend=z, bury=v f5` (or none)"
        if isinstance(self.default, dict):
            return "decks with numbers such as `gpt=5, bpe=3` (or none)"
        if self.choices:
            which = f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"
            return f"any of {which} (or none)" if isinstance(self.default, tuple) else which
        if isinstance(self.default, tuple):
            return "whole numbers such as `1 10`"
        return "a whole number" if isinstance(self.default, int) else "a number"

    @property
    def takes(self) -> str:
        """The values that the setting takes, with their bounds."""
        return f"{self.kind}{self._range}"

    @property
    def _range(self) -> str:
        return f" from {self.low:,g} to {self.high:,g}" if self.high else ""


_TRUTH = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


def _parts(text: str) -> list[str]:
    return [part for part in text.split(",") if part.strip()]


def _pair(written: str, read: Callable[[str], str | int]) -> tuple[str, str | int]:
    name, equals, value = written.rpartition("=")
    if not equals or not name.strip() or not value.strip():
        raise ValueError(written)
    single = read(value.strip())
    # Commas separate the actions, so spaces separate the keys of one action; the settings file has commas instead.
    return name.strip(), ",".join(single.split()) if isinstance(single, str) else single


def shown(value: object) -> str:
    """Return a value in the form in which a person would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        pairs = (f"{name}={str(single).replace(',', ' ')}" for name, single in value.items())
        return ", ".join(pairs) or "none"
    return " ".join(map(str, value)) or "none" if isinstance(value, (tuple, list)) else str(value)


DESCRIPTIONS: dict[str, Description] = {
    each.name: Description(each.name, getattr(Settings(), each.name), **each.metadata) for each in fields(Settings)
}


def describe(name: str) -> Description:
    """Return the description of a setting. The error for an unknown name suggests the nearest known one."""
    if name not in DESCRIPTIONS:
        from difflib import get_close_matches  # only when a name is mistyped

        near = get_close_matches(name, DESCRIPTIONS, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]!r}?" if near else "`studygpt config` lists them"
        raise UsageError(f"there is no setting {name!r}; {hint}")
    return DESCRIPTIONS[name]
