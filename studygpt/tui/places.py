"""Where Home leads: screens by name, imported when they are gone to."""

from __future__ import annotations

from importlib import import_module

from studygpt.tui.base import StudyScreen

_SCREENS = {
    "browse": ("studygpt.tui.browse", "BrowseScreen"),
    "lab": ("studygpt.tui.lab", "LabScreen"),
    "inbox": ("studygpt.tui.inbox", "InboxScreen"),
    "questions": ("studygpt.tui.questions", "QuestionsScreen"),
    "stats": ("studygpt.tui.stats", "StatsScreen"),
}


def screen_of(name: str) -> StudyScreen:
    module, made = _SCREENS[name]
    screen = getattr(import_module(module), made)()
    assert isinstance(screen, StudyScreen)
    return screen
