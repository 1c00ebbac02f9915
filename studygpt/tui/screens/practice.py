"""An exercise: what it asks for, the path it lies on, and the verdict on the file at every save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from lab import catalog
from lab.catalog import Exercise
from studygpt.errors import StudyError
from studygpt.render.blocks import card_lines
from studygpt.render.spans import Line
from studygpt.render.verdict import code_lines, verdict_lines
from studygpt.study import card_words, exercise_files, follows, standing_words
from studygpt.text import short_interval
from studygpt.tui.base.card_screen import CardScreen, Made
from studygpt.tui.content.practice import path_line, rule_line, words_lines
from studygpt.tui.widgets.card_view import CardView
from studygpt.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studygpt.study import CheckedFile, Hint, PathStep, Study

LOOK_EVERY = 0.3
"""Seconds between looks at the file. Looking is all: events do not come from every file system and editor."""
QUIET = 120.0
"""Seconds without a save after which it is said that none arrived."""
GONE = 1.5
"""An editor that replaces the file takes less than so many seconds."""
_WIDE = 116
"""From so many columns on the verdict stands beside the statement."""


def open_exercise(screen: CardScreen, slug: str) -> None:
    """Show an exercise over a screen; refused where there is none."""
    assert screen.study is not None, "an exercise is opened from a study"
    exercise = screen.study.practice.find(slug)
    screen.app.push_screen(PracticeScreen(exercise.slug, screen.changed_keys))


class PracticeScreen(CardScreen):
    NAME: ClassVar = "practice"

    def __init__(self, slug: str, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(keys)
        self.exercise: Exercise = catalog.find(slug)
        self.stops: list[PathStep] = []
        self.checked: CheckedFile | None = None
        self.hints: list[Hint] = []
        self.solution = ""
        self.seen: bytes | None = None
        """The file as it was last looked at."""
        self.quiet = 0.0
        """Seconds since it changed."""
        self.checking = False
        self.again = False
        """Whether it changed while it was being checked."""

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield Static("", id="path")
        with Horizontal(id="panes"):
            yield CardView(id="card")
            yield CardView(id="verdict")
        yield Static("", id="state")
        yield KeyLine(self.NAME, self.changed_keys)

    @property
    def view(self) -> CardView:
        """The verdict's side where that has the focus; it takes it with the mouse or tab."""
        verdict = self.query_one("#verdict", CardView)
        return verdict if verdict.has_focus else self.query_one("#card", CardView)

    @property
    def _news_view(self) -> CardView:
        """Where verdict, hints and solution stand."""
        return self.query_one("#verdict" if self.has_class("wide") else "#card", CardView)

    # ------------------------------------------------------------------ the exercise

    def begin(self, study: Study) -> None:
        self.study = study
        self.query_one("#card", CardView).focus()
        self.set_interval(LOOK_EVERY, self._look)
        self._take_up(self.exercise)
        self.run_worker(self._warm, thread=True, exit_on_error=False)

    def _take_up(self, exercise: Exercise) -> None:
        """Begin with an exercise, or go on with it."""
        assert self.study is not None, "there is a study when an exercise begins"
        self.exercise, self.checked, self.solution = exercise, None, ""
        begun = self._tried(lambda practice=self.study.practice: practice.begin(exercise))  # type: ignore[misc]
        if begun is not None and begun.kept is not None:
            self.say(f"It is due again, from the empty file. What you wrote before is kept: {begun.kept}")
        self._renewed()
        self._saw(f"Every save of {self.file} is checked; e opens it.")

    @property
    def file(self) -> str:
        """Its name for a person."""
        file = exercise_files.file_of(self.exercise)
        with suppress(ValueError, RuntimeError):
            return f"~/{file.relative_to(Path.home())}"
        return str(file)

    def renew(self) -> None:
        """Notes or settings changed, or the exercise was graded."""
        if self.study is not None:
            self._renewed()

    def _renewed(self) -> None:
        assert self.study is not None, "there is a study by now"
        self.stops = self.study.practice.path()
        self.hints = self.study.practice.hints(self.exercise)
        self._draw()

    def _warm(self) -> None:
        """In a thread: torch is loaded before the first check."""
        assert self.study is not None, "it is warmed for a study"
        try:
            self.study.practice.warm()
        except StudyError as error:
            self.app.call_from_thread(self._state, str(error), warning=True)

    # ------------------------------------------------------------------ looking at the file

    def _saw(self, words: str) -> None:
        self.seen, self.quiet = exercise_files.read(exercise_files.file_of(self.exercise)), 0.0
        self._state(words)

    def _look(self) -> None:
        """Whether the file was saved."""
        if not self.is_current or self.study is None:
            return
        now = exercise_files.read(exercise_files.file_of(self.exercise))
        if now is None or now == self.seen:
            self.quiet += LOOK_EVERY
            if now is None and self.seen is not None and self.quiet >= GONE and not self.checking:
                self._state(f"{self.file} is gone. R lays out the empty one.", warning=True)
            elif self.quiet >= QUIET and not self.checking:
                self._state(
                    f"No save has arrived for {self.quiet / 60:.0f} min. Is it {self.file}? space checks it now."
                )
            return
        self._saw("Saved.")
        self.action_check()

    def action_check(self) -> None:
        if self.study is None:
            return
        if self.checking:
            self.again = True
            return
        self.checking, self.quiet = True, 0.0
        self._state("Checking …")
        self.run_worker(self._check, thread=True, exit_on_error=False)

    def _check(self) -> None:
        """In a thread."""
        assert self.study is not None, "what is checked has a study"
        exercise = self.exercise
        try:
            checked = self.study.practice.check(exercise)
        except StudyError as error:
            self.app.call_from_thread(self._took, exercise, None, str(error))
        else:
            self.app.call_from_thread(self._took, exercise, checked, "")

    def _took(self, exercise: Exercise, checked: CheckedFile | None, refusal: str) -> None:
        self.checking = False
        if self.again:
            self.again = False
            self.action_check()
        if exercise.slug != self.exercise.slug:
            return
        if checked is None:
            self._state(refusal, warning=True)
            return
        self.checked = checked
        seconds = checked.verdict["seconds"]
        self._state(f"Checked in {seconds:.2f} s, as every save is.")
        self._renewed()
        self._news_view.scroll_home(animate=False)
        if checked.passed:
            self.all_renewed()

    # ------------------------------------------------------------------ what is shown

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _WIDE, "wide")
        self._draw()

    def _state(self, words: str, *, warning: bool = False) -> None:
        style = "$text-warning" if warning else "$text-muted"
        self.query_one("#state", Static).update(Content(words).stylize(style))

    def _draw(self) -> None:
        stop = next((stop for stop in self.stops if stop.exercise.slug == self.exercise.slug), None)
        if stop is None or self.study is None:
            return
        now = self.study.context.clock()
        _, words = standing_words(stop, self.study.context.today(now), now.at)
        place = self.stops.index(stop) + 1
        title = f"{self.exercise.title} · {place} of {len(self.stops)} · {words}"
        self.query_one("#place", Static).update(Content(title))
        self.query_one("#path", Static).update(Content(path_line(self.stops, self.exercise, self.size.width - 2)))
        wide = self.has_class("wide")
        statement, news = self._statement, self._news

        def all_of_it(width: int) -> list[Line]:
            above = news(width)
            return [*above, *([Line(()), rule_line(width), Line(())] if above else []), *statement(width)]

        self.query_one("#card", CardView).show(statement if wide else all_of_it, top=False)
        self.query_one("#verdict", CardView).show(news if wide else lambda _: [], top=False)

    def _statement(self, width: int) -> list[Line]:
        return card_lines(self.exercise.prompt, width)

    def _news(self, width: int) -> list[Line]:
        """The verdict, the hints, the solution: what there is of them."""
        parts = []
        if self.checked is not None:
            more = follows(self.exercise, self.checked)
            if self.checked.passed:
                more.append(
                    "S shows the reference to compare, t trains with it."
                    if self.exercise.slot
                    else "S shows the reference to compare."
                )
                if (after := self._next()) is not None:
                    more.append(f"Next (n): {after.exercise.title}.")
            parts.append(
                verdict_lines(self.checked.verdict, width, cards=map(card_words, self.checked.cards), more=more)
            )
        elif (self.has_class("wide")) and not self.hints:
            parts.append(words_lines("The verdict stands here after the first save.", width, "muted"))
        parts += [words_lines(f"Hint {hint.number} of {hint.of}: {hint.text}", width) for hint in self.hints]
        if self.solution:
            parts.append(
                [
                    *words_lines("The reference, as it stands in the working GPT", width, "heading"),
                    *code_lines(self.solution),
                ]
            )
        return [line for number, part in enumerate(parts) for line in ([Line(())] if number else []) + list(part)]

    def _next(self) -> PathStep | None:
        return self.study.practice.next(self.exercise) if self.study is not None else None

    # ------------------------------------------------------------------ acts

    def _tried(self, act: Callable[[], Made]) -> Made | None:
        """Do something; a refusal is a sentence."""
        try:
            return act()
        except StudyError as error:
            self.say(str(error), warning=True)
            return None

    def _edit(self) -> None:
        from studygpt.study import edit

        file = exercise_files.file_of(self.exercise)
        text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
        line = (
            text[: text.find("raise NotImplementedError")].count("\n") + 1 if "raise NotImplementedError" in text else 1
        )
        self.with_terminal(lambda: edit(file, line))

    def action_hint(self) -> None:
        if self.study is None:
            return
        if len(self.hints) == len(self.exercise.hints):
            self.say("That was the last hint. S shows the solution.")
            return
        given = self.study.practice.hint(self.exercise)
        self._renewed()
        self._to(f"Hint {given.number} of")

    def action_solution(self) -> None:
        if self.study is None:
            return
        if self.study.practice.round(self.exercise).over:
            self._show_solution()
            return
        from studygpt.tui.widgets.dialogs import ChooseScreen

        choices = ["No, I try on", "Yes: it counts as not known, and comes back soon"]
        self.app.push_screen(ChooseScreen("Show the solution?", choices), self._asked_solution)

    def _asked_solution(self, number: int | None) -> None:
        if number == 1:
            self._show_solution()

    def _show_solution(self) -> None:
        assert self.study is not None, "a solution is asked for on a study"
        self.solution, graded = self.study.practice.solution(self.exercise)
        if graded is not None:
            self.say(f"It comes back in {short_interval(graded.outcome.interval_ms)}, from the empty file.")
        self._renewed()
        self._to("The reference, as it")

    def _to(self, words: str) -> None:
        """Show the news from the line that begins so."""
        at = next((at for at, line in enumerate(self._news_view.lines) if line.text.startswith(words)), 0)
        self._news_view.show_line(at)

    def action_restart(self) -> None:
        """The empty file, or one that was kept."""
        if self.study is None:
            return
        from studygpt.tui.widgets.dialogs import ChooseScreen

        kept = self.study.practice.kept(self.exercise)[:8]
        choices = ["From the empty file; this one is kept", *(f"Back to the file of {each.when}" for each in kept)]

        def chosen(number: int | None) -> None:
            assert self.study is not None, "there was a study when it was asked"
            practice = self.study.practice
            if number is None:
                return
            if number == 0:
                begun = self._tried(lambda: practice.restart(self.exercise))
                words = (
                    f"The empty file again. Yours is kept: {begun.kept}" if begun and begun.kept else "The empty file."
                )
            else:
                self._tried(lambda: practice.bring_back(self.exercise, kept[number - 1]))
                words = f"The file of {kept[number - 1].when} is back."
            self.checked, self.solution = None, ""
            self._saw(words)
            self._renewed()

        self.app.push_screen(ChooseScreen("Start again", choices), chosen)

    def action_train(self) -> None:
        if self.study is None:
            return
        if not self.exercise.slot:
            self.say("This is no part of a GPT, so there is nothing to train with it.")
            return
        from studygpt.tui.screens.training import TrainingScreen

        self.app.push_screen(TrainingScreen(self.exercise, self.changed_keys))

    def action_next(self) -> None:
        after = self._next()
        if after is None:
            self.say("Every other exercise is done, and none is due.")
        else:
            self._take_up(after.exercise)
            self.query_one("#card", CardView).scroll_home(animate=False)

    def action_exercise(self) -> None:
        from studygpt.tui.places import screen_of

        self.app.push_screen(screen_of("lab"))

    def action_follow(self) -> None:
        """The cards that teach what went wrong, each in its note."""
        cards = self.checked.cards if self.checked is not None else []
        study = self.study
        if not cards or study is None:
            self.say("A mistake that is named brings its cards; there are none now.")
            return
        from studygpt.tui.widgets.dialogs import ChooseScreen

        def chosen(number: int | None) -> None:
            if number is not None:
                self._try(lambda: self._show(study.links.place(cards[number])))

        self.app.push_screen(ChooseScreen("Cards that teach it", [card_words(card) for card in cards]), chosen)
