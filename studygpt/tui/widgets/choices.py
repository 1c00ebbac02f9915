"""A list of lines, one of them marked: with the keys of the table, and told by more than colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.style import Style
from textual.widgets import OptionList

from studygpt.errors import StudyError
from studygpt.tui.base.study_screen import StudyScreen

if TYPE_CHECKING:
    from studygpt.study import Study

_MARKED = "option-list--option-highlighted"


class Choices(OptionList):
    DEFAULT_CSS = """
    Choices {
        background: $background; color: $foreground; padding: 0 1; scrollbar-size-vertical: 1; text-wrap: nowrap;
        &.-textual-compact { padding: 0 1; }
        &:focus { background-tint: $foreground 0%; }
        & > .option-list--option-disabled { color: $foreground; }
        &, &:focus {
            & > .option-list--option-highlighted { color: auto; background: $primary; text-style: bold; }
            &:ansi > .option-list--option-highlighted {
                color: $block-cursor-foreground; background: $block-cursor-background;
            }
        }
    }
    """

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Where there are no colours, what is marked is turned round; of CSS's text styles Textual drops that one."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if _MARKED in component_classes and self.app.no_color:
            style += Style(reverse=True)
        return style


class ListScreen(StudyScreen):
    """A screen about one list."""

    study: Study | None = None

    def action_undo(self) -> None:
        """Take back the last act, whichever screen it was done on."""
        if self.study is None:
            return
        try:
            self.say(f"Taken back: {self.study.review.undo().act}.")
        except StudyError as error:
            self.say(str(error), warning=True)
        self.renew()

    @property
    def choices(self) -> Choices:
        return self.query_one("#list", Choices)

    def action_down(self) -> None:
        self.choices.action_cursor_down()

    def action_up(self) -> None:
        self.choices.action_cursor_up()

    def action_top(self) -> None:
        self.choices.action_first()
        self.choices.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.choices.action_last()
