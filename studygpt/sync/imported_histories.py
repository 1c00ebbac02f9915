"""Turn the histories of other programs into rows of the log, once for each card, when it is first seen."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from studygpt.model import Act, LogRow, Memory, Moment, State, memory_to_json
from studygpt.notes.plugin_history import History, PluginMemory
from studygpt.schedule.days import day_start, study_day
from studygpt.schedule.memory import Scheduler
from studygpt.settings import Settings
from studygpt.store import log

_ID_BITS = 20


class HistoryImporter:
    """Turns histories into rows of the log and into memories, for one sync."""

    def __init__(self, now: Moment, settings: Settings, parameters: tuple[float, ...] | None) -> None:
        self.now = now
        self.settings = settings
        self.scheduler = Scheduler(settings, parameters)
        self.given: set[int] = set()
        """The ids that were given to rows so far."""

    def convert(self, card: str, history: History) -> tuple[list[LogRow], Memory]:
        """Return the rows that tell a card's history, and the memory that they lead to."""
        rows, memory = [], Memory()
        for review in history.reviews:
            now = Moment(review.at, self.now.utc_offset)
            rows.append(self._row(card, now, Act.GRADE, str(int(review.rating)), memory))
            memory = self.scheduler.outcomes(card, memory, now)[review.rating].memory
        if history.standing is not None:
            imported = self._memory(history.standing, memory if history.reviews else None)
            last = history.reviews[-1].at + 1 if history.reviews else self._on(card, history.standing.last_day)
            rows.append(
                self._row(card, Moment(last, self.now.utc_offset), Act.IMPORT, memory_to_json(imported), memory)
            )
            memory = imported
        return rows, memory

    def _memory(self, standing: PluginMemory, replayed: Memory | None) -> Memory:
        """Return the memory of a card from its state in another program; the due day there is kept."""
        due_at = day_start(standing.due_day, self.now.utc_offset, self.settings.day_starts_at)
        imported = Memory(
            state=standing.state,
            due_at=due_at,
            due_day=standing.due_day,
            stability=standing.stability,
            difficulty=standing.difficulty,
            last_day=standing.last_day,
            reps=standing.reps,
            lapses=standing.lapses,
        )
        if replayed is not None:  # FSRS itself has seen every review
            return replace(replayed, state=standing.state, step=0, due_at=due_at, due_day=standing.due_day)
        if standing.ease is not None:
            interval = max(1, standing.due_day - standing.last_day)
            state = self.scheduler.engine.memory_state_from_sm2(max(1.3, standing.ease), float(interval), 0.9)
            return replace(imported, stability=state.stability, difficulty=state.difficulty)
        if standing.stability is None or standing.difficulty is None:
            return replace(imported, state=State.NEW, due_at=None, due_day=None, last_day=None, reps=0)
        return imported

    def _on(self, card: str, day: int) -> int:
        """Return an instant (ms) for a review of which only the day is known: between noon and one, varied by card."""
        return day_start(day, self.now.utc_offset, 12) + _digest(card) % 3_600_000

    def _row(self, card: str, now: Moment, act: Act, value: str, before: Memory) -> LogRow:
        row_id = self._id(card, now.at, act)
        return LogRow(
            id=row_id,
            clock=row_id,
            device=log.OTHER_PROGRAM,
            card=card,
            at=now.at,
            utc_offset=now.utc_offset,
            study_day=study_day(now, self.settings.day_starts_at),
            duration_ms=0,
            act=act,
            value=value,
            state_before=before.state.value,
            due_given=None,
        )

    def _id(self, card: str, at: int, act: Act) -> int:
        """Return an id for a row: the same on every device."""
        wanted = (max(at, 0) << _ID_BITS) | _digest(f"{card} {at} {act}") % (1 << _ID_BITS)
        while wanted in self.given:
            wanted += 1
        self.given.add(wanted)
        return wanted


def _digest(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")
