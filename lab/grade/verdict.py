"""A verdict on a learner's file: one type for the lab and the app, and its JSON for the pipe between them. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from lab.report import Json

UNWRITTEN = "It is written"
"""The property that an untouched file lacks."""
UNREADABLE = "The file can be run"
"""The property that fails if the file stops before any other property was tried."""
LOST = "The check can be run"
"""The property that fails if the check itself could not be completed."""


class VerdictKind(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    """The values are wrong."""
    ERROR = "error"
    """The file does not run, or prints too much."""
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class TracebackLine:
    """A line of the learner's file that was running when an error was raised."""

    line: int
    function: str
    text: str


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest inputs that were found on which the file and the reference differ, as text."""

    call: str
    inputs: Mapping[str, str]
    place: str
    """The part of the result that differs: `gradient of q`."""
    difference: str
    """How the result differs apart from its values, for example in its shape; empty if only the values differ."""
    target: str
    yours: str
    first_wrong: tuple[int, ...]
    """The index of the first wrong cell."""
    text: str
    """The whole counterexample as it is shown."""


@dataclass(frozen=True, slots=True)
class NamedMistake:
    """A known mistake that the file's results equal."""

    id: str
    title: str
    why: str
    cards: tuple[str, ...] = ()
    """Queries for the cards that teach how to avoid the mistake."""
    seen: str = ""
    """How the mistake was recognised."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part goes wrong that has no known mistake in it."""

    right: str
    """The last step that is right, in words; empty where none is."""
    right_line: int
    wrong: str
    """The first step that is not; empty where all of them are right, but not what comes out."""
    line: int
    """The learner's line to look at."""
    text: str
    """That line."""
    words: str
    """All of it in a sentence."""


@dataclass(frozen=True, slots=True)
class Verdict:
    exercise: str
    file: str
    seed: int = 0
    kind: VerdictKind = VerdictKind.PASS
    failed_property: str | None = None
    """The first property that does not hold, in words."""
    message: str = ""
    """What happened, if it is more than a value that differs."""
    counterexample: Counterexample | None = None
    mistake: NamedMistake | None = None
    """The mistake in words; two mistakes at once are merged here, with their ids joined by +."""
    mistakes: tuple[NamedMistake, ...] = ()
    """Each mistake by itself, with its cards."""
    convention: NamedMistake | None = None
    """The convention that the file follows, if it is not the one asked for but another published one."""
    cards: tuple[str, ...] = ()
    """Queries for the cards that teach what went wrong."""
    traceback: tuple[TracebackLine, ...] = ()
    """The learner's own lines, the innermost last."""
    printed: str = ""
    """The beginning of what the file printed."""
    printed_bytes: int = 0
    proved: tuple[str, ...] = ()
    """The properties that hold, after a pass."""
    seconds: float = 0.0
    device: str = "cpu"
    case: tuple[int, ...] = ()
    """The number of the property that failed, and that of the size of its inputs; empty where none was tried."""
    place: Place | None = None
    """Where it goes wrong, if that was found and no mistake has a name."""

    @property
    def passed(self) -> bool:
        return self.kind is VerdictKind.PASS

    def as_json(self) -> Json:
        """The verdict as docs/lab.md describes it."""
        more: Json = {"case": list(self.case)} if self.case else {}
        more |= {"place": asdict(self.place)} if self.place is not None else {}
        return {
            "exercise": self.exercise,
            "verdict": self.kind.value,
            "property": self.failed_property,
            "message": self.message,
            "counterexample": None if self.counterexample is None else _listed(asdict(self.counterexample)),
            "mistake": _some_of(self.mistake, "id title why seen"),
            "mistakes": [_some_of(each, "id title why cards") for each in self.mistakes],
            "convention": _some_of(self.convention, "id title why cards seen"),
            "cards": list(self.cards),
            "traceback": [asdict(line) for line in self.traceback],
            "printed": self.printed,
            "printed_bytes": self.printed_bytes,
            "proved": list(self.proved),
            "seed": self.seed,
            "file": self.file,
            "seconds": self.seconds,
            "device": self.device,
            **more,
        }

    @classmethod
    def from_json(cls, found: Json) -> Verdict:
        """The verdict that `as_json` wrote."""
        example = found["counterexample"]
        return cls(
            exercise=found["exercise"],
            file=found["file"],
            seed=found["seed"],
            kind=VerdictKind(found["verdict"]),
            failed_property=found["property"],
            message=found["message"],
            counterexample=None if example is None else Counterexample(**_frozen(example)),
            mistake=_mistake(found["mistake"]),
            mistakes=tuple(NamedMistake(**_frozen(each)) for each in found["mistakes"]),
            convention=_mistake(found["convention"]),
            cards=tuple(found["cards"]),
            traceback=tuple(TracebackLine(**line) for line in found["traceback"]),
            printed=found["printed"],
            printed_bytes=found["printed_bytes"],
            proved=tuple(found["proved"]),
            seconds=found["seconds"],
            device=found["device"],
            case=tuple(found.get("case", ())),
            place=Place(**found["place"]) if "place" in found else None,
        )


def lost(exercise: str, file: str, message: str) -> Verdict:
    """The verdict for a check that could not be completed."""
    return Verdict(exercise, file, kind=VerdictKind.CRASHED, failed_property=LOST, message=message)


def _some_of(mistake: NamedMistake | None, names: str) -> Json | None:
    return None if mistake is None else _listed({name: getattr(mistake, name) for name in names.split()})


def _mistake(found: Json | None) -> NamedMistake | None:
    return None if found is None else NamedMistake(**_frozen(found))


def _listed(values: Json) -> Json:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _frozen(values: Json) -> Json:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
