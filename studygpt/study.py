"""The facade of the program: everything that a command or a screen may use.

Front ends import only from here, not from the packages behind the facade; `make check` enforces that. A name is
imported when it is first used, so that a command loads only the packages that it needs. Previewing a note, for example,
needs no database.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from studygpt import notices, paths
from studygpt.clock import Clock, system_clock

if TYPE_CHECKING:
    from studygpt.backup.backups import Backup as Backup, Backups as Backups, back_up_daily as back_up_daily
    from studygpt.backup.conflict_copies import left_copies as left_copies
    from studygpt.backup.crash_report import unexpected as unexpected
    from studygpt.backup.damage import DatabaseContents as DatabaseContents
    from studygpt.backup.doctor import Doctor as Doctor, Health as Health
    from studygpt.check.advice import advice as advice
    from studygpt.check.doctests import run_doctests as run_doctests
    from studygpt.check.lint import lint as lint
    from studygpt.check.preview import preview as preview
    from studygpt.context import StudyContext as StudyContext
    from studygpt.library.card_editor import edit_card as edit_card
    from studygpt.library.deck_overrides import editable as editable
    from studygpt.library.desktop import obsidian_address as obsidian_address, show_outside as show_outside
    from studygpt.library.editor import edit as edit
    from studygpt.library.inbox import Inbox
    from studygpt.library.library import Library as Library
    from studygpt.library.links import (
        ExternalTarget as ExternalTarget,
        Links,
        NoteLocation as NoteLocation,
        NoteText as NoteText,
    )
    from studygpt.library.orphans import Orphans
    from studygpt.library.source_moves import MovedSource as MovedSource, RecognisedNotes as RecognisedNotes
    from studygpt.library.watch import NoteWatcher as NoteWatcher
    from studygpt.model import Card
    from studygpt.notes.links import is_web as is_web
    from studygpt.notes.suggestions import SUGGESTION_KINDS as SUGGESTION_KINDS
    from studygpt.notes.unknown_separators import describe_unknown_separators as describe_unknown_separators
    from studygpt.practice import exercise_files as exercise_files, lab_process as lab_process
    from studygpt.practice.path import PathStep as PathStep
    from studygpt.practice.practice import CheckedFile as CheckedFile, Hint as Hint, Practice
    from studygpt.practice.skill import ExerciseStatus as ExerciseStatus
    from studygpt.practice.status_words import (
        card_words as card_words,
        consequences as consequences,
        status_mark as status_mark,
        status_words as status_words,
    )
    from studygpt.review.acts import UndoneAct as UndoneAct
    from studygpt.review.doubts import DoubtedCard as DoubtedCard
    from studygpt.review.fitting import Fitting as Fitting, NoFit as NoFit
    from studygpt.review.history import local_day as local_day
    from studygpt.review.info import Info as Info
    from studygpt.review.options import QueueOptions as QueueOptions
    from studygpt.review.review import Review as Review
    from studygpt.review.session import ReviewSession as ReviewSession, SessionProgress as SessionProgress
    from studygpt.review.session_state import Bounds as Bounds, Phase as Phase
    from studygpt.schedule.fitting import (
        DEFAULTS as DEFAULTS,
        FitResult as FitResult,
        average_likelihood as average_likelihood,
    )
    from studygpt.schedule.memory import GradeOutcome as GradeOutcome
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
        concepts_chart as concepts_chart,
        concepts_section as concepts_section,
        overall_sections as overall_sections,
    )
    from studygpt.stats.stats import ConceptProgress as ConceptProgress, Stats, StudyProgress as StudyProgress
    from studygpt.stats.streaks import (
        MASTERY as MASTERY,
        WEEKS as WEEKS,
        calendar_weeks as calendar_weeks,
        weekday as weekday,
    )
    from studygpt.store import settings_file as settings_file
    from studygpt.store.first_card import first_card as first_card
    from studygpt.store.learned import Doubt as Doubt
    from studygpt.store.sources import Source as Source, move_command as move_command
    from studygpt.store.suggestions import OpenQuestion as OpenQuestion
    from studygpt.sync import CardChange as CardChange, Losses as Losses, Summary as Summary
    from studygpt.transfer.export import export as export, export_to as export_to
    from studygpt.transfer.import_file import import_file as import_file
    from studygpt.transfer.merge_other import merge_left_copies as merge_left_copies, merge_other as merge_other
    from studygpt.transfer.replay import PutBack as PutBack, put_back_all as put_back_all

_NAMES = {
    "backup.backups": "back_up_daily Backups Backup",
    "backup.conflict_copies": "left_copies",
    "backup.crash_report": "unexpected",
    "backup.damage": "DatabaseContents",
    "backup.doctor": "Doctor Health",
    "check.advice": "advice",
    "check.doctests": "run_doctests",
    "check.lint": "lint",
    "check.preview": "preview",
    "library.card_editor": "edit_card",
    "library.deck_overrides": "editable",
    "library.desktop": "obsidian_address show_outside",
    "library.editor": "edit",
    "library.links": "NoteLocation",
    "library.watch": "NoteWatcher",
    "notes.links": "is_web",
    "notes.suggestions": "SUGGESTION_KINDS",
    "notes.unknown_separators": "describe_unknown_separators",
    "practice.skill": "ExerciseStatus",
    "practice.status_words": "card_words consequences status_mark status_words",
    "review.acts": "UndoneAct",
    "review.fitting": "Fitting NoFit",
    "review.history": "local_day",
    "review.options": "QueueOptions",
    "review.session": "ReviewSession",
    "review.session_state": "Bounds Phase",
    "schedule.fitting": "DEFAULTS FitResult average_likelihood",
    "schedule.memory": "GradeOutcome",
    "schedule.recall": "recall_after recall_on",
    "stats.listing": "concept_object concept_row overall_object",
    "stats.sections": "cards_section concept_section concepts_section overall_sections concepts_chart",
    "stats.streaks": "MASTERY weekday WEEKS calendar_weeks",
    "store.first_card": "first_card",
    "store.sources": "move_command",
    "sync": "Losses",
    "transfer.export": "export export_to",
    "transfer.import_file": "import_file",
    "transfer.merge_other": "merge_left_copies merge_other",
    "transfer.replay": "put_back_all PutBack",
}
"""The names that front ends use at run time, by module. Names used only in annotations need no entry."""
_MODULES = {
    "exercise_files": "practice.exercise_files",
    "lab_process": "practice.lab_process",
    "settings_file": "store.settings_file",
}
"""The modules that front ends use as a whole."""
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> object:  # a module, or any object from one
    """Import a name of the facade when it is first used."""
    if name in _MODULES:
        return import_module(f"studygpt.{_MODULES[name]}")
    if name in _MODULE_OF:
        return getattr(import_module(f"studygpt.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class Study:
    """One person's cards, reviews and settings. Each property gives access to one part of the program."""

    # The methods contain the imports, so that a command loads only the packages that it uses.

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    @classmethod
    def open(cls, clock: Clock | None = None, *, to_write: bool = False) -> Study:
        """Open the database of the home folder. The first time, create it and read the shipped notes.

        `to_write`: it is about to be written to, so it is refused if SQLite finds it damaged.
        """
        from studygpt.context import StudyContext
        from studygpt.store.database import weakly

        study = cls(StudyContext.open(paths.database(), clock or system_clock()))
        if to_write:
            study.refuse_damage()
        study._put_back_lost_acts()
        study.context.when_reopened = weakly(study._take_replaced_database)
        study.library.register_shipped()
        study._bring_exercises_back()
        return study

    def _take_replaced_database(self) -> None:
        self._put_back_lost_acts(into_new=True)

    def _put_back_lost_acts(self, *, into_new: bool = False) -> None:
        """Put back the acts that the journal has and the database has lost, as after a power cut."""
        from studygpt.store import journal_files

        database = self.context.database
        with database.read() as connection:
            behind = journal_files.is_behind(connection, paths.journal(database.file))
        if behind:
            from studygpt.transfer.replay import put_back_and_tell

            notices.tell(put_back_and_tell(self.context, into_new=into_new))

    def _bring_exercises_back(self) -> None:
        from studygpt.store import exercise_cards

        with self.context.database.read() as connection:
            lost = exercise_cards.orphans(connection)
        if lost:
            self.practice.bring_cards_back(lost)

    @cached_property
    def library(self) -> Library:
        """The sources, their notes and the cards in them."""
        from studygpt.library.library import Library

        return Library(self.context)

    @cached_property
    def review(self) -> Review:
        """The queue of today's cards, and the acts on cards, such as grading."""
        from studygpt.review.review import Review

        return Review(self.context)

    @cached_property
    def orphans(self) -> Orphans:
        """The cards whose note is gone."""
        from studygpt.library.orphans import Orphans

        return Orphans(self.context)

    @cached_property
    def inbox(self) -> Inbox:
        """The suggestions, open questions and tasks in the notes."""
        from studygpt.library.inbox import Inbox

        return Inbox(self.context, self.library)

    @cached_property
    def links(self) -> Links:
        """The notes, and the targets of the links in them."""
        from studygpt.library.links import Links

        return Links(self.context, self.library)

    @cached_property
    def practice(self) -> Practice:
        """The exercises of the lab."""
        from studygpt.practice.practice import Practice

        return Practice(self.context, self.library, lambda: self.review)

    @cached_property
    def stats(self) -> Stats:
        """The statistics of the learner's progress."""
        from studygpt.stats.stats import Stats

        return Stats(self.context, self.library, lambda: self.practice.progress())

    def configure(self, name: str, value: object) -> None:
        """Change a setting; `studygpt.settings` lists them all."""
        self.context.change_setting(name, value)
        vars(self).pop("review", None)  # its scheduler still has the old settings

    def overview(self) -> Overview:
        """Return what the Home screen shows: today's numbers, streak, decks and concepts."""
        from studygpt.stats.overview import overview

        return overview(self.context, self.library, self.review)

    def info(self, card: Card) -> Info:
        """Return everything that is known about a card."""
        from studygpt.review.info import info

        return info(self.context, self.library, card)

    def refuse_damage(self) -> None:
        """Raise an error if SQLite finds the file of the database damaged, so that nothing more is written into it."""
        from studygpt.backup.damage import find_damage

        file = self.context.database.file
        if file is not None and (wrong := find_damage(file)):
            raise self.context.database.failure(f"malformed: {wrong[0]}")

    def stop_lab(self) -> None:
        """Stop the lab's grader, if it was started."""
        if "practice" in vars(self):
            self.practice.close()

    def close(self) -> None:
        """Stop the lab's grader, and close the database."""
        self.stop_lab()
        self.context.close()
