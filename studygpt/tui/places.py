"""Where Home leads: screens by name, imported when they are gone to."""

from __future__ import annotations

from importlib import import_module

from studygpt.tui.base.study_screen import StudyScreen

_SCREENS = {
    "browse": ("studygpt.tui.screens.browse", "BrowseScreen"),
    "lab": ("studygpt.tui.screens.exercises", "LabScreen"),
    "inbox": ("studygpt.tui.screens.inbox", "InboxScreen"),
    "questions": ("studygpt.tui.screens.questions", "QuestionsScreen"),
    "stats": ("studygpt.tui.screens.stats", "StatsScreen"),
}


def screen_of(name: str) -> StudyScreen:
    module, made = _SCREENS[name]
    screen = getattr(import_module(module), made)()
    assert isinstance(screen, StudyScreen)
    return screen
