"""Styles of a widget's component classes."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def component_style(widget: Widget, name: str) -> Style:
    """The style that the style sheets give a component class, to be laid over other styles.

    A colour that follows the background (as `$text-muted` does) is worked out here: Textual's partial styles have white
    for it, on whatever background.
    """
    style = widget.get_component_rich_style(name, partial=True)
    if widget.get_component_styles(name).auto_color:
        style += Style(color=widget.get_visual_style(name).rich_style.color)
    return style
