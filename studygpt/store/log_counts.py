"""Counts from the log: each statement is one pass over it.

SQLite takes longest over sorting and over reading JSON, so one grouping holds several figures at once, and
`studygpt.stats` adds up those that a single figure needs.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast as as_type,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from studygpt.model import Act, State
from studygpt.schedule.recall import DECAY
from studygpt.store.count_sql import chance_of_recall, count_if, in_play, recall_bin
from studygpt.store.counts import BINS, KINDS, MATURE_DAYS, Day, GradeCount, ReviewTotals
from studygpt.store.log import OTHER_PROGRAM, not_undone_by_scan
from studygpt.store.tables import card_concepts, cards, concepts, log

_LONGEST_MS = 60_000
"""The longest time that counts for one card: whoever took longer was away."""
_FLOOR = 1e-9
"""The lower bound of a predicted chance, so that the log loss of a surprise stays finite."""


class memory_value(GenericFunction[float]):  # noqa: N801 - it is called as SQL's functions are
    """One value of a memory that the log stores as a list in JSON (`model.packed`), by its place in the list."""

    type = Float()
    inherit_cache = True


@compiles(memory_value)
def _memory_value(element: memory_value, compiler: SQLCompiler, **more: Any) -> str:  # Any: SQLAlchemy's own options
    column, place = (compiler.process(clause, **more) for clause in element.clauses)
    return f"CAST(CAST({column} AS JSON) ->> {place} AS FLOAT)"


@compiles(memory_value, "sqlite")
def _memory_value_in_sqlite(element: memory_value, compiler: SQLCompiler, **more: Any) -> str:
    column, place = (compiler.process(clause, **more) for clause in element.clauses)
    return f"json_extract({column}, '$[{place}]')"


_STABILITY, _DUE_DAY, _LAST_DAY = 4, 3, 6
"""Places of values in a stored `Memory`."""
_NO_HOUR = 24


def graded_days(connection: Connection, concept: int | None = None) -> list[Day]:
    """Return the study days on which something was graded in this program, oldest first."""
    query = (
        select(log.c.study_day, func.count(), func.sum(_spent()))
        .where(*_grades(concept), log.c.device != OTHER_PROGRAM)
        .group_by(log.c.study_day)
        .order_by(log.c.study_day)
    )
    return [Day(int(row[0]), int(row[1]), int(row[2] or 0)) for row in connection.execute(query)]


def grades(
    connection: Connection, concept: int | None = None, decay: float = DECAY, since: int = 0
) -> list[GradeCount]:
    """Count all grades, grouped by kind of card, grade, hour and the recall that had been predicted.

    `since` is the clock of the log after which the parameters with this `decay` hold; earlier predictions are left out.
    """
    last, stability = _value_before(_LAST_DAY), _value_before(_STABILITY)
    elapsed = log.c.study_day - last
    predicted = and_(log.c.clock > since, elapsed > 0) if since else elapsed > 0
    rows = (
        select(
            log.c.state_before.label("state"),
            as_type(log.c.value, Integer).label("grade"),
            case(
                (log.c.device == OTHER_PROGRAM, _NO_HOUR),
                else_=(log.c.at // 1000 + log.c.utc_offset) // 3600 % _NO_HOUR,
            ).label("hour"),
            (_value_before(_DUE_DAY) - last).label("interval"),
            case((predicted, chance_of_recall(elapsed, func.nullif(stability, 0), decay))).label("recall"),
        )
        .where(*_grades(concept))
        .cte("graded")
        .prefix_with("MATERIALIZED")  # else JSON is read again wherever a value is named
    )
    kind = case(
        (rows.c.state == State.NEW.value, KINDS.index("new")),
        (rows.c.state != State.REVIEW.value, KINDS.index("learning")),
        (rows.c.interval >= MATURE_DAYS, KINDS.index("mature")),
        (rows.c.interval.is_not(None), KINDS.index("young")),
        else_=KINDS.index("brought"),
    )
    recall = rows.c.recall
    chance = case((rows.c.grade > 1, recall), else_=1 - recall)
    bin_ = func.coalesce(recall_bin(recall), BINS)
    packed = ((kind * 5 + rows.c.grade) * (_NO_HOUR + 1) + rows.c.hour) * (BINS + 1) + bin_
    query = select(
        packed.label("packed"),
        func.count(),
        func.sum(recall),
        func.sum(recall * recall),
        func.sum(-func.ln(case((chance < _FLOOR, _FLOOR), else_=chance))),
    ).group_by("packed")
    return [_graded(*row) for row in connection.execute(query.select_from(rows))]


def _graded(packed: int, reviews: int, *sums: float | None) -> GradeCount:
    rest, bin_ = divmod(int(packed), BINS + 1)
    rest, hour = divmod(rest, _NO_HOUR + 1)
    kind, grade = divmod(rest, 5)
    predicted, squares, surprise = (float(each or 0.0) for each in sums)
    return GradeCount(
        KINDS[kind],
        grade,
        None if hour == _NO_HOUR else hour,
        None if bin_ == BINS else bin_,
        reviews,
        predicted,
        squares,
        surprise,
    )


def review_totals(
    connection: Connection, concept: int | None = None
) -> tuple[dict[str, ReviewTotals], dict[str, ReviewTotals]]:
    """Return the totals of each concept, and those of each deck, of the cards in play."""
    review = log.c.state_before == State.REVIEW.value
    # Not by the index: that would look up each row of a large log by itself.
    card = log.c.card.concat(literal_column("''"))
    of_card = (
        select(
            card.label("card"),
            func.count().label("grades"),
            func.sum(count_if(review)).label("reviews"),
            func.sum(count_if(and_(review, log.c.value != "1"))).label("passed"),
            func.sum(_spent()).label("spent"),
        )
        .where(*_grades(concept))
        .group_by(card)
        .cte("of_card")
    )
    sums = [func.sum(of_card.c[name]) for name in ("grades", "reviews", "passed", "spent")]

    def among(name: ColumnElement[str], is_concept: bool) -> Select[Any]:
        columns: list[Any] = [literal(is_concept, Boolean), name, *sums]
        query = in_play(select(*columns).select_from(of_card), of_card.c.card)
        return query.group_by(name)

    by_concept = among(concepts.c.name, True).join(card_concepts, card_concepts.c.card == of_card.c.card)
    by_concept = by_concept.join(concepts, concepts.c.pk == card_concepts.c.concept)
    of: dict[bool, dict[str, ReviewTotals]] = {True: {}, False: {}}
    for row in connection.execute(union_all(by_concept, among(cards.c.deck, False))):
        of[bool(row[0])][row[1]] = ReviewTotals(*(int(each or 0) for each in row[2:]))
    return of[True], of[False]


def _grades(concept: int | None) -> tuple[ColumnElement[bool], ...]:
    graded = (log.c.act == Act.GRADE.value, not_undone_by_scan())
    return graded if concept is None else (*graded, log.c.card.in_(_cards_of(concept)))


def _cards_of(concept: int) -> Select[Any]:
    ids = select(card_concepts.c.card).where(card_concepts.c.concept == concept)
    return in_play(ids, card_concepts.c.card)


def _spent() -> ColumnElement[int]:
    return case((log.c.duration_ms > _LONGEST_MS, _LONGEST_MS), else_=log.c.duration_ms)


def _value_before(place: int) -> ColumnElement[float]:
    """Return a value of the memory that a card had before a grade."""
    return memory_value(log.c.memory_before, literal_column(str(place)))
