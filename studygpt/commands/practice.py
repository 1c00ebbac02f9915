"""`studygpt lab` with an exercise, without the screen: lines for a person, JSON for a script."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from studygpt.commands.output import (
    answers_yes,
    can_print,
    output_width,
    print_json,
    print_line,
    print_wrapped,
)
from studygpt.errors import StudyError, UsageError
from studygpt.model import Json
from studygpt.render.plain import DRAWN_WITH, plain_text
from studygpt.render.segments import StyledLine
from studygpt.render.verdict import code_lines, verdict_lines
from studygpt.study import card_words, consequences, status_words
from studygpt.text import short_interval

if TYPE_CHECKING:
    from lab.catalog import Exercise
    from studygpt.study import CheckedFile, PathStep, Study


def chosen(study: Study, options: Namespace) -> Exercise:
    """Return the exercise that the options name, else the next one on the path."""
    if options.exercise is not None:
        return study.practice.find(options.exercise)
    step = study.practice.next()
    return step.exercise if step is not None else study.practice.path()[0].exercise


def begin(study: Study, options: Namespace) -> int:
    if options.exercise is None:
        if options.json:
            return show_path(study, options)
        step = study.practice.next()
        if step is None:
            print_line("Every exercise is done, and none is due. `studygpt lab --list` shows them.")
            return 0
    exercise = chosen(study, options)
    begun = study.practice.begin(exercise)
    if options.json:
        print_json({"exercise": exercise.slug, "file": str(begun.file), "prompt": exercise.prompt})
        return 0
    _say_lines(_prompt(exercise))
    print_line()
    if begun.kept is not None:
        print_wrapped(f"It is due again, from the empty file. What you wrote before is kept: {begun.kept}")
    print_wrapped(f"Write it in {begun.file}")
    print_wrapped(f"Then: studygpt lab {exercise.slug} --check (or --hint). In a terminal, every save is checked.")
    return 0


def show_path(study: Study, options: Namespace) -> int:
    steps = study.practice.path()
    if options.json:
        print_json([_step_object(study, step) for step in steps])
        return 0
    now = study.context.clock()
    for step in steps:
        mark, words = status_words(step, study.context.today(now), now.at, ascii_only=not can_print("✓●○"))
        print_line(f" {mark} {step.exercise.slug:<17} {step.exercise.title:<34} {words}".rstrip())
    habits = study.practice.habits()
    if habits:
        print_line("\nYour mistakes, the commonest first:")
        for habit in habits[:10]:
            print_wrapped(f"  {habit.words}")
    return 0


def _step_object(study: Study, step: PathStep) -> Json:
    from studygpt.render.card_json import iso  # only when the path is wanted as JSON

    due = study.context.due_at(step.card.memory, study.context.clock()) if step.card is not None else None
    return {
        "slug": step.exercise.slug,
        "title": step.exercise.title,
        "concepts": list(step.exercise.concepts),
        "needs": list(step.exercise.needs),
        "state": step.status.value,
        "begun": step.begun,
        "due": iso(due) if due is not None else None,
        "mistakes": [{"mistake": habit.name, "times": habit.times} for habit in step.habits],
    }


def check(study: Study, options: Namespace) -> int:
    exercise = study.practice.find(options.exercise)
    checked = study.practice.check(exercise, Path(options.check).expanduser() if options.check else None)
    if options.json:
        print_json(
            checked.verdict.as_json()
            | {"cards": [card.id for card in checked.cards], "queries": list(checked.verdict.cards)}
        )
    else:
        _say_verdict(study, exercise, checked)
    return 0 if checked.passed else 1


def _say_verdict(study: Study, exercise: Exercise, checked: CheckedFile) -> None:
    more = consequences(exercise, checked)
    if checked.passed:
        more.append(f"`studygpt lab {exercise.slug} --solution` shows the reference to compare.")
        step = study.practice.next(exercise)
        if step is not None:
            more.append(f"Next: studygpt lab {step.exercise.slug} ({step.exercise.title}).")
    _say_lines(verdict_lines(checked.verdict, output_width(), cards=map(card_words, checked.cards), more=more))


def hint(study: Study, options: Namespace) -> int:
    exercise = study.practice.find(options.exercise)
    taken = len(study.practice.hints(exercise))
    given = study.practice.hint(exercise)
    if options.json:
        print_json({"exercise": exercise.slug, "hint": given.number, "of": given.of, "text": given.text})
        return 0
    print_wrapped(f"Hint {given.number} of {given.of}: {given.text}")
    if taken >= given.of:
        print_wrapped(f"That is the last one. `studygpt lab {exercise.slug} --solution` shows the reference.")
    return 0


def solution(study: Study, options: Namespace) -> int:
    exercise = study.practice.find(options.exercise)
    if sys.stdin.isatty() and sys.stdout.isatty() and not options.yes and not study.practice.round(exercise).over:
        print_wrapped("You have not passed it yet. After the solution it counts as not known, and comes back soon.")
        if not answers_yes("Show it?"):
            return 1
    text, graded = study.practice.solution(exercise)
    if options.json:
        print_json({"exercise": exercise.slug, "solution": text})
        return 0
    _say_lines(code_lines(text))
    if graded is not None:
        print_line()
        print_wrapped(f"It comes back in {short_interval(graded.outcome.interval_ms)}, from the empty file.")
    return 0


def reset(study: Study, options: Namespace) -> int:
    exercise = study.practice.find(options.exercise)
    begun = study.practice.restart(exercise)
    if options.json:
        kept = None if begun.kept is None else str(begun.kept)
        print_json({"exercise": exercise.slug, "file": str(begun.file), "kept": kept})
        return 0
    if begun.kept is not None:
        print_wrapped(f"Your file is kept: {begun.kept}")
        print_wrapped(f"`studygpt lab {exercise.slug} --restore` brings it back.")
    print_wrapped(f"The empty file is {begun.file}")
    return 0


def restore(study: Study, options: Namespace) -> int:
    exercise = study.practice.find(options.exercise)
    kept = study.practice.kept(exercise)
    if options.json and not options.restore:
        print_json([{"when": each.when, "file": str(each.file)} for each in kept])
        return 0
    if not kept:
        raise StudyError(f"no older file of {exercise.slug} was kept")
    if not options.restore:
        for number, each in enumerate(kept, 1):
            print_line(f"{number:>3}  {each.when}  {each.file}")
        print_wrapped(
            f"`studygpt lab {exercise.slug} --restore 1` brings the latest back; your present file is kept too."
        )
        return 0
    wanted = options.restore
    found = next(
        (each for number, each in enumerate(kept, 1) if wanted in (str(number), each.when, each.file.name)), None
    )
    if found is None:
        raise UsageError(f"there is no kept file {wanted!r}; `studygpt lab {exercise.slug} --restore` lists them")
    print_wrapped(f"{study.practice.bring_back(exercise, found)} is as it was at {found.when}.")
    return 0


def train(study: Study, options: Namespace) -> int:
    from studygpt.commands.lab_view import LiveComparison, PlainComparison  # only when something is trained

    exercise = study.practice.find(options.exercise)
    view = LiveComparison() if sys.stdout.isatty() else PlainComparison()
    verdict = None
    try:
        for event in study.practice.train(exercise):
            if options.json:
                print_json(event)
            else:
                view.show(event)
            verdict = event.get("verdict", verdict)
    except StudyError as error:
        if str(error) or verdict is None:  # without a message, a verdict was shown already
            raise
    return 0 if verdict == "inside" else 1


def _prompt(exercise: Exercise) -> list[StyledLine]:
    from studygpt.render.blocks import card_lines  # only when a prompt is shown: it loads the markdown parser

    return card_lines(exercise.prompt, output_width(), drawn=can_print(DRAWN_WITH), scrollable=False)


def _say_lines(lines: list[StyledLine]) -> None:
    print_line(plain_text(lines, drawn=can_print(DRAWN_WITH)))
