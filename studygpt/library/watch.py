"""Read notes again when they are saved during a session: a thread checks their files every second.

Checking works everywhere. File events would not report changes on network drives, in containers or by a program that
syncs files between devices. A check of 4,000 notes takes about 30 ms.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from studygpt.backup.crash_report import unexpected
from studygpt.errors import StudyError
from studygpt.library.library import Library
from studygpt.store.sources import Source
from studygpt.sync import Summary
from studygpt.text import counted

_PAUSE = 1.0
_SHARE = 4
"""The minimum ratio of the pause to the duration of a check, so that checking a large vault takes little time."""


class NoteWatcher:
    """A context manager. Inside it, notes are read again within about two seconds of being saved."""

    def __init__(
        self,
        library: Library,
        reported: set[str],
        changed: Callable[[str], None],
        failed: Callable[[str], None],
        *,
        asks: Callable[[dict[str, Summary]], None] | None = None,
        at_once: bool = False,
    ) -> None:
        """Set up the watcher; its thread starts when the context is entered.

        The thread calls `changed` with a summary of what was read, and `failed` with each problem that is not in
        `reported` yet. It calls `asks` with all the syncs that wait for a person's answer, by the names of their
        sources, each time that these are others; without `asks`, their warnings are problems. With `at_once`, the first
        check comes before the first pause.
        """
        self.library = library
        self._changed = changed
        self._failed = failed
        self._asks = asks
        self._asked: dict[str, Summary] = {}
        """The syncs that `asks` was called with last."""
        self._at_once = at_once
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="notes", daemon=True)
        self._reported = reported
        """The problems that were reported already, so that a missing folder is not reported every second."""

    def __enter__(self) -> NoteWatcher:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        spent = 0.0
        while not self._ended.wait(0 if self._at_once else max(_PAUSE, spent * _SHARE)):
            self._at_once = False
            began = time.monotonic()
            try:
                self._look()
            except StudyError as error:
                self._report_problem(str(error))
            except Exception as error:  # a defect must not end the thread, or no note would be read again
                self._report_problem(str(unexpected(error, "reading the notes again")))
            spent = time.monotonic() - began

    def _look(self) -> None:
        waiting = {}
        for source in self.library.sources():
            if source.enabled and not self._ended.is_set():
                summary = self._read(source)
                if summary is not None and summary.warning:
                    waiting[source.name] = summary
        if self._asks is not None and waiting != self._asked and not self._ended.is_set():
            self._asked = waiting
            self._asks(waiting)

    def _read(self, source: Source) -> Summary | None:
        """Read what changed in a source; return what was done, or if that failed, what waited for an answer before."""
        try:
            summary = self.library.sync_source(source)
        except StudyError as error:  # a missing folder must not keep the other sources from being read
            self._report_problem(str(error))
            return self._asked.get(source.name)
        self._report(summary)
        return summary

    def _report(self, summary: Summary) -> None:
        for problem in summary.problems:
            self._report_problem(str(problem))
        if summary.warning and self._asks is None:
            self._report_problem(summary.warning)
        if summary.read or summary.gone:  # even if no card changed: suggestions or questions may have
            self._changed(f"(read again: {_counts(summary)})")

    def _report_problem(self, sentence: str) -> None:
        if sentence not in self._reported:
            self._reported.add(sentence)
            self._failed(sentence)


def _counts(summary: Summary) -> str:
    edited = sum(change.what == "edited" for change in summary.changes)
    counts = {
        "new": summary.new,
        "changed": edited,
        "in doubt": summary.unsure,
        "moved": summary.moved,
        "without a note now": summary.orphaned,
    }
    changes = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    return changes or f"{counted(summary.read + summary.gone, 'note')} without a changed card"
