"""Every setting, described once: its name, default, bounds, and what it does. `studygpt config` follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from studygpt.errors import UsageError


def _setting(default: Any, text: str, low: float, high: float) -> Any:
    return field(default_factory=lambda: default, metadata={"help": text, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Settings:
    new_per_day: int = _setting(20, "how many new cards a day begins", 0, 100_000)
    reviews_per_day: int = _setting(200, "how many reviews a day holds at most", 0, 100_000)
    new_per_deck: dict[str, int] = _setting({}, "how many new cards a day begins in single decks", 0, 100_000)
    reviews_per_deck: dict[str, int] = _setting({}, "how many reviews a day holds in single decks", 0, 100_000)
    bury_siblings: bool = _setting(True, "whether a day shows only one card of a passage", 0, 1)
    leech_lapses: int = _setting(8, "lapses after which a card is taken out as a leech (0: never)", 0, 100)
    desired_retention: float = _setting(0.9, "the chance of recall at which a card comes back", 0.7, 0.99)
    learning_steps: tuple[int, ...] = _setting((1, 10), "minutes between the first showings of a new card", 1, 1440)
    relearning_steps: tuple[int, ...] = _setting((10,), "minutes until a forgotten card is shown again", 1, 1440)
    learn_ahead: int = _setting(
        20, "minutes by which a learning card may be shown early when nothing else is left", 0, 1440
    )
    maximum_interval: int = _setting(36500, "the longest interval, in days", 1, 36500)
    day_starts_at: int = _setting(4, "the hour at which a study day begins", 0, 23)


@dataclass(frozen=True, slots=True)
class Description:
    name: str
    default: Any
    help: str
    low: float
    high: float

    def parse(self, text: str) -> Any:
        """The value that `text` writes, refused in a sentence where it is none."""
        try:
            value: Any
            if isinstance(self.default, bool):
                return _TRUTH[text.strip().casefold()]
            if isinstance(self.default, dict):
                value = dict(_pair(part) for part in text.split(",") if part.strip() not in ("", "none"))
                numbers = tuple(value.values())
            elif isinstance(self.default, tuple):
                value = tuple(int(part) for part in text.replace(",", " ").split())
                numbers = value
            else:
                value = type(self.default)(text)
                numbers = (value,)
        except (KeyError, ValueError) as error:
            raise UsageError(f"{self.name} takes {self.kind}, not {text!r}") from error
        if not all(self.low <= number <= self.high for number in numbers):
            raise UsageError(f"{self.name} takes {self.kind} {self.range}, not {text}")
        return value

    @property
    def kind(self) -> str:
        if isinstance(self.default, bool):
            return "yes or no"
        if isinstance(self.default, dict):
            return "decks with numbers such as `gpt=5, bpe=3` (or none)"
        if isinstance(self.default, tuple):
            return "whole numbers such as `1 10`"
        return "a whole number" if isinstance(self.default, int) else "a number"

    @property
    def range(self) -> str:
        return f"from {self.low:,g} to {self.high:,g}"


_TRUTH = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


def _pair(written: str) -> tuple[str, int]:
    deck, equals, number = written.rpartition("=")
    if not equals or not deck.strip():
        raise ValueError(written)
    return deck.strip(), int(number)


def shown(value: Any) -> str:
    """A value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}={number}" for name, number in value.items()) or "none"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


DESCRIPTIONS: dict[str, Description] = {
    each.name: Description(
        each.name, getattr(Settings(), each.name), **{key: each.metadata[key] for key in ("help", "low", "high")}
    )
    for each in fields(Settings)
}


def describe(name: str) -> Description:
    if name not in DESCRIPTIONS:
        raise UsageError(f"there is no setting {name!r}; `studygpt config` lists them")
    return DESCRIPTIONS[name]


def settings_from(stored: dict[str, Any]) -> Settings:
    """The settings with what was stored in the place of defaults; unknown keys belong to other versions."""
    known: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in stored.items() if key in DESCRIPTIONS
    }
    return Settings(**known)
