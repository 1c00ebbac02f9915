"""Histories that come along: what another program knew of a card is taken over once, when the card is first seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Connection

from studygpt.model import Act, LogRow, Memory, Moment, Problem, State, packed
from studygpt.notes.plugin_history import History, PluginMemory
from studygpt.notes.plugin_schedule import NoHistory, read_memory_file, read_schedule
from studygpt.notes.vault import find_vault
from studygpt.schedule.days import day_start, study_day
from studygpt.schedule.memory import Scheduler
from studygpt.settings import Settings
from studygpt.store import log
from studygpt.store.notes import Placed

_MEMORY_FOLDER = Path("SR/memory")
_ID_BITS = 20


class Histories:
    def __init__(self, root: Path, now: Moment, settings: Settings, parameters: tuple[float, ...] | None) -> None:
        folder = find_vault(root) / _MEMORY_FOLDER
        self.folder = folder if folder.is_dir() else None
        self.now = now
        self.settings = settings
        self.scheduler = Scheduler(settings, parameters)
        self.problems: list[Problem] = []
        self.given: set[int] = set()

    def bring(self, connection: Connection, cards: Sequence[Placed]) -> int:
        """Write down what is known of these cards, which nobody has graded here; how many that were."""
        brought = 0
        for placed in cards:
            try:
                history = self._of(placed)
            except NoHistory as error:
                self.problems.append(Problem(placed.note.path, placed.draft.line_start, f"no history: {error}"))
                continue
            if history is None or not (history.reviews or history.standing):
                continue
            rows, memory = self._lived(placed.id, history)
            log.append_missing(connection, rows)
            log.write_memory(connection, placed.id, memory)
            brought += 1
        return brought

    def _of(self, placed: Placed) -> History | None:
        draft = placed.draft
        if draft.schedule:
            return History(standing=read_schedule(draft.schedule))
        if self.folder is None or draft.source_id is None or draft.dialect != "srai":
            return None
        file = self.folder / f"{draft.source_id}.md"
        try:
            return read_memory_file(file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise NoHistory(f"{_MEMORY_FOLDER}/{draft.source_id}.md cannot be read") from error
        except NoHistory as error:
            raise NoHistory(f"{_MEMORY_FOLDER}/{draft.source_id}.md: {error}") from error

    def _lived(self, card: str, history: History) -> tuple[list[LogRow], Memory]:
        """The rows that tell it, and the memory that they lead to."""
        rows, memory = [], Memory()
        for review in history.reviews:
            now = Moment(review.at, self.now.utc_offset)
            rows.append(self._row(card, now, Act.GRADE, str(int(review.rating)), memory))
            memory = self.scheduler.outcomes(card, memory, now)[review.rating].memory
        if history.standing is not None:
            stands = self._memory(history.standing, memory if history.reviews else None)
            last = history.reviews[-1].at + 1 if history.reviews else self._on(card, history.standing.last_day)
            rows.append(self._row(card, Moment(last, self.now.utc_offset), Act.IMPORT, packed(stands), memory))
            memory = stands
        return rows, memory

    def _memory(self, standing: PluginMemory, replayed: Memory | None) -> Memory:
        """The memory of a card that stands so in another plan: its due day is kept."""
        due_at = day_start(standing.due_day, self.now.utc_offset, self.settings.day_starts_at)
        placed = Memory(
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
            return replace(placed, stability=state.stability, difficulty=state.difficulty)
        if standing.stability is None or standing.difficulty is None:
            return replace(placed, state=State.NEW, due_at=None, due_day=None, last_day=None, reps=0)
        return placed

    def _on(self, card: str, day: int) -> int:
        """Some moment of a day, where only the day is known: between noon and one, each card at its own."""
        return day_start(day, self.now.utc_offset, 12) + _digest(card) % 3_600_000

    def _row(self, card: str, now: Moment, act: Act, value: str, before: Memory) -> LogRow:
        return LogRow(
            id=self._id(card, now.at, act),
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
        """An id that two devices give alike."""
        wanted = (max(at, 0) << _ID_BITS) | _digest(f"{card} {at} {act}") % (1 << _ID_BITS)
        while wanted in self.given:
            wanted += 1
        self.given.add(wanted)
        return wanted


def _digest(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")
