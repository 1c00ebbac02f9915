"""Run the doctests of cards in the lab. `run_doctests` is the only function that runs code from notes."""

from __future__ import annotations

import json
from dataclasses import dataclass

from studygpt.check.preview import Preview
from studygpt.model import Doctest, Json, Problem
from studygpt.practice import lab_process


@dataclass(frozen=True, slots=True)
class DoctestReport:
    """The results of running the doctests of a preview."""

    proved: list[tuple[str, int]]
    """The path and line of each card whose doctests pass."""
    failed: list[Problem]
    """A problem for each card whose doctests fail."""
    stray: list[Problem]
    """A problem for each doctest that belongs to no card."""


def run_doctests(preview: Preview) -> DoctestReport:
    """Run the doctests of all cards, note by note from top to bottom. A card with several doctests counts once."""
    cards: dict[tuple[str, int], list[Doctest]] = {}
    stray = []
    for note in preview.notes:
        for doctest in note.doctests:
            if doctest.card:
                cards.setdefault((note.path, doctest.card), []).append(doctest)
            else:
                stray.append(
                    Problem(note.path, doctest.line, "this doctest belongs to no card: it stands above the first one")
                )
    report = DoctestReport([], [], stray)
    for (path, line), answer in zip(cards, _answers(list(cards.values())), strict=False):
        if answer["proved"]:
            report.proved.append((path, line))
        else:
            sentence = f"the card in line {line} is not proved: {answer['message']}"
            report.failed.append(Problem(path, answer["line"], sentence))
    for path, line in list(cards)[len(report.proved) + len(report.failed) :]:
        report.failed.append(Problem(path, line, "the card is not proved: the lab ended before its turn"))
    return report


def _answers(cards: list[list[Doctest]]) -> list[Json]:
    """Return the lab's answer for each card, or fewer answers if the lab ended early."""
    if not cards:
        return []
    lines = [json.dumps({"blocks": [{"line": each.line, "code": each.code} for each in blocks]}) for blocks in cards]
    answers: list[Json] = []
    try:
        answers.extend(lab_process.events(["doctest"], lines))
    except lab_process.LabStopped as stopped:
        if stopped.exit_code > 1:  # an error in the lab; 1: a card failed; negative: a signal ended the lab
            raise
    return answers
