"""Progress, counted by the database: each statement is one pass over the log or over the cards in play.

What SQLite takes longest over is sorting, and reading JSON; so one grouping holds several figures at once, and whoever
wants one of them adds up the rest (`studygpt.stats`).
"""

from __future__ import annotations

from collections.abc import Mapping
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
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from studygpt.model import Act, State
from studygpt.query import Has
from studygpt.schedule.recall import DECAY, factor_of
from studygpt.store.counts import (
    BINS,
    DAY_EDGES,
    KINDS,
    MATURE_DAYS,
    CardCount,
    Day,
    Graded,
    Leech,
    Members,
    ReviewTotals,
)
from studygpt.store.log import OTHER_PROGRAM, not_undone_by_scan
from studygpt.store.rows import STEP_STATES
from studygpt.store.search import where
from studygpt.store.tables import card_concepts, cards, concept_requires, concepts, log, memory, notes, sources

_LONGEST_MS = 60_000
"""Who takes longer for a card was away."""
_FLOOR = 1e-9
"""What came although it was held impossible surprises no more than this."""


class kept(GenericFunction[float]):  # noqa: N801 - it is called as SQL's functions are
    """A value of a memory that the log keeps as JSON, by its place in there (`model.packed`)."""

    type = Float()
    inherit_cache = True


@compiles(kept)
def _kept(element: Any, compiler: Any, **more: Any) -> str:
    column, place = (compiler.process(clause, **more) for clause in element.clauses)
    return f"CAST(CAST({column} AS JSON) ->> {place} AS FLOAT)"


@compiles(kept, "sqlite")
def _kept_in_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    column, place = (compiler.process(clause, **more) for clause in element.clauses)
    return f"json_extract({column}, '$[{place}]')"


_STABILITY, _DUE_DAY, _LAST_DAY = 4, 3, 6
"""Places in `Memory`."""
_NO_HOUR = 24

# ---------------------------------------------------------------------- the log


def graded_days(connection: Connection, concept: int | None = None) -> list[Day]:
    """The study days on which something was graded here, oldest first."""
    query = (
        select(log.c.study_day, func.count(), func.sum(_spent()))
        .where(*_grades(concept), log.c.device != OTHER_PROGRAM)
        .group_by(log.c.study_day)
        .order_by(log.c.study_day)
    )
    return [Day(int(row[0]), int(row[1]), int(row[2] or 0)) for row in connection.execute(query)]


def grades(connection: Connection, concept: int | None = None, decay: float = DECAY, since: int = 0) -> list[Graded]:
    """All grades in classes that differ in kind, value, hour and in the recall that had been predicted.

    `since`: the id after which the parameters of that `decay` hold; what others predicted is not told.
    """
    last, stability = _kept_number(_LAST_DAY), _kept_number(_STABILITY)
    elapsed = log.c.study_day - last
    predicted = and_(log.c.id > since, elapsed > 0) if since else elapsed > 0
    rows = (
        select(
            log.c.state_before.label("state"),
            as_type(log.c.value, Integer).label("grade"),
            case(
                (log.c.device == OTHER_PROGRAM, _NO_HOUR),
                else_=(log.c.at // 1000 + log.c.utc_offset) // 3600 % _NO_HOUR,
            ).label("hour"),
            (_kept_number(_DUE_DAY) - last).label("interval"),
            case((predicted, _recall(elapsed, func.nullif(stability, 0), decay))).label("recall"),
        )
        .where(*_grades(concept))
        .cte("graded")
        .prefix_with("MATERIALIZED")  # else each value is worked out, and read from JSON, wherever it is named
    )
    kind = case(
        (rows.c.state == State.NEW.value, KINDS.index("new")),
        (rows.c.state != State.REVIEW.value, KINDS.index("learning")),
        (rows.c.interval >= MATURE_DAYS, KINDS.index("mature")),
        (rows.c.interval.is_not(None), KINDS.index("young")),
        else_=KINDS.index("brought"),
    )
    recall = rows.c.recall
    came = case((rows.c.grade > 1, recall), else_=1 - recall)
    bin_ = func.coalesce(_bin(recall), BINS)
    packed = ((kind * 5 + rows.c.grade) * (_NO_HOUR + 1) + rows.c.hour) * (BINS + 1) + bin_
    query = select(
        packed.label("packed"),
        func.count(),
        func.sum(recall),
        func.sum(recall * recall),
        func.sum(-func.ln(case((came < _FLOOR, _FLOOR), else_=came))),
    ).group_by("packed")
    return [_graded(*row) for row in connection.execute(query.select_from(rows))]


def _graded(packed: int, reviews: int, *sums: float | None) -> Graded:
    rest, bin_ = divmod(int(packed), BINS + 1)
    rest, hour = divmod(rest, _NO_HOUR + 1)
    kind, grade = divmod(rest, 5)
    predicted, squares, surprise = (float(each or 0.0) for each in sums)
    where_to = None if bin_ == BINS else bin_
    return Graded(
        KINDS[kind], grade, None if hour == _NO_HOUR else hour, where_to, reviews, predicted, squares, surprise
    )


def review_totals(
    connection: Connection, concept: int | None = None
) -> tuple[dict[str, ReviewTotals], dict[str, ReviewTotals]]:
    """What the log tells of each concept and of each deck, of the cards that are in play."""
    review = log.c.state_before == State.REVIEW.value
    of_card = (
        select(
            log.c.card,
            func.count().label("grades"),
            func.sum(_one(review)).label("reviews"),
            func.sum(_one(and_(review, log.c.value != "1"))).label("passed"),
            func.sum(_spent()).label("spent"),
        )
        .where(*_grades(concept))
        .group_by(log.c.card.concat(""))  # not by the index: that would look up each row of a large log by itself
        .cte("of_card")
    )
    sums = [func.sum(of_card.c[name]) for name in ("grades", "reviews", "passed", "spent")]

    def among(name: ColumnElement[str], is_concept: bool) -> Select[Any]:
        columns: list[Any] = [literal(is_concept, Boolean), name, *sums]
        query = _in_play(select(*columns).select_from(of_card), of_card.c.card)
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
    return _in_play(ids, card_concepts.c.card)


def _spent() -> ColumnElement[int]:
    return case((log.c.duration_ms > _LONGEST_MS, _LONGEST_MS), else_=log.c.duration_ms)


# ---------------------------------------------------------------------- the cards


def standings(connection: Connection, today: int, concept: int | None = None, decay: float = DECAY) -> list[CardCount]:
    """The cards in play, in classes."""
    recall = _recall_on(today, decay)
    begun = memory.c.state != State.NEW.value
    interval = memory.c.due_day - memory.c.last_day
    rows = select(
        memory.c.state,
        memory.c.suspended,
        as_type(func.trunc(memory.c.difficulty), Integer).label("difficulty"),
        recall.label("recall"),
        memory.c.stability,
        _class(memory.c.stability).label("stable"),
        case((begun, _class(interval))).label("interval"),
        memory.c.lapses,
    ).select_from(memory)
    cards_now = _scoped(_in_play(rows, memory.c.card), concept).cte("cards_now").prefix_with("MATERIALIZED")
    groups: list[ColumnElement[Any]] = [cards_now.c[name] for name in ("state", "suspended", "difficulty")]
    groups += [_bin(cards_now.c.recall), cards_now.c.stable, cards_now.c.interval]
    query = select(
        *groups,
        func.count(),
        func.sum(cards_now.c.recall),
        func.sum(cards_now.c.stability),
        func.sum(cards_now.c.lapses),
    ).group_by(*groups)
    return [
        CardCount(*row[:7], float(row[7] or 0), float(row[8] or 0), int(row[9] or 0))
        for row in connection.execute(query)
    ]


def due_days(connection: Connection, until: int, concept: int | None = None) -> dict[int, int]:
    """How many cards are due on each study day, or have been since then."""
    query = select(memory.c.due_day, func.count()).where(
        memory.c.due_day <= until, memory.c.state != State.NEW.value, ~memory.c.suspended
    )
    query = _scoped(_in_play(query, memory.c.card), concept).group_by(memory.c.due_day)
    return {int(row[0]): int(row[1]) for row in connection.execute(query)}


def members(connection: Connection, today: int, decay: float = DECAY) -> list[Members]:
    """The cards of each concept. Suspended ones count among those that one has, and among those begun."""
    state, playing = memory.c.state, ~memory.c.suspended
    known = state == State.REVIEW.value
    query = (
        _in_play(
            select(
                concepts.c.name,
                func.sum(_one(and_(playing, state == State.NEW.value))),
                func.sum(_one(and_(playing, state.in_(STEP_STATES)))),
                func.sum(_one(and_(playing, known))),
                func.sum(_one(memory.c.suspended)),
                func.sum(_one(and_(playing, state != State.NEW.value, memory.c.due_day <= today))),
                func.count(memory.c.stability),
                func.sum(_recall_on(today, decay)),
                func.sum(memory.c.stability),
                func.sum(memory.c.lapses),
            )
            .select_from(card_concepts)
            .join(memory, memory.c.card == card_concepts.c.card)
            .join(concepts, concepts.c.pk == card_concepts.c.concept),
            memory.c.card,
        )
        .group_by(concepts.c.name)
        .order_by(concepts.c.name)
    )
    return [Members._make((row[0], *(each or 0 for each in row[1:]))) for row in connection.execute(query)]


def leeches(connection: Connection, today: int, at_most: int, concept: int | None = None) -> tuple[int, list[Leech]]:
    """How many cards are forgotten again and again, as `is:leech` has it, and those with most lapses."""
    columns = (cards.c.id, cards.c.front, memory.c.lapses, memory.c.suspended)
    query = _in_play(select(*columns).select_from(memory), memory.c.card).where(where(Has("is", "leech"), today))
    query = _scoped(query, concept)
    many = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    first = query.order_by(memory.c.lapses.desc(), cards.c.id).limit(at_most)
    return int(many), [Leech(*row) for row in connection.execute(first)]


def _scoped(query: Select[Any], concept: int | None) -> Select[Any]:
    if concept is None:
        return query
    return query.where(memory.c.card.in_(select(card_concepts.c.card).where(card_concepts.c.concept == concept)))


def _in_play(query: Select[Any], card: ColumnElement[str]) -> Select[Any]:
    """Cards that a note of an enabled source holds."""
    return (
        query.join(cards, cards.c.id == card)
        .join(sources, sources.c.pk == cards.c.source)
        .where(cards.c.orphaned_at.is_(None), cards.c.suggestion.is_(None), sources.c.enabled)
    )


# ---------------------------------------------------------------------- concepts


def concept_keys(connection: Connection) -> Mapping[str, int]:
    return {row.name: row.pk for row in connection.execute(select(concepts.c.name, concepts.c.pk))}


def requirements(connection: Connection) -> dict[str, set[str]]:
    """Which concepts each one needs first, as notes of enabled sources say."""
    needed = concepts.alias("needed")
    query = (
        select(concepts.c.name, needed.c.name)
        .join_from(concept_requires, concepts, concepts.c.pk == concept_requires.c.concept)
        .join(needed, needed.c.pk == concept_requires.c.requires)
        .join(notes, notes.c.pk == concept_requires.c.note)
        .join(sources, sources.c.pk == notes.c.source)
        .where(sources.c.enabled)
    )
    found: dict[str, set[str]] = {}
    for concept, requires in connection.execute(query):
        found.setdefault(concept, set()).add(requires)
    return found


def exercises(connection: Connection) -> list[tuple[str, str]]:
    """Concepts with the exercises of their cards, each list of names as the cards keep it (JSON)."""
    query = select(concepts.c.name, cards.c.exercises).select_from(card_concepts)
    query = query.join(concepts, concepts.c.pk == card_concepts.c.concept)
    query = _in_play(query, card_concepts.c.card).where(cards.c.exercises != "[]").distinct()
    return [(row[0], row[1]) for row in connection.execute(query)]


# ---------------------------------------------------------------------- pieces


def _recall_on(today: int, decay: float) -> ColumnElement[float]:
    """The chance of recall now; null of a card that was not begun."""
    elapsed = today - memory.c.last_day
    passed = case((elapsed > 0, elapsed), else_=0)
    return case((and_(memory.c.stability > 0, elapsed.is_not(None)), _recall(passed, memory.c.stability, decay)))


def _recall(elapsed: Any, stability: Any, decay: float) -> ColumnElement[float]:
    """FSRS's curve, as `schedule.recall` has it."""
    return type_coerce(func.power(1 + factor_of(decay) * elapsed / stability, decay), Float)


def _bin(recall: ColumnElement[float]) -> ColumnElement[int]:
    """Which twentieth; certainty is of the last."""
    at = as_type(func.trunc(recall * BINS), Integer)
    return case((at >= BINS, BINS - 1), else_=at)


def _class(days: Any) -> ColumnElement[int]:
    """Which class of `DAY_EDGES`."""
    ladder = [(days < edge, at) for at, edge in enumerate(DAY_EDGES)]
    return case((days.is_(None), null()), *ladder, else_=len(DAY_EDGES))


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _kept_number(place: int) -> ColumnElement[float]:
    """Of what a card's memory was before a grade."""
    return kept(log.c.memory_before, literal_column(str(place)))
