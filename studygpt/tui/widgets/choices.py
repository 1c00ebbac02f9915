"""A list of lines, one of which is marked, and not by colour alone."""

from __future__ import annotations

from textual.style import Style
from textual.widgets import OptionList

_MARKED = "option-list--option-highlighted"


class Choices(OptionList):
    """Textual's list of options, readable in every theme and without colours."""

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
        """Without colours, show the marked line in reverse video: Textual drops that text style from style sheets."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if _MARKED in component_classes and self.app.no_color:
            style += Style(reverse=True)
        return style
