"""Write acts on cards into the log, and take them back: one act or a hundred thousand, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.model import Act, LogRow, Memory, Moment
from studygpt.progress import Progress, unwatched
from studygpt.store import card_histories, learned, log, parameters
from studygpt.store.bulk import AT_ONCE, chunks

if TYPE_CHECKING:
    from sqlalchemy import Connection

MarkValue = bool | int | str | None
"""The value of a mark on a card: suspended, buried, flagged, tagged."""

SPREAD = "over "
"""The prefix of a log value that marks acts which were done together, and are undone together."""
LEECH_VALUES = ("+leech", "leech")
"""The values of the two acts that follow when a card becomes a leech: its tag, and the reason for suspending it."""


SHOWN_AGAIN = "decided"
"""The value of the day that a card gets with the decision that it is the same card; the two are undone together."""


class ActResult(NamedTuple):
    """What an act does to one card."""

    memory: Memory
    value: str = ""
    due_given: int | None = None


class ActLog:
    """Writes acts into the log and changes the memories of their cards, in one transaction."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def do(
        self,
        connection: Connection,
        now: Moment,
        act: Act,
        cards: Sequence[str],
        change: Callable[[str, Memory], ActResult],
        watch: Progress = unwatched,
        **marks: MarkValue,
    ) -> list[LogRow]:
        """Log an act for each card and write its changed memory; return the rows.

        `marks`: columns of `memory` that all of them get.
        """
        done, rows = 0, []
        watch(done, len(cards))
        for some in chunks(cards):
            before = log.read_memories(connection, some)
            changes = {card: change(card, memory) for card, memory in before.items()}
            rows += log.append_with_new_ids(
                connection, [self.row(now, act, card, before[card], changes[card]) for card in some if card in before]
            )
            marks_of: dict[str, Mapping[str, object]] = {}  # in the form that `log.marks` returns
            if act is Act.TAG:
                known = log.rows_of_all(connection, some)
                marks_of = {card: {"tags": log.marks(known[card])["tags"]} for card in some}
            written = [(card, changed.memory, marks_of.get(card, marks)) for card, changed in changes.items()]
            log.write_memories(connection, written)
            done += len(some)
            watch(done, len(cards))
        return rows

    def take_back(self, connection: Connection, acts: int, watch: Progress = unwatched) -> list[list[LogRow]]:
        """Undo that many acts of this device, the last first, all of them or none.

        Returns the rows of each act, the last one first.
        """
        now = self.context.clock()
        watch(0, acts)
        taken = []
        for found in _last(log.last_rows(connection, self.context.device), acts):
            taken.append(found)
            if len(taken) % AT_ONCE == 0:  # the person can stop it here too
                watch(0, acts)
        if sum(counts for _, counts in taken) < acts:
            raise StudyError("there is nothing to undo")
        before = log.read_memories(connection, list(dict.fromkeys(row.card for row, _ in taken)))
        after = dict(before)
        for done, some in enumerate(chunks(taken)):
            watch(done * AT_ONCE, len(taken))
            undoing = []
            for row, _ in some:
                memory = after.get(row.card, Memory())
                undoing.append(self.row(now, Act.UNDO, row.card, memory, ActResult(memory, str(row.id))))
                if row.card in after and row.memory_before is not None:
                    after[row.card] = row.memory_before
            log.append_with_new_ids(connection, undoing)
        learned.take_back(connection, [row for row, _ in taken], now.at)
        for done, cards in enumerate(chunks([*after])):
            watch(done * AT_ONCE, len(after))
            known = log.rows_of_all(connection, cards)
            log.write_memories(connection, [(card, after[card], log.marks(known[card])) for card in cards])
        self._replay(connection, [row for row, _ in taken if row.memory_before is not None])
        undone: list[list[LogRow]] = [[]]
        for row, ends_act in taken:
            undone[-1].append(row)
            if ends_act:
                undone.append([])
        return undone[:-1]

    def _replay(self, connection: Connection, undone: Sequence[LogRow]) -> None:
        """Replay the log of cards whose memory from before the act, which is stored, may not be the present one.

        Something was done to the card on another device too, or the parameters were fitted anew.
        """
        first = {row.card: row for row in undone}  # the last one undone is the first of its card
        fitted = parameters.curve(connection).since
        # On a server a grade is stored after it was given: others may have come before it, of which it knew nothing.
        late = self.context.outbox is not None
        later = {card for card, row in first.items() if late or row.clock <= fitted}
        for some in chunks([card for card in first if card not in later]):
            known = {card: (first[card].clock, (first[card].memory_before or Memory()).reps) for card in some}
            later |= card_histories.with_unknown_acts(connection, known)
        if later:
            from studygpt.schedule.memory import Scheduler  # only here: it takes 30 ms to load

            scheduler = Scheduler(self.context.settings, parameters.read(connection))
            card_histories.rebuild(connection, scheduler, later)

    def row(
        self,
        now: Moment,
        act: Act,
        card: str,
        before: Memory,
        change: ActResult,
        duration_ms: int = 0,
        day: int | None = None,
    ) -> LogRow:
        """A row of the log. `day`: the study day of the act, if that is not the present one."""
        return LogRow(
            id=0,
            device=self.context.device,
            card=card,
            at=now.at,
            utc_offset=now.utc_offset,
            study_day=self.context.today(now) if day is None else day,
            duration_ms=duration_ms,
            act=act,
            value=change.value,
            state_before=before.state.value,
            due_given=change.due_given,
            memory_before=before if act in _CHANGES_MEMORY else None,
        )


_CHANGES_MEMORY = frozenset({Act.GRADE, Act.RESET, Act.SET_DUE})
"""Acts whose rows keep the memory from before, so that an undo can restore it."""


def _last(rows: Iterator[LogRow], acts: int) -> Iterator[tuple[LogRow, bool]]:
    """The rows of the last acts, the last one first; False for a row that is undone together with the next."""
    following = next(rows, None)
    while following is not None and acts > 0:
        row, following = following, next(rows, None)
        # The acts of a leech belong to the grade before them; cards that were spread over days were spread together.
        goes_on = following is not None and (
            row.value in (*LEECH_VALUES, SHOWN_AGAIN)
            or (row.value.startswith(SPREAD) and following.value == row.value)
            or (row.act is following.act is Act.DECIDE and row.at == following.at)
        )
        yield row, not goes_on
        acts -= not goes_on
