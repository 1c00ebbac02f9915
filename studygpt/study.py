"""One person's study, with one module a capability."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from studygpt import paths
from studygpt.clock import Clock, system_clock
from studygpt.context import StudyContext
from studygpt.library.library import Library
from studygpt.review.review import Review

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

    def __init__(self, context: StudyContext) -> None:
        self.context = context
        self.library = Library(context)
        self.review = Review(context)

    @classmethod
    def open(cls, clock: Clock | None = None) -> Study:
        """Open the study in the home folder; the first time, make it and take in the notes that ship."""
        study = cls(StudyContext.open(paths.database(), clock or system_clock()))
        study.library.take_in_shipped()
        return study

    @cached_property
    def orphans(self) -> Orphans:
        """Imported at first need, as the next ones: the way to the first card does without."""
        from studygpt.library.orphans import Orphans

        return Orphans(self.context)

    @cached_property
    def inbox(self) -> Inbox:
        from studygpt.library.inbox import Inbox

        return Inbox(self.context, self.library)

    @cached_property
    def links(self) -> Links:
        from studygpt.library.links import Links

        return Links(self.context, self.library)

    @cached_property
    def practice(self) -> Practice:
        from studygpt.practice.practice import Practice

        return Practice(self.context, self.library, lambda: self.review)

    @cached_property
    def stats(self) -> Stats:
        from studygpt.stats.stats import Stats

        return Stats(self.context, self.library, lambda: self.practice.marks())

    def configure(self, name: str, value: object) -> None:
        """Change a setting; `studygpt.settings` says which there are."""
        self.context.change_setting(name, value)
        self.review = Review(self.context)

    def overview(self) -> Overview:
        """Today, and how far one has come."""
        from studygpt.stats.overview import overview

        return overview(self.context, self.library, self.review)

    def info(self, card: Card) -> Info:
        """All that is known of a card."""
        from studygpt.review.info import info

        return info(self.context, self.library, card)

    def close(self) -> None:
        if "practice" in self.__dict__:
            self.practice.close()
        self.context.database.close()
