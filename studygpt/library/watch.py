"""Notes that are saved while somebody studies are read again, by a thread that looks at their files every second.

Looking works everywhere: file events do not come from network drives, from containers or from the other side of a
sync program. A look at 4,000 notes takes some 30 ms.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from studygpt.errors import StudyError
from studygpt.library.library import Library
from studygpt.sync import Summary

_PAUSE = 1.0
_SHARE = 4
"""Looking takes at most one part in so many of the time, however large the vault is."""


class NoteWatcher:
    """While its `with` lasts, notes are read again within two seconds of being saved."""

    def __init__(
        self,
        library: Library,
        said: set[str],
        changed: Callable[[str], None],
        told: Callable[[str], None],
        *,
        at_once: bool = False,
    ) -> None:
        """`changed` hears what was read, `told` what cannot be; both in the thread. `at_once`: look before waiting."""
        self.library = library
        self._changed = changed
        self._tell_problem = told
        self._at_once = at_once
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="notes", daemon=True)
        self._said = said
        """What was said already: a folder that is not there is not there every second."""

    def __enter__(self) -> NoteWatcher:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        spent = 0.0
        while not self._ended.wait(0 if self._at_once else max(_PAUSE, spent * _SHARE)):
            self._at_once = False
            began = time.monotonic()
            try:
                for source in self.library.sources():
                    if source.enabled and not self._ended.is_set():
                        self._tell(self.library.sync_source(source))
            except StudyError as error:
                self._once(str(error))
            spent = time.monotonic() - began

    def _tell(self, summary: Summary) -> None:
        for problem in summary.problems:
            self._once(str(problem))
        if summary.read or summary.gone:  # also where no card changed: suggestions, questions, words between may have
            self._changed(f"(read again: {_counts(summary)})")

    def _once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._tell_problem(sentence)


def _counts(summary: Summary) -> str:
    edited = sum(change.what == "edited" for change in summary.changes)
    counts = {"new": summary.new, "changed": edited, "moved": summary.moved, "without a note now": summary.orphaned}
    notes = summary.read + summary.gone
    told = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    return told or f"{notes} note{'' if notes == 1 else 's'} without a changed card"
