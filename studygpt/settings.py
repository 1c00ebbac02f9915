"""Every setting, described once: its name, default, bounds, and what it does. `studygpt config` follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from studygpt.errors import UsageError


def _setting(default: Any, text: str, low: float, high: float) -> Any:
    return field(default=default, metadata={"help": text, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Settings:
    new_per_day: int = _setting(20, "how many new cards a day begins", 0, 100_000)
    reviews_per_day: int = _setting(200, "how many reviews a day holds at most", 0, 100_000)
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
            if isinstance(self.default, tuple):
                value: Any = tuple(int(part) for part in text.replace(",", " ").split())
                numbers = value
            else:
                value = type(self.default)(text)
                numbers = (value,)
        except ValueError as error:
            raise UsageError(f"{self.name} takes {self.kind}, not {text!r}") from error
        if not all(self.low <= number <= self.high for number in numbers):
            raise UsageError(f"{self.name} takes {self.kind} {self.range}, not {text}")
        return value

    @property
    def kind(self) -> str:
        if isinstance(self.default, tuple):
            return "whole numbers such as `1 10`"
        return "a whole number" if isinstance(self.default, int) else "a number"

    @property
    def range(self) -> str:
        return f"from {self.low:,g} to {self.high:,g}"


DESCRIPTIONS: dict[str, Description] = {
    each.name: Description(each.name, each.default, **{key: each.metadata[key] for key in ("help", "low", "high")})
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
