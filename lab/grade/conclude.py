"""Find the verdict on a learner's file from everything that was seen of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lab.grade import wire
from lab.grade.compare import Difference, difference
from lab.grade.counterexample import counterexample
from lab.grade.explain_errors import explained, how_it_died
from lab.grade.match_mistake import match_mistake
from lab.grade.material import Material
from lab.grade.observe import Case, Observation
from lab.grade.properties import Inputs
from lab.grade.verdict import LOST, UNREADABLE, UNWRITTEN, NamedMistake, TracebackLine, Verdict, VerdictKind
from lab.grade.watch import Message, Watched
from lab.grade.wire import Raised
from lab.time_limit import WAITING

UNCHANGED = "It leaves its inputs as they were"


@dataclass(frozen=True)
class Evidence:
    """A learner's file, what is expected of it, and what the runner reported."""

    material: Material
    file: str
    text: str
    seed: int
    inputs: Mapping[Case, Inputs]
    expected: Mapping[Case, Observation]
    watched: Watched


def conclude(evidence: Evidence) -> Verdict:
    """Return the verdict: the first check that finds something wrong decides; else the file passes."""
    found = _Conclusion(evidence)
    checks = (found.forbidden, found.not_loaded, found.ended_early, found.settings_changed, found.properties_broken)
    return next((verdict for check in checks if (verdict := check()) is not None), None) or found.passed()


class _Conclusion:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence, self.watched = evidence, evidence.watched
        self.exercise, self.properties = evidence.material.exercise, evidence.material.properties

    # -- before any property ------------------------------------------------------------------------------------

    def forbidden(self) -> Verdict | None:
        refusals = self.watched.messages_of("forbidden")
        if not refusals:
            return None
        return self._verdict(VerdictKind.FORBIDDEN, "It is your own work", f"The file {refusals[0][0]}.")

    def not_loaded(self) -> Verdict | None:
        for name, near in self.watched.messages_of("missing"):
            hint = f" There is {near}: is that its name?" if near else ""
            message = f"There is no {name} in the file.{hint}"
            return self._verdict(VerdictKind.ERROR, f"The file defines {name}", message)
        for (packed,) in self.watched.messages_of("load"):
            error = _decoded(packed)
            if not isinstance(error, Raised) or error.kind == "NotImplementedError":
                break
            kind = VerdictKind.MEMORY if error.kind == "MemoryError" else VerdictKind.ERROR
            return self._verdict(kind, self._tried_last(), explained(error), error)
        return None

    def ended_early(self) -> Verdict | None:
        """Return a verdict if the process was ended, or ended itself, before everything was tried."""
        during = self._tried_last()
        match self.watched.stopped_for:
            case "time" | "waiting":
                return self._timeout(during)
            case "printed":
                return self._verdict(VerdictKind.ERROR, during, "It printed more than a megabyte, and was stopped.")
            case "processes":
                message = "It started more and more processes, and was stopped."
                return self._verdict(VerdictKind.FORBIDDEN, during, message)
        if self.watched.messages_of("done") and not self.watched.stopped_for:
            return None
        return self._verdict(*how_it_died(self.watched.status, during))

    def _timeout(self, during: str) -> Verdict:
        where = self.watched.lines_in(self.evidence.file)
        at = f" When it was stopped it was in line {where[-1][0]}." if where else ""
        lines = tuple((number, function, _line(self.evidence.text, number)) for number, function in where[-6:])
        seconds = self.exercise.budget
        message = f"It was not done after {seconds:g} seconds.{at}"
        if self.watched.stopped_for == "waiting":
            message = f"It waits for something: it was not done after {seconds * WAITING:g} seconds.{at}"
        return self._verdict(VerdictKind.TIMEOUT, during, message, Raised("", "", lines))

    def _tried_last(self) -> str:
        """The property that was being tried when the reports stopped."""
        tried = self.watched.messages_of("trying")
        if tried and isinstance(tried[-1][0], int) and 0 <= tried[-1][0] < len(self.properties):
            return self.properties[tried[-1][0]].words
        return UNREADABLE

    def settings_changed(self) -> Verdict | None:
        """Return a verdict if the file's own statements changed something in torch."""
        return self._settings(self.watched.messages_of("settings")[:1])

    def _settings(self, reported: list[Message]) -> Verdict | None:
        for (changed,) in reported:
            if changed:
                more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
                words = f"The file changes what all other parts rely on: {changed[0]}{more}. Leave that to the program."
                return self._verdict(VerdictKind.FAIL, "It leaves torch as it found it", words)
        return None

    # -- the properties -----------------------------------------------------------------------------------------

    def properties_broken(self) -> Verdict | None:
        yours = self._observations()
        if yours is None:
            words = "The file disturbed the check: what it saw did not come through."
            return self._verdict(VerdictKind.CRASHED, LOST, words)
        wrong = {
            case: found for case in self.evidence.inputs if (found := self._difference(case, yours[case])) is not None
        }
        if not wrong:
            return self._settings(self.watched.messages_of("settings")[1:]) or self._inputs_changed(yours)
        first, found = next(iter(wrong.items()))
        one = self.properties[first[0]]
        error = found.yours if isinstance(found.yours, Raised) else None
        if error is not None and error.kind == "NotImplementedError":
            return self._verdict(VerdictKind.FAIL, UNWRITTEN, explained(error), error)
        kind, message = VerdictKind.FAIL, ""
        if error is not None:
            kind, message = VerdictKind.ERROR, explained(error)
        elif changed := self._wrongly_changed(first, yours[first]):
            message = f"After the call {changed} is not what it was: that operation in place may be the reason."
        verdict = self._verdict(kind, one.words, message, error)
        example = counterexample(one, self.evidence.inputs[first], found)
        largest = max(case for case in wrong if case[0] == first[0])  # there, least is equal by accident
        return self._with_mistake(replace(verdict, counterexample=example, case=largest), yours, list(wrong))

    def _observations(self) -> dict[Case, Observation] | None:
        """What the file did in each case; None if the file spoiled the runner's report."""
        found: dict[Case, Observation] = {}
        for message in self.watched.messages_of("seen"):
            try:
                number, size, packed = message
                result, changed = wire.decode(packed)
                found[int(number), int(size)] = Observation(result, [str(name) for name in changed])
            except (ValueError, TypeError):
                return None
        return found if found.keys() == self.evidence.inputs.keys() else None

    def _difference(self, case: Case, yours: Observation) -> Difference | None:
        tolerance = self.properties[case[0]].tolerance
        return difference(self.evidence.expected[case].result, yours.result, tolerance)

    def _inputs_changed(self, yours: Mapping[Case, Observation]) -> Verdict | None:
        for case, observation in yours.items():
            if changed := self._wrongly_changed(case, observation):
                words = f"{changed} is not what it was after the call: an operation in place changes the caller's own."
                return self._with_mistake(self._verdict(VerdictKind.FAIL, UNCHANGED, words), yours, [case])
        return None

    def _wrongly_changed(self, case: Case, yours: Observation) -> str:
        """The first input that should not have been changed, and was."""
        return next((name for name in yours.changed if name not in self.evidence.expected[case].changed), "")

    # -- the verdict itself -------------------------------------------------------------------------------------

    def _with_mistake(self, verdict: Verdict, yours: Mapping[Case, Observation], wrong: list[Case]) -> Verdict:
        """Add the known mistake that the results equal, if there is one; `wrong` are the cases where they differ."""
        named = match_mistake(self.evidence.material, self.evidence.inputs, yours, wrong, self.evidence.seed)
        if not named:
            return verdict
        inputs = f"{len(wrong)} fresh input{'s' if len(wrong) != 1 else ''}"
        titles = ", and ".join(mistake.title for mistake in named)
        seen = f"On {inputs} where it differs from the target, your result equals that of the reference with: {titles}."
        parts = tuple(NamedMistake(m.id, m.title, m.why, m.cards) for m in named)
        cards = tuple(dict.fromkeys(card for mistake in named for card in mistake.cards))
        if named[0].convention:
            why = f"{named[0].why} Nothing is wrong with it, but this exercise asks for the other."
            return replace(verdict, convention=replace(parts[0], why=why, seen=seen), cards=cards)
        together = "+".join(mistake.id for mistake in named)
        mistake = NamedMistake(together, titles, " ".join(mistake.why for mistake in named), seen=seen)
        return replace(verdict, mistake=mistake, mistakes=parts, cards=cards)

    def passed(self) -> Verdict:
        proved = dict.fromkeys(one.words for one in self.properties)
        return replace(self._verdict(VerdictKind.PASS, None, ""), proved=(*proved, UNCHANGED), cards=())

    def _verdict(
        self, kind: VerdictKind, failed_property: str | None, message: str, error: Raised | None = None
    ) -> Verdict:
        return Verdict(
            self.exercise.slug,
            self.evidence.file,
            self.evidence.seed,
            kind,
            failed_property,
            message,
            cards=tuple(f"concept:{concept}" for concept in self.exercise.concepts),
            traceback=tuple(TracebackLine(*line) for line in (error.lines if error is not None else ())),
            printed=self.watched.printed.decode("utf-8", "replace"),
            printed_bytes=self.watched.printed_bytes,
        )


def _decoded(packed: str) -> wire.Value:
    try:
        return wire.decode(packed)
    except ValueError:
        return None


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
