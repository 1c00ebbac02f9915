"""Syncs that stopped, or left cards as they were, because too much would be lost: a window asks if that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Input

from studygpt.errors import StudyError
from studygpt.text import counted, one_name
from studygpt.tui.base.study_screen import StudyScreen

if TYPE_CHECKING:
    from studygpt.study import Losses, Summary
    from studygpt.tui.host import ScreenHost
    from studygpt.tui.widgets.dialogs import QuestionDialog

PAUSE = 0.5
"""Seconds until it is looked again whether a window may open."""


def may_open(host: ScreenHost) -> bool:
    """Whether a screen is shown that a window may cover: no dialog, and none in which words are being typed."""
    shown = host.screen
    return isinstance(shown, StudyScreen) and not isinstance(shown.focused, Input) and host.app_focus


class StoppedSyncs:
    """The syncs that wait for an answer, and the window that asks about each of them once."""

    def __init__(self, host: ScreenHost) -> None:
        self.host = host
        self.waiting: Mapping[str, Summary] = {}
        """What each sync said, by the name of its source."""
        self._unasked: list[str] = []
        """The sources about which a window is to open as soon as it may."""
        self._asked: tuple[Summary, QuestionDialog] | None = None
        """The sync that the open window asks about, and that window."""
        self._busy = False
        """True while an answer is carried out."""

    def take(self, waiting: Mapping[str, Summary]) -> None:
        """Take in which syncs wait now: ask about those that are new, and no longer about those that are not so now."""
        if not self.host.is_running:
            return  # the app ends, and asks nothing more
        before, self.waiting = dict(self.waiting), waiting
        if self._asked is not None:
            asked, window = self._asked
            now = waiting.get(asked.source)
            if now is None or (now.question, now.answers) != (asked.question, asked.answers):
                self._asked = None
                window.dismiss(None)
                before.pop(asked.source, None)
        self._unasked = [
            name
            for name, now in waiting.items()
            if name in self._unasked or name not in before or _is_other(before[name], now)
        ]
        self.host.renew_screens()
        self._ask_next()

    def _ask_next(self) -> None:
        """Open a window if one is to open; where it may not, look again later."""
        if self._unasked and may_open(self.host):
            self.ask(self._unasked[0])
        if self._unasked:
            self.host.set_timer(PAUSE, self._ask_next)

    def ask(self, name: str) -> None:
        """Ask what is to be done about the notes of a source."""
        from studygpt.tui.widgets.dialogs import QuestionDialog  # only when somebody is asked

        summary = self.waiting.get(name)
        if summary is None or self._busy:
            return
        self._unasked = [other for other in self._unasked if other != name]
        stay = "the notes stay as they were read last" if summary.stopped is not None else "the cards stay as they are"
        answers = [*(words for _, words in summary.answers), f"Not now: nothing changes, and {stay}"]
        window = QuestionDialog(one_name(name), summary.question, answers)
        self._asked = summary, window
        self.host.push_screen(window, partial(self._answered, summary))

    def _answered(self, summary: Summary, number: int | None) -> None:
        if self._asked is None or self._asked[0] is not summary:  # the window asked about what is not so any more
            return
        self._asked = None
        if number is None or number == len(summary.answers):
            self.host.say("Nothing was changed; Home goes on asking.")
            return
        losses, _ = summary.answers[number]
        self._busy = True
        self.host.say(f"One moment: the notes of {one_name(summary.source)} are being read.")
        self.host.run_worker(partial(self._sync, summary.source, losses), thread=True, group="syncs")

    def _sync(self, name: str, losses: Losses) -> None:
        """Sync a source again, as a person wants it; called in a thread."""
        assert self.host.study is not None, "notes are read once the study is open"
        library = self.host.study.library
        try:
            done = library.sync_source(library.source(name), losses=losses)
        except StudyError as error:
            self.host.call_later(self._finish, None, str(error))
        else:
            self.host.call_later(self._finish, name, _done_words(done))

    def _finish(self, name: str | None, said: str) -> None:
        """Say what was done about a source; None: nothing was, as it was refused."""
        self._busy = False
        self.waiting = {other: summary for other, summary in self.waiting.items() if other != name}
        self.host.renew_screens()
        self.host.say(said, warning=name is None)


def _is_other(before: Summary, now: Summary) -> bool:
    """Whether the numbers in the question are others, and not only because more cards were learned meanwhile."""
    return before.question != now.question and _cards(before) != _cards(now)


def _cards(summary: Summary) -> tuple[int, int]:
    """The numbers of cards at risk, learned or not."""
    return summary.stopped.cards if summary.stopped is not None else 0, summary.withheld_cards


def _done_words(done: Summary) -> str:
    parts = []
    if done.unsure:
        kept = counted(done.unsure, "card waits with a new one", "cards wait with new ones")
        parts.append(f"{kept}: you will be asked")
    if done.orphaned:
        parts.append(f"{counted(done.orphaned, 'card')} set aside")
    return f"{'; '.join(parts) or 'No card lost its place'}."
