"""The base of screens about one list."""

from __future__ import annotations

from studygpt.tui.base.study_screen import StudyScreen
from studygpt.tui.content.card import act_word
from studygpt.tui.widgets.choices import Choices


class ListScreen(StudyScreen):
    """A screen about one list of lines."""

    @property
    def choices(self) -> Choices:
        return self.query_one("#list", Choices)

    def action_undo(self) -> None:
        """Take back the last act, whichever screen it was done on."""
        undone = self.attempt(self.study.review.undo)
        if undone is not None:
            self.say(f"Taken back: {act_word(undone.act)}.")
        self.renew()

    def action_down(self) -> None:
        self.choices.action_cursor_down()

    def action_up(self) -> None:
        self.choices.action_cursor_up()

    def action_top(self) -> None:
        self.choices.action_first()
        self.choices.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.choices.action_last()
