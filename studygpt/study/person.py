"""One person's study, with one module a capability."""

from __future__ import annotations

from studygpt import paths
from studygpt.clock import Clock, system_clock
from studygpt.study.core import Core
from studygpt.study.inbox import Inbox
from studygpt.study.library import Library
from studygpt.study.review import Review


class Study:
    """One person's study: their notes in `library`, today's cards in `review`, what waits for a decision in `inbox`."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.library = Library(core)
        self.review = Review(core)
        self.inbox = Inbox(core, self.library)

    @classmethod
    def open(cls, clock: Clock | None = None) -> Study:
        """Open the study in the home folder; the first time, make it and take in the notes that ship."""
        study = cls(Core.open(paths.database(), clock or system_clock()))
        study.library.take_in_shipped()
        return study

    def configure(self, name: str, value: object) -> None:
        """Change a setting; `studygpt.settings` says which there are."""
        self.core.change_setting(name, value)
        self.review = Review(self.core)

    def close(self) -> None:
        self.core.database.close()
