"""Figures as sections of sentences and charts, for the terminal, the screen and the HTML page alike. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from shlex import quote

from studygpt.charts.chart_types import (
    Bar,
    BarChart,
    Branch,
    CalibrationBin,
    CalibrationChart,
    Chart,
    ColumnChart,
    Section,
    Table,
    TreeChart,
    YearCalendar,
)
from studygpt.model import Card, Rating, State, Status, date_of_day
from studygpt.schedule.days import MINUTE_MS
from studygpt.schedule.recall import recall_on
from studygpt.stats.calibration import NEAR, SURELY, trust_sentence
from studygpt.stats.figures import Bucket, ConceptFigures, OverallFigures, Tally
from studygpt.stats.listing import iso_date
from studygpt.stats.streaks import MASTERY, WEEKS, calendar_weeks, weekday
from studygpt.store.counts import MATURE_DAYS
from studygpt.text import counted, joined

_SOON = 30
_DECKS = 12
_CARDS = 200
_FRONT = 40


def overall_sections(overall: OverallFigures) -> Iterator[Section]:
    """All sections about all cards, or about the cards of one concept."""
    yield _today(overall)
    if overall.days:
        yield _year(overall)
        yield _lately(overall)
    if overall.recall is not None:
        yield _forecast(overall)
    if overall.reviews:
        yield _retention(overall)
        yield _buttons(overall)
        yield _calibration(overall)
    if overall.recall is not None:
        yield from _memory(overall)
    if overall.days:
        yield _hours(overall)
    if overall.leeches_in_all:
        yield _leeches(overall)


def concepts_section(concepts: Sequence[ConceptFigures]) -> Section:
    """The tree of all concepts, each below one that it builds on."""
    return Section(
        "Concepts",
        (f"Mastery: {MASTERY}.",) if concepts else ("No concept has cards yet.",),
        (concepts_chart(concepts),),
    )


def concepts_chart(concepts: Sequence[ConceptFigures]) -> TreeChart:
    """The concepts as a tree with a row of figures each."""
    head = ("cards", "known", "new", "learning", "suspended", "recall", "retention", "stability", "lapses", "minutes")
    return TreeChart(
        head, "mastery", tuple(Branch(each.name, each.depth, each.mastery, _cells(each)) for each in concepts)
    )


def _cells(concept: ConceptFigures) -> tuple[str, ...]:
    of = concept.of
    return (
        *(f"{many:,}" for many in (of.cards, of.known, of.new, of.learning, of.suspended)),
        "-" if concept.recall is None else f"{concept.recall:.0%}",
        "-" if concept.retention.share is None else f"{concept.retention.share:.0%}",
        "-" if concept.stability is None else f"{concept.stability:,.0f} d",
        f"{of.lapses:,}",
        f"{concept.minutes:,.0f}",
    )


def concept_section(concept: ConceptFigures, next_steps: Sequence[str]) -> Section:
    """A concept in a few sentences."""
    words = [f"Mastery {concept.mastery:.0%}: {MASTERY}."]
    if concept.requires:
        words.append(f"Builds on {', '.join(concept.requires)}.")
    if concept.lived.grades:
        words.append(f"{counted(concept.lived.grades, 'review')} in {minutes(concept.minutes)}.")
    words += [_practice(each.slug, each.verdict or each.state, each.mistakes) for each in concept.exercises]
    words += [f"Next: {each}" for each in next_steps]
    return Section(concept.name, tuple(words))


def _practice(slug: str, stands: str, mistakes: Sequence[str]) -> str:
    made = f"; still made there: {', '.join(mistakes)}" if mistakes else ""
    return f"Exercise {slug}: {stands}{made}."


def percent(share: float | None) -> str:
    """A share as a percentage, such as `91.6%`; a dash if it is unknown."""
    return "-" if share is None else f"{share:.0%}" if share in (0, 1) else f"{share:.1%}"


def minutes(many: float) -> str:
    """A number of minutes as a duration, such as `4 h 10 min`."""
    hours, rest = divmod(round(many), 60)
    return f"{hours:,} h {rest} min" if hours else f"{rest} min"


def _today(overall: OverallFigures) -> Section:
    bars = BarChart(
        tuple(
            Bar(name, many, f"{many:,}")
            for name, many in (
                ("new", overall.new),
                ("learning", overall.learning),
                ("known", overall.known),
                ("suspended", overall.suspended),
            )
        )
    )
    if not overall.cards:
        return Section("Cards", ("There are none yet: `studygpt import FOLDER` takes in your notes.",))
    words = []
    if overall.recall is not None:
        words.append(
            f"Of those begun you would recall {percent(overall.recall)} now; on average recall falls to 90% after "
            f"{overall.stability:,.0f} days. {counted(overall.lapses, 'lapse')} so far."
        )
    else:
        words.append("None has been graded yet.")
    return Section(f"Cards: {overall.cards:,}", tuple(words), (bars,))


def _year(overall: OverallFigures) -> Section:
    counts = {day.day: day.grades for day in overall.days}
    streak = overall.streak
    run = counted(streak.days, "day") + (", today too" if streak.today else "") if streak.days else "none now"
    done = sum(counts.values())
    words = [
        f"Streak: {run}; the longest was {counted(overall.longest, 'day')}.",
        f"{counted(done, 'review')} on {counted(len(counts), 'day')} in {minutes(overall.minutes)}.",
    ]
    if overall.brought:
        words.append(
            f"{counted(overall.brought, 'review')} more came from another program: they count for retention, not here."
        )
    first = date_of_day(overall.today - weekday(overall.today) - 7 * (WEEKS - 1))
    shown = tuple(tuple(week) for week in calendar_weeks(counts, overall.today))
    return Section("The year", tuple(words), (YearCalendar(shown, first),))


def _lately(overall: OverallFigures) -> Section:
    since = overall.today - _SOON + 1
    by_day = {day.day: day for day in overall.days if day.day >= since}
    reviews = tuple(by_day[day].grades if day in by_day else 0 for day in range(since, overall.today + 1))
    spent = tuple(by_day[day].spent_ms / MINUTE_MS if day in by_day else 0.0 for day in range(since, overall.today + 1))
    begin = f"{_SOON - 1} days ago"
    done = f"{counted(sum(reviews), 'review')} in {minutes(sum(spent))}"
    words = f"The last {_SOON} days: {done}, on {counted(len(by_day), 'day')}."
    figures = (ColumnChart(reviews, begin, "today", "reviews"), ColumnChart(spent, begin, "today", "minutes"))
    return Section("Reviews and minutes a day", (words,), figures)


def _forecast(overall: OverallFigures) -> Section:
    soon = overall.due[:_SOON]
    words = [f"{counted(sum(soon), 'card')} in {_SOON} days, {counted(sum(overall.due), 'card')} in a year."]
    if overall.overdue:
        words.append(f"{counted(overall.overdue, 'card')} of today's were due before.")
    figures = (
        ColumnChart(soon, "today", f"in {_SOON - 1} days", "cards due"),
        ColumnChart(overall.due, "today", "in a year", "cards due"),
    )
    return Section("Forecast", (*words, "Due dates as they are now; each review will add another."), figures)


def _retention(overall: OverallFigures) -> Section:
    words = (
        "The share of reviews of learned cards that were not Again. "
        f"Young: after an interval of less than {MATURE_DAYS} days; mature: after that or more."
    )
    names = {"all": "all", "young": "young", "mature": "mature", "brought": "brought along"}
    bars = [
        _kept(names[kind], tally) for kind, tally in overall.retention.items() if tally.reviews or kind != "brought"
    ]
    decks = sorted(overall.decks.items(), key=lambda each: (-each[1].reviews, each[0]))
    decks = [(deck, tally) for deck, tally in decks if tally.reviews]
    figures: list[Chart] = [BarChart(tuple(bars), 1.0)]
    if len(decks) > 1:
        figures.append(BarChart(tuple(_kept(deck, tally) for deck, tally in decks[:_DECKS]), 1.0))
    return Section("True retention", (words,), tuple(figures))


def _kept(name: str, tally: Tally) -> Bar:
    return Bar(name, tally.share or 0.0, f"{percent(tally.share)} of {tally.reviews:,}")


def _buttons(overall: OverallFigures) -> Section:
    kinds = [kind for kind, pressed in overall.buttons.items() if sum(pressed.values())]
    rows = []
    for rating in Rating:
        shares = [overall.buttons[kind][rating] / sum(overall.buttons[kind].values()) for kind in kinds]
        rows.append((rating.name.capitalize(), *(f"{share:.0%}" for share in shares)))
    rows.append(("of", *(f"{sum(overall.buttons[kind].values()):,}" for kind in kinds)))
    pressed = overall.buttons["all"]
    bars = BarChart(tuple(Bar(rating.name.capitalize(), pressed[rating], f"{pressed[rating]:,}") for rating in Rating))
    return Section("Answer buttons", (), (bars, Table(("", *kinds), tuple(rows))))


def _calibration(overall: OverallFigures) -> Section:
    found = overall.calibration
    words = [trust_sentence(found)]
    if found.since is not None:
        words.append(f"Counted since {iso_date(found.since)}, when these parameters were adopted.")
    if found.log_loss is None or found.base_loss is None or not found.enough:
        return Section("Can the schedule be trusted?", tuple(words))
    words.append(
        f"Predicted {percent(found.predicted)}, observed {percent(found.observed)} in {found.reviews:,} reviews; "
        f"RMSE in bins {found.rmse:.1%}."
    )
    better = "better" if found.log_loss < found.base_loss else "no better"
    words.append(
        f"Log loss {found.log_loss:.3f} (lower is better), "
        f"{better} than {found.base_loss:.3f} of always predicting the mean."
    )
    pairs = tuple(
        CalibrationBin(f"{each.low:.0%} to {each.high:.0%}", each.predicted, each.observed, each.reviews)
        for each in found.bins
    )
    return Section("Can the schedule be trusted?", tuple(words), (CalibrationChart(pairs),))


def _memory(overall: OverallFigures) -> Iterator[Section]:
    suspended = " Suspended cards are included." if overall.suspended else ""
    yield Section(
        "Intervals", (f"Days from the last review to the next.{suspended}",), (_histogram(overall.intervals, _days),)
    )
    yield Section("Stability", ("Days until recall falls to 90%.",), (_histogram(overall.stabilities, _days),))
    yield Section("Difficulty", ("From 1 to 10.",), (_histogram(overall.difficulties, lambda each: f"{each.low:.0f}"),))
    yield Section(
        "Recall now",
        (f"The chance that a card would be recalled.{suspended}",),
        (_histogram(overall.recalls, lambda each: f"{each.low:.0%} to {each.high:.0%}"),),
    )


def _histogram(buckets: Sequence[Bucket], name: Callable[[Bucket], str]) -> BarChart:
    """A histogram without the empty buckets at its ends."""
    filled = [at for at, each in enumerate(buckets) if each.cards]
    shown = buckets[filled[0] : filled[-1] + 1] if filled else ()
    return BarChart(tuple(Bar(name(each), each.cards, f"{each.cards:,}") for each in shown))


def _days(each: Bucket) -> str:
    if each.high is None:
        return f"{each.low:,.0f} and more"
    if each.low == 0:
        return "under a day"
    return f"{each.low:.0f}" if each.high - each.low == 1 else f"{each.low:.0f} to {each.high - 1:.0f}"


def _hours(overall: OverallFigures) -> Section:
    notable = [
        (hour.ahead, at)
        for at, hour in enumerate(overall.hours)
        if abs(hour.ahead) >= NEAR and abs(hour.deviations) >= SURELY
    ]
    words = []
    if notable:
        ends = dict.fromkeys((max(notable), min(notable)))
        words = [
            f"From {at}:00 you recall {abs(ahead):.1%} {'more' if ahead > 0 else 'less'} than predicted."
            for ahead, at in ends
        ]
    elif overall.calibration.enough:
        words = ["No hour stands out: recall is as predicted at every hour."]
    values = tuple(hour.reviews for hour in overall.hours)
    return Section("Hour of the day", tuple(words), (ColumnChart(values, "0:00", "23:00", "reviews", "hour"),))


def _leeches(overall: OverallFigures) -> Section:
    shown = len(overall.leeches)
    more = f" The {shown} with the most lapses:" if shown < overall.leeches_in_all else ""
    rows = tuple(
        (joined(each.front)[:_FRONT], each.card, f"{each.lapses}", "yes" if each.suspended else "no")
        for each in overall.leeches
    )
    words = (
        f"{counted(overall.leeches_in_all, 'card')} forgotten again and again (`studygpt cards is:leech`): "
        f"rewrite them or split them up.{more}",
    )
    return Section("Leeches", words, (Table(("card", "id", "lapses", "suspended"), rows),))


def next_steps(concept: ConceptFigures, others: Sequence[ConceptFigures], next_day: int | None) -> list[str]:
    """What would help a concept most, in order. `next_day`: the study day on which its next card is due."""
    steps = []
    weak = [each for each in others if each.name in concept.requires and each.mastery < _FIRM]
    if weak and concept.mastery < _FIRM:
        weakest = min(weak, key=lambda each: each.mastery)
        steps.append(f"it builds on {weakest.name}, of which you would recall {weakest.mastery:.0%}: begin there.")
    named = f'concept:"{concept.name}"'
    query = f"studygpt review {quote(named)}"
    if concept.of.due:
        steps.append(f"{counted(concept.of.due, 'card')} due: {query}")
    elif concept.of.new:
        steps.append(f"{counted(concept.of.new, 'new card')} to begin: {query}")
    untried = [each.slug for each in concept.exercises if each.verdict != "pass"]
    if untried:
        steps.append(f"write it yourself: studygpt lab {untried[0]}")
    if not steps and concept.of.suspended == concept.of.cards:
        steps.append("all its cards are suspended; `studygpt cards is:suspended` lists them.")
    if not steps:
        steps.append(f"nothing until {iso_date(next_day)}." if next_day is not None else "nothing.")
    return steps


def cards_section(cards: Sequence[Card], overall: OverallFigures) -> Section:
    """The cards of a concept as a table. `overall`: the figures of all of them."""
    rows = []
    for card in cards[:_CARDS]:
        recall = recall_on(card.memory, overall.today, overall.decay)
        state = "suspended" if card.status is Status.SUSPENDED else str(card.memory.state)
        due = card.memory.due_day
        when = iso_date(due) if due is not None and card.memory.state is not State.NEW else "-"
        front = joined(card.front)[:_FRONT]
        rows.append((front, str(card.id), state, "-" if recall is None else f"{recall:.0%}", when))
    more = (f"The first {_CARDS}; `studygpt cards` lists them all.",) if len(cards) > _CARDS else ()
    return Section(counted(len(cards), "card"), more, (Table(("", "id", "state", "recall", "due"), tuple(rows)),))


_FIRM = 0.5
"""The mastery of a concept from which other concepts can build on it."""
