"""One person's study, with one module a capability."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from studygpt import paths
from studygpt.clock import Clock, system_clock
from studygpt.library.library import Library
from studygpt.review.review import Review
from studygpt.study.core import Core

if TYPE_CHECKING:
    from studygpt.library.inbox import Inbox
    from studygpt.library.links import Links
    from studygpt.library.orphans import Orphans
    from studygpt.model import Card
    from studygpt.practice.practice import Practice
    from studygpt.review.info import Info
    from studygpt.stats.overview import Overview
    from studygpt.stats.stats import Stats


class Study:
    """One person's study: notes, cards that lost theirs, today's cards, and what waits for a decision."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.library = Library(core)
        self.review = Review(core)

    @classmethod
    def open(cls, clock: Clock | None = None) -> Study:
        """Open the study in the home folder; the first time, make it and take in the notes that ship."""
        study = cls(Core.open(paths.database(), clock or system_clock()))
        study.library.take_in_shipped()
        return study

    @cached_property
    def orphans(self) -> Orphans:
        """Imported at first need, as the next ones: the way to the first card does without."""
        from studygpt.library.orphans import Orphans

        return Orphans(self.core)

    @cached_property
    def inbox(self) -> Inbox:
        from studygpt.library.inbox import Inbox

        return Inbox(self.core, self.library)

    @cached_property
    def links(self) -> Links:
        from studygpt.library.links import Links

        return Links(self.core, self.library)

    @cached_property
    def practice(self) -> Practice:
        from studygpt.practice.practice import Practice

        return Practice(self.core, self.library, lambda: self.review)

    @cached_property
    def stats(self) -> Stats:
        from studygpt.stats.stats import Stats

        return Stats(self.core, self.library, lambda: self.practice.marks())

    def configure(self, name: str, value: object) -> None:
        """Change a setting; `studygpt.settings` says which there are."""
        self.core.change_setting(name, value)
        self.review = Review(self.core)

    def overview(self) -> Overview:
        """Today, and how far one has come."""
        from studygpt.stats.overview import overview

        return overview(self.core, self.library, self.review)

    def info(self, card: Card) -> Info:
        """All that is known of a card."""
        from studygpt.review.info import info

        return info(self.core, self.library, card)

    def close(self) -> None:
        if "practice" in self.__dict__:
            self.practice.close()
        self.core.database.close()
