"""An exercise: its statement, its place on the path, and the verdict on your file at every save."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from lab import catalog
from lab.catalog import Exercise
from studygpt import study as facade  # its names are loaded when they are first used
from studygpt.errors import StudyError
from studygpt.render.blocks import card_lines
from studygpt.render.segments import StyledLine
from studygpt.render.verdict import code_lines, verdict_lines
from studygpt.study import card_words, consequences, exercise_files, status_words
from studygpt.text import short_interval
from studygpt.tui.base.card_screen import CardScreen
from studygpt.tui.content.card import rule_line, words_lines
from studygpt.tui.content.practice import path_line
from studygpt.tui.widgets.card_view import CardView

if TYPE_CHECKING:
    from studygpt.study import CheckedFile, Hint, PathStep

LOOK_EVERY = 0.3
"""Seconds between looks at the file, which is polled because not every file system and editor sends events."""
QUIET = 120.0
"""Seconds without a save after which the screen says that none arrived."""
GONE = 1.5
"""Seconds after which a missing file counts as gone; before that, an editor may be replacing it."""
_WIDE = 116
"""The number of columns from which the verdict is beside the statement."""


class PracticeScreen(CardScreen):
    """The screen of one exercise, which is written in an editor."""

    NAME: ClassVar = "practice"
    BEFORE_STUDY: ClassVar = CardScreen.BEFORE_STUDY | {"exercise"}

    def __init__(self, slug: str) -> None:
        super().__init__()
        self.exercise: Exercise = catalog.find(slug)
        self.steps: list[PathStep] = []
        self.checked: CheckedFile | None = None
        self.hints: list[Hint] = []
        self.solution = ""
        self.last_content: bytes | None = None
        """The content of the file when it was last read; None where there was no file."""
        self.quiet = 0.0
        """Seconds since the file changed."""
        self.checking = False
        self.again = False
        """Whether the file changed while it was being checked."""

    def compose(self) -> ComposeResult:
        yield Static("", id="place")
        yield Static("", id="path")
        with Horizontal(id="panes"):
            yield CardView(id="card")
            yield CardView(id="verdict")
        yield Static("", id="state")
        yield self.key_line()

    @property
    def view(self) -> CardView:
        """The view that the keys scroll: the verdict where that has the focus, else the statement."""
        verdict = self.query_one("#verdict", CardView)
        return verdict if verdict.has_focus else self.query_one("#card", CardView)

    @property
    def _news_view(self) -> CardView:
        """The view with the verdict, the hints and the solution."""
        return self.query_one("#verdict" if self.has_class("wide") else "#card", CardView)

    # ------------------------------------------------------------------ the exercise

    def begin(self) -> None:
        self.query_one("#card", CardView).focus()
        self.set_interval(LOOK_EVERY, self._look)
        self._start(self.exercise)
        self.run_worker(self._load_grader, thread=True, exit_on_error=False)

    def _start(self, exercise: Exercise) -> None:
        """Begin an exercise, or go on with it."""
        self.exercise, self.checked, self.solution = exercise, None, ""
        begun = self.attempt(lambda: self.study.practice.begin(exercise))
        if begun is not None and begun.kept is not None:
            self.say(f"It is due again, from the empty file. What you wrote before is kept: {begun.kept}")
        self.renew()
        self._note_content(f"Every save of {self.file} is checked; {self.key('edit')} opens it.")

    @property
    def file(self) -> str:
        """The path of the file as it is shown."""
        file = exercise_files.file_of(self.exercise)
        with suppress(ValueError, RuntimeError):
            return f"~/{file.relative_to(Path.home())}"
        return str(file)

    def renew(self) -> None:
        self.steps = self.study.practice.path()
        self.hints = self.study.practice.hints(self.exercise)
        self._draw()

    def _load_grader(self) -> None:
        """Start the grader before the first check, in a thread, because it loads torch."""
        try:
            self.study.practice.warm()
        except StudyError as error:
            self.app.call_from_thread(self._show_state, str(error), warning=True)

    # ------------------------------------------------------------------ looking at the file

    def _note_content(self, words: str) -> None:
        """Remember the present content of the file, so that only a later save is checked, and show a sentence."""
        self.last_content, self.quiet = exercise_files.read(exercise_files.file_of(self.exercise)), 0.0
        self._show_state(words)

    def _look(self) -> None:
        """Check the file if it was saved since the last look."""
        if not self.is_current:
            return
        now = exercise_files.read(exercise_files.file_of(self.exercise))
        if now is None or now == self.last_content:
            self.quiet += LOOK_EVERY
            if now is None and self.last_content is not None and self.quiet >= GONE and not self.checking:
                self._show_state(f"{self.file} is gone. {self.key('restart')} lays out the empty one.", warning=True)
            elif self.quiet >= QUIET and not self.checking:
                self._show_state(
                    f"No save has arrived for {self.quiet / 60:.0f} min. Is it {self.file}? "
                    f"{self.key('check')} checks it now."
                )
            return
        self._note_content("Saved.")
        self.action_check()

    def action_check(self) -> None:
        if self.checking:
            self.again = True
            return
        self.checking, self.quiet = True, 0.0
        self._show_state("Checking …")
        self.run_worker(self._check, thread=True, exit_on_error=False)

    def _check(self) -> None:
        """Have the file checked; called in a thread."""
        exercise = self.exercise
        try:
            checked = self.study.practice.check(exercise)
        except StudyError as error:
            self.app.call_from_thread(self._show_verdict, exercise, None, str(error))
        else:
            self.app.call_from_thread(self._show_verdict, exercise, checked, "")

    def _show_verdict(self, exercise: Exercise, checked: CheckedFile | None, refusal: str) -> None:
        self.checking = False
        if self.again:
            self.again = False
            self.action_check()
        if exercise.slug != self.exercise.slug:
            return
        if checked is None:
            self._show_state(refusal, warning=True)
            return
        self.checked = checked
        seconds = checked.verdict.seconds
        self._show_state(f"Checked in {seconds:.2f} s, as every save is.")
        self.renew()
        self._news_view.scroll_home(animate=False)
        if checked.passed:
            self.host.renew_screens()

    # ------------------------------------------------------------------ what is shown

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _WIDE, "wide")
        self._draw()

    def _show_state(self, words: str, *, warning: bool = False) -> None:
        """Show a sentence in the line below the exercise."""
        style = "$text-warning" if warning else "$text-muted"
        self.query_one("#state", Static).update(Content(words).stylize(style))

    def _draw(self) -> None:
        step = next((step for step in self.steps if step.exercise.slug == self.exercise.slug), None)
        if step is None:  # the study is not open yet
            return
        now = self.study.context.clock()
        _, words = status_words(step, self.study.context.today(now), now.at)
        place = self.steps.index(step) + 1
        title = f"{self.exercise.title} · {place} of {len(self.steps)} · {words}"
        self.query_one("#place", Static).update(Content(title))
        self.query_one("#path", Static).update(Content(path_line(self.steps, self.exercise, self.size.width - 2)))
        wide = self.has_class("wide")
        statement, news = self._statement, self._news

        def news_and_statement(width: int) -> list[StyledLine]:
            above = news(width)
            return [*above, *([StyledLine(()), rule_line(width), StyledLine(())] if above else []), *statement(width)]

        self.query_one("#card", CardView).show(statement if wide else news_and_statement, top=False)
        self.query_one("#verdict", CardView).show(news if wide else lambda _: [], top=False)

    def _statement(self, width: int) -> list[StyledLine]:
        return card_lines(self.exercise.prompt, width)

    def _news(self, width: int) -> list[StyledLine]:
        """The verdict, the hints and the solution, as far as these exist yet."""
        parts = []
        if self.checked is not None:
            more = consequences(self.exercise, self.checked)
            if self.checked.passed:
                compare = f"{self.key('solution')} shows the reference to compare"
                train = f", {self.key('train')} trains with it" if self.exercise.slot else ""
                more.append(f"{compare}{train}.")
                if (after := self._next_step()) is not None:
                    more.append(f"Next ({self.key('next')}): {after.exercise.title}.")
            parts.append(
                verdict_lines(self.checked.verdict, width, cards=map(card_words, self.checked.cards), more=more)
            )
        elif self.has_class("wide") and not self.hints:
            parts.append(words_lines("The verdict stands here after the first save.", width, "muted"))
        parts += [words_lines(f"Hint {hint.number} of {hint.of}: {hint.text}", width) for hint in self.hints]
        if self.solution:
            parts.append(
                [
                    *words_lines("The reference, as it stands in the working GPT", width, "heading"),
                    *code_lines(self.solution),
                ]
            )
        return [line for number, part in enumerate(parts) for line in ([StyledLine(())] if number else []) + list(part)]

    def _next_step(self) -> PathStep | None:
        return self.study.practice.next(self.exercise)

    # ------------------------------------------------------------------ acts

    def edit(self) -> None:
        """Edit the file, at the line where something is to be written."""
        file = exercise_files.file_of(self.exercise)
        text = (exercise_files.read(file) or b"").decode("utf-8", "replace")
        line = (
            text[: text.find("raise NotImplementedError")].count("\n") + 1 if "raise NotImplementedError" in text else 1
        )
        self.with_terminal(lambda: facade.edit(file, line))

    def action_hint(self) -> None:
        if len(self.hints) == len(self.exercise.hints):
            self.say(f"That was the last hint. {self.key('solution')} shows the solution.")
            return
        given = self.study.practice.hint(self.exercise)
        self.renew()
        self._scroll_to_line(f"Hint {given.number} of")

    def action_solution(self) -> None:
        if self.study.practice.round(self.exercise).over:
            self._show_solution()
            return
        choices = ["No, I'll keep trying", "Yes: it counts as not known, and comes back soon"]
        self.ask_choice("Show the solution?", choices, self._answer_solution)

    def _answer_solution(self, number: int) -> None:
        if number == 1:
            self._show_solution()

    def _show_solution(self) -> None:
        self.solution, graded = self.study.practice.solution(self.exercise)
        if graded is not None:
            self.say(f"It comes back in {short_interval(graded.outcome.interval_ms)}, from the empty file.")
        self.renew()
        self._scroll_to_line("The reference, as it")

    def _scroll_to_line(self, words: str) -> None:
        """Scroll the news to the line that begins with these words."""
        at = next((at for at, line in enumerate(self._news_view.lines) if line.text.startswith(words)), 0)
        self._news_view.show_line(at)

    def action_restart(self) -> None:
        """Start again from the empty file, or bring back one that was kept."""
        practice = self.study.practice
        kept = practice.kept(self.exercise)[:8]
        choices = ["From the empty file; this one is kept", *(f"Back to the file of {each.when}" for each in kept)]

        def chosen(number: int) -> None:
            if number == 0:
                begun = self.attempt(lambda: practice.restart(self.exercise))
                words = (
                    f"The empty file again. Yours is kept: {begun.kept}" if begun and begun.kept else "The empty file."
                )
            else:
                self.attempt(lambda: practice.bring_back(self.exercise, kept[number - 1]))
                words = f"The file of {kept[number - 1].when} is back."
            self.checked, self.solution = None, ""
            self._note_content(words)
            self.renew()

        self.ask_choice("Start again", choices, chosen)

    def action_train(self) -> None:
        if not self.exercise.slot:
            self.say("This is no part of a GPT, so there is nothing to train with it.")
            return
        self.host.open_screen("training", exercise=self.exercise)

    def action_next(self) -> None:
        after = self._next_step()
        if after is None:
            self.say("Every other exercise is done, and none is due.")
        else:
            self._start(after.exercise)
            self.query_one("#card", CardView).scroll_home(animate=False)

    def action_exercise(self) -> None:
        self.host.open_screen("exercises")

    def action_follow(self) -> None:
        """Open the note of a card that teaches what went wrong."""
        cards = self.checked.cards if self.checked is not None else []
        if not cards:
            self.say("Cards come with a mistake that has a name; there are none now.")
            return

        def chosen(number: int) -> None:
            self.attempt(lambda: self.open_here(self.study.links.place(cards[number])))

        self.ask_choice("Cards that teach it", [card_words(card) for card in cards], chosen)
