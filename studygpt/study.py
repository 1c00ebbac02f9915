"""The one facade that front ends hold: a person's study, and everything else that a command or a screen may use.

Front ends import from here and from no room behind it (`make check` holds them to it). Names are looked up when they
are first asked for, so that a command loads only the rooms that it needs: looking at a note needs no database.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from studygpt import paths
from studygpt.clock import Clock, system_clock

if TYPE_CHECKING:
    from studygpt.backup.backups import Backup as Backup, Backups as Backups, back_up_daily as back_up_daily
    from studygpt.backup.crash_report import unexpected as unexpected
    from studygpt.backup.damage import DatabaseContents as DatabaseContents
    from studygpt.backup.doctor import Doctor as Doctor, Health as Health
    from studygpt.check.advice import advice as advice
    from studygpt.check.doctests import prove as prove
    from studygpt.check.lint import lint as lint
    from studygpt.check.preview import preview as preview
    from studygpt.context import StudyContext as StudyContext
    from studygpt.library.card_editor import edit_card as edit_card
    from studygpt.library.deck_overrides import editable as editable
    from studygpt.library.desktop import obsidian_address as obsidian_address, show_outside as show_outside
    from studygpt.library.editor import edit as edit
    from studygpt.library.inbox import Inbox
    from studygpt.library.library import Library as Library
    from studygpt.library.links import Links, NotePlace as NotePlace, NoteText as NoteText, Outside as Outside
    from studygpt.library.orphans import Orphans
    from studygpt.library.watch import NoteWatcher as NoteWatcher
    from studygpt.model import Card
    from studygpt.notes.links import is_web as is_web
    from studygpt.notes.suggestions import KINDS as KINDS
    from studygpt.notes.unknown_separators import foreign_summary as foreign_summary
    from studygpt.practice import exercise_files as exercise_files, lab_process as lab_process
    from studygpt.practice.practice import CheckedFile as CheckedFile, Hint as Hint, PathStep as PathStep, Practice
    from studygpt.practice.skill import ExerciseStatus as ExerciseStatus
    from studygpt.practice.words import (
        card_words as card_words,
        follows as follows,
        mark as mark,
        standing_words as standing_words,
    )
    from studygpt.review.fitting import Fitting as Fitting, NotYet as NotYet
    from studygpt.review.history import local_day as local_day
    from studygpt.review.info import Info as Info
    from studygpt.review.options import QueueOptions as QueueOptions
    from studygpt.review.review import Review as Review, Undone as Undone
    from studygpt.review.session import ReviewSession as ReviewSession, SessionProgress as SessionProgress
    from studygpt.review.session_state import Bounds as Bounds, Phase as Phase
    from studygpt.schedule.fitting import DEFAULTS as DEFAULTS, FitResult as FitResult, given_chance as given_chance
    from studygpt.schedule.memory import Outcome as Outcome
    from studygpt.schedule.recall import recall_after as recall_after, recall_on as recall_on
    from studygpt.stats.listing import (
        concept_object as concept_object,
        concept_row as concept_row,
        overall_object as overall_object,
    )
    from studygpt.stats.overview import Overview as Overview
    from studygpt.stats.sections import (
        cards_section as cards_section,
        concept_section as concept_section,
        concepts_section as concepts_section,
        overall_sections as overall_sections,
        tree as tree,
    )
    from studygpt.stats.stats import ConceptProgress as ConceptProgress, Stats, StudyProgress as StudyProgress
    from studygpt.stats.streaks import MASTERY as MASTERY, WEEKS as WEEKS, weekday as weekday, weeks as weeks
    from studygpt.store import settings_file as settings_file
    from studygpt.store.first_card import first_card as first_card
    from studygpt.store.sources import Source as Source
    from studygpt.store.suggestions import OpenQuestion as OpenQuestion
    from studygpt.sync import CardChange as CardChange, Summary as Summary
    from studygpt.transfer.export import export as export, export_to as export_to
    from studygpt.transfer.import_file import import_file as import_file

_NAMES = {
    "backup.backups": "back_up_daily Backups Backup",
    "backup.crash_report": "unexpected",
    "backup.damage": "DatabaseContents",
    "backup.doctor": "Doctor Health",
    "check.advice": "advice",
    "check.doctests": "prove",
    "check.lint": "lint",
    "check.preview": "preview",
    "context": "StudyContext",
    "library.card_editor": "edit_card",
    "library.deck_overrides": "editable",
    "library.desktop": "obsidian_address show_outside",
    "library.editor": "edit",
    "library.library": "Library",
    "library.links": "NotePlace NoteText Outside",
    "notes.links": "is_web",
    "notes.suggestions": "KINDS",
    "notes.unknown_separators": "foreign_summary",
    "practice.practice": "CheckedFile Hint PathStep",
    "practice.skill": "ExerciseStatus",
    "practice.words": "card_words follows mark standing_words",
    "review.fitting": "Fitting NotYet",
    "review.history": "local_day",
    "review.info": "Info",
    "review.options": "QueueOptions",
    "review.review": "Review Undone",
    "review.session": "ReviewSession SessionProgress",
    "review.session_state": "Bounds Phase",
    "schedule.fitting": "DEFAULTS FitResult given_chance",
    "schedule.memory": "Outcome",
    "schedule.recall": "recall_after recall_on",
    "stats.listing": "concept_object concept_row overall_object",
    "stats.overview": "Overview",
    "stats.sections": "cards_section concept_section concepts_section overall_sections tree",
    "stats.stats": "ConceptProgress StudyProgress",
    "stats.streaks": "MASTERY weekday WEEKS weeks",
    "store.first_card": "first_card",
    "store.sources": "Source",
    "store.suggestions": "OpenQuestion",
    "sync": "CardChange Summary",
    "library.watch": "NoteWatcher",
    "transfer.export": "export export_to",
    "transfer.import_file": "import_file",
}
"""What each module behind the facade gives to front ends. The imports above say the same to a type checker."""
_MODULES = {
    "exercise_files": "practice.exercise_files",
    "lab_process": "practice.lab_process",
    "settings_file": "store.settings_file",
}
"""Modules that front ends use as such, by their name here."""
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        found: object = import_module(f"studygpt.{_MODULES[name]}")
    elif name in _MODULE_OF:
        found = getattr(import_module(f"studygpt.{_MODULE_OF[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


class Study:
    """One person's study. Each property is a room, loaded when it is first entered."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    @classmethod
    def open(cls, clock: Clock | None = None) -> Study:
        """Open the study in the home folder; the first time, make it and read the notes that ship."""
        from studygpt.context import StudyContext

        study = cls(StudyContext.open(paths.database(), clock or system_clock()))
        study.library.take_in_shipped()
        return study

    @cached_property
    def library(self) -> Library:
        """Sources, their notes and the cards in them."""
        from studygpt.library.library import Library

        return Library(self.context)

    @cached_property
    def review(self) -> Review:
        """Today's cards, and what a grade or another act does."""
        from studygpt.review.review import Review

        return Review(self.context)

    @cached_property
    def orphans(self) -> Orphans:
        """Cards that lost their note."""
        from studygpt.library.orphans import Orphans

        return Orphans(self.context)

    @cached_property
    def inbox(self) -> Inbox:
        """Suggestions, open questions and tasks."""
        from studygpt.library.inbox import Inbox

        return Inbox(self.context, self.library)

    @cached_property
    def links(self) -> Links:
        """Notes, and where the links in them lead."""
        from studygpt.library.links import Links

        return Links(self.context, self.library)

    @cached_property
    def practice(self) -> Practice:
        """The exercises."""
        from studygpt.practice.practice import Practice

        return Practice(self.context, self.library, lambda: self.review)

    @cached_property
    def stats(self) -> Stats:
        """Progress in figures."""
        from studygpt.stats.stats import Stats

        return Stats(self.context, self.library, lambda: self.practice.marks())

    def configure(self, name: str, value: object) -> None:
        """Change a setting; `studygpt.settings` lists them all."""
        self.context.change_setting(name, value)
        vars(self).pop("review", None)  # its scheduler has the settings from before

    def overview(self) -> Overview:
        """What today holds, and the progress so far."""
        from studygpt.stats.overview import overview

        return overview(self.context, self.library, self.review)

    def info(self, card: Card) -> Info:
        """Everything known about a card."""
        from studygpt.review.info import info

        return info(self.context, self.library, card)

    def close(self) -> None:
        if "practice" in vars(self):
            self.practice.close()
        self.context.database.close()
