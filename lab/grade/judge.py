"""The verdict on a learner's file, in a process that never runs it.

The judge draws the inputs and sees what the reference makes of them. The subject (a process of its own) draws the same
inputs from the same seed, runs the learner's file and tells what it makes of them. So nothing that the file changes,
in torch or elsewhere, can change what is expected or how it is compared.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from lab.catalog import Exercise
from lab.grade import runner, wire
from lab.grade.compare import Difference, difference
from lab.grade.counterexample import counterexample
from lab.grade.limits import die_with_parent, own_processes
from lab.grade.match_mistake import Seen, name_mistake
from lab.grade.mistakes import Mistake, Reference
from lab.grade.observe import Case, draw_inputs, observe
from lab.grade.pipes import in_fork
from lab.grade.properties import Property, case_seed
from lab.grade.verdict import LOST, UNREADABLE, UNWRITTEN, NamedMistake, TracebackLine, Verdict, VerdictKind
from lab.grade.watch import Watched, watch
from lab.grade.wire import Raised
from lab.grade.words import explained, how_it_died


@dataclass(frozen=True)
class Material:
    """All that is known of an exercise, loaded once by the server."""

    exercise: Exercise
    part: SimpleNamespace  # the reference itself
    reference: Reference
    properties: list[Property]
    mistakes: Sequence[Mistake]
    alternatives: dict[str, str] = field(default_factory=dict)


def judge(material: Material, file: str, text: str, seed: int) -> Verdict:
    began = time.perf_counter()
    die_with_parent()
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        work = runner.Work(material.exercise, material.properties, file, text, seed, folder)
        own_processes()
        pid, pipes = in_fork(lambda pipes: runner.run(work, pipes))  # before anything was computed here
        inputs = draw_inputs(material.properties, seed)
        expected = {
            case: observe(material.properties[case[0]], material.part, given, case_seed(seed, *case))
            for case, given in inputs.items()
        }
        watched = watch(pid, *pipes, material.exercise.budget)
    verdict = _Bench(material, work, inputs, expected, watched).verdict()
    return replace(verdict, seconds=round(time.perf_counter() - began, 4))


class _Bench:
    """What is on the table when the verdict is found."""

    def __init__(
        self,
        material: Material,
        work: runner.Work,
        inputs: dict[Case, dict[str, Any]],
        expected: dict[Case, dict[str, Any]],
        watched: Watched,
    ) -> None:
        self.material, self.work, self.inputs, self.expected = material, work, inputs, expected
        self.watched = watched
        self.exercise, self.properties = material.exercise, material.properties

    def verdict(self) -> Verdict:
        """The first of these that has something to say."""
        for ask in (self._forbidden, self._not_loaded, self._ended, self._settings_before, self._properties):
            found = ask()
            if found is not None:
                return found
        return self._passed()

    # -- before any property ------------------------------------------------------------------------------------

    def _forbidden(self) -> Verdict | None:
        told = self.watched.of("forbidden")
        if not told:
            return None
        return self._told(VerdictKind.FORBIDDEN, "It is your own work", f"The file {told[0][0]}.")

    def _not_loaded(self) -> Verdict | None:
        for name, near in self.watched.of("missing"):
            hint = f" There is {near}: is that its name?" if near else ""
            return self._told(VerdictKind.ERROR, f"The file defines {name}", f"There is no {name} in the file.{hint}")
        for (packed,) in self.watched.of("load"):
            error = _decoded(packed)
            if not isinstance(error, Raised):
                break
            if error.kind == "MemoryError":
                return self._told(VerdictKind.MEMORY, self._during(), explained(error), error)
            if error.kind == "NotImplementedError":
                break
            return self._told(VerdictKind.ERROR, self._during(), explained(error), error)
        return None

    def _ended(self) -> Verdict | None:
        """It was ended, or it ended itself, before it was through."""
        watched, budget = self.watched, self.exercise.budget
        if watched.stop == "time":
            where = watched.lines_in(self.work.file)
            at = f" When it was stopped it was in line {where[-1][0]}." if where else ""
            error = Raised("", "", tuple((n, f, _line(self.work.text, n)) for n, f in where[-6:]))
            return self._told(
                VerdictKind.TIMEOUT, self._during(), f"It was not done after {budget:g} seconds.{at}", error
            )
        if watched.stop == "printed":
            return self._told(VerdictKind.ERROR, self._during(), "It printed more than a megabyte, and was stopped.")
        if watched.stop == "processes":
            words = "It started more and more processes, and was stopped."
            return self._told(VerdictKind.FORBIDDEN, self._during(), words)
        if watched.of("done") and not watched.stop:
            return None
        return self._told(*how_it_died(watched.status, self._during()))

    def _during(self) -> str:
        tried = self.watched.of("trying")
        if tried and isinstance(tried[-1][0], int) and 0 <= tried[-1][0] < len(self.properties):
            return self.properties[tried[-1][0]].words
        return UNREADABLE

    def _settings_before(self) -> Verdict | None:
        return self._settings(self.watched.of("settings")[:1])

    def _settings(self, told: list[list[Any]]) -> Verdict | None:
        for (changed,) in told:
            if changed:
                more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
                words = f"The file changes what all other parts rely on: {changed[0]}{more}. Leave that to the program."
                return self._told(VerdictKind.FAIL, "It leaves torch as it found it", words)
        return None

    # -- the properties -----------------------------------------------------------------------------------------

    def _properties(self) -> Verdict | None:
        seen = self._seen()
        if seen is None:
            words = "The file disturbed the check: what it saw did not come through."
            return self._told(VerdictKind.CRASHED, LOST, words)
        wrong = {case: found for case in self.inputs if (found := self._difference(case, seen[case])) is not None}
        if not wrong:
            return self._settings(self.watched.of("settings")[1:]) or self._mutated(seen)
        first, found = next(iter(wrong.items()))
        one = self.properties[first[0]]
        yours = found.yours if isinstance(found.yours, Raised) else None
        if yours is not None and yours.kind == "NotImplementedError":
            return self._told(VerdictKind.FAIL, UNWRITTEN, explained(yours), yours)
        kind = VerdictKind.FAIL
        message = ""
        if yours is not None:
            kind, message = VerdictKind.ERROR, explained(yours)
        elif changed := self._changed(first, seen[first]):
            message = f"After the call {changed} is not what it was: that operation in place may be the reason."
        verdict = self._told(kind, one.words, message, yours)
        shown = counterexample(one, self.inputs[first], found)
        return self._named(replace(verdict, counterexample=shown), seen, list(wrong))

    def _seen(self) -> dict[Case, dict[str, Any]] | None:
        seen: dict[Case, dict[str, Any]] = {}
        for message in self.watched.of("seen"):
            try:
                number, size, packed = message
                value = wire.decode(packed)
                if not isinstance(value, dict) or value.keys() != {"result", "changed"}:
                    return None
                seen[int(number), int(size)] = value
            except (ValueError, TypeError):
                return None
        return seen if seen.keys() == self.inputs.keys() else None

    def _difference(self, case: Case, seen: dict[str, Any]) -> Difference | None:
        tolerance = self.properties[case[0]].tolerance
        return difference(self.expected[case]["result"], seen["result"], tolerance)

    def _mutated(self, seen: dict[Case, dict[str, Any]]) -> Verdict | None:
        for case, what in seen.items():
            if changed := self._changed(case, what):
                words = f"{changed} is not what it was after the call: an operation in place changes the caller's own."
                verdict = self._told(VerdictKind.FAIL, "It leaves its inputs as they were", words)
                return self._named(verdict, seen, [case])
        return None

    def _changed(self, case: Case, seen: dict[str, Any]) -> str:
        """The first input that should not have been changed, and was."""
        return next((name for name in seen["changed"] if name not in self.expected[case]["changed"]), "")

    # -- how it is told -----------------------------------------------------------------------------------------

    def _named(self, verdict: Verdict, yours: Seen, wrong: list[Case]) -> Verdict:
        """With the mistake that the results look like, if one is known; `wrong` are the inputs where they differ."""
        known = self.material
        named = name_mistake(
            self.properties, known.mistakes, known.reference, self.inputs, yours, wrong, self.work.seed
        )
        if not named:
            return verdict
        inputs = f"{len(wrong)} fresh input{'s' if len(wrong) != 1 else ''}"
        titles = ", and ".join(mistake.title for mistake in named)
        seen = f"On {inputs} where it differs from the target, your result equals that of the reference with: {titles}."
        parts = tuple(NamedMistake(m.id, m.title, m.why, m.cards) for m in named)
        cards = tuple(dict.fromkeys(card for mistake in named for card in mistake.cards))
        if named[0].convention:
            words = f"{named[0].why} Nothing is wrong with it, but this exercise asks for the other."
            return replace(verdict, convention=replace(parts[0], why=words, seen=seen), cards=cards)
        together = NamedMistake(
            "+".join(mistake.id for mistake in named), titles, " ".join(mistake.why for mistake in named), seen=seen
        )
        return replace(verdict, mistake=together, mistakes=parts, cards=cards)

    def _passed(self) -> Verdict:
        proved = list(dict.fromkeys(one.words for one in self.properties))
        verdict = self._told(VerdictKind.PASS, None, "")
        return replace(verdict, proved=(*proved, "It leaves its inputs as they were"), cards=())

    def _told(self, kind: VerdictKind, words: str | None, message: str, error: Raised | None = None) -> Verdict:
        watched = self.watched
        lines = error.lines if error is not None else ()
        return Verdict(
            self.exercise.slug,
            self.work.file,
            self.work.seed,
            kind,
            words,
            message,
            cards=tuple(f"concept:{concept}" for concept in self.exercise.concepts),
            traceback=tuple(TracebackLine(*line) for line in lines),
            printed=watched.printed.decode("utf-8", "replace"),
            printed_bytes=watched.bytes_printed,
        )


def _decoded(packed: Any) -> Any:
    try:
        return wire.decode(packed)
    except ValueError:
        return None


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
