"""Figures as JSON and as table rows, in the form that docs/commands.md promises to scripts. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from studygpt.model import Json, date_of_day
from studygpt.schedule.days import MINUTE_MS
from studygpt.stats.figures import Bucket, ConceptFigures, OverallFigures, Tally
from studygpt.stats.streaks import MASTERY

_CALIBRATION = ("predicted", "observed", "log_loss", "base_loss", "rmse", "deviations")


def iso_date(study_day: int) -> str:
    """The date of a study day: `2026-05-04`."""
    return date_of_day(study_day).isoformat()


def concept_object(concept: ConceptFigures) -> Json:
    """A concept as a JSON object."""
    of = concept.of
    return {
        "name": concept.name,
        "requires": list(concept.requires),
        "depth": concept.depth,
        "cards": of.cards,
        "new": of.new,
        "learning": of.learning,
        "known": of.known,
        "suspended": of.suspended,
        "due": of.due,
        "retrievability": _rounded(concept.recall),
        "true_retention": _rounded(concept.retention.share),
        "reviews": concept.lived.grades,
        "stability": _rounded(concept.stability),
        "lapses": of.lapses,
        "minutes": round(concept.minutes, 2),
        "mastery": _rounded(concept.mastery),
        "mastery_means": MASTERY,
        "exercises": [each._asdict() | {"mistakes": list(each.mistakes)} for each in concept.exercises],
    }


def concept_row(concept: ConceptFigures) -> Json:
    """A concept as a table row: lists are joined into one value."""
    row = concept_object(concept)
    del row["mastery_means"]
    row["requires"] = "; ".join(concept.requires)
    row["exercises"] = "; ".join(f"{each.slug}: {each.verdict or each.state}" for each in concept.exercises)
    return row


def overall_object(overall: OverallFigures) -> Json:
    """All figures as a JSON object."""
    found = overall.calibration
    return {
        "date": iso_date(overall.today),
        "cards": overall.cards,
        "new": overall.new,
        "learning": overall.learning,
        "known": overall.known,
        "suspended": overall.suspended,
        "retrievability": _rounded(overall.recall),
        "stability": _rounded(overall.stability),
        "lapses": overall.lapses,
        "reviews": overall.reviews,
        "reviews_brought": overall.brought,
        "minutes": round(overall.minutes, 2),
        "streak": {"days": overall.streak.days, "today": overall.streak.today, "longest": overall.longest},
        "days": [
            {"date": iso_date(day.day), "reviews": day.grades, "minutes": round(day.spent_ms / MINUTE_MS, 2)}
            for day in overall.days
        ],
        "overdue": overall.overdue,
        "forecast": [{"date": iso_date(overall.today + at), "due": due} for at, due in enumerate(overall.due)],
        "true_retention": {
            **{kind: _kept(tally) for kind, tally in overall.retention.items()},
            "decks": [{"deck": deck, **_kept(tally)} for deck, tally in overall.decks.items()],
        },
        "buttons": {
            kind: {rating.name.lower(): many for rating, many in pressed.items()}
            for kind, pressed in overall.buttons.items()
        },
        "hours": [
            {"hour": at, "reviews": hour.reviews, "true_retention": _rounded(hour.kept.share)}
            for at, hour in enumerate(overall.hours)
        ],
        "intervals": _buckets(overall.intervals),
        "stabilities": _buckets(overall.stabilities),
        "difficulties": _buckets(overall.difficulties),
        "retrievabilities": _buckets(overall.recalls),
        "leeches": [
            {"id": each.card, "front": each.front, "lapses": each.lapses, "suspended": bool(each.suspended)}
            for each in overall.leeches
        ],
        "leeches_in_all": overall.leeches_in_all,
        "calibration": {
            **{name: _rounded(getattr(found, name)) for name in _CALIBRATION},
            "since": None if found.since is None else iso_date(found.since),
            "reviews": found.reviews,
            "enough": found.enough,
            "bins": [each._asdict() for each in found.bins],
        },
    }


def _kept(tally: Tally) -> Json:
    return {"reviews": tally.reviews, "passed": tally.passed, "share": _rounded(tally.share)}


def _buckets(classes: Sequence[Bucket]) -> list[Json]:
    return [{"from": each.low, "to": each.high, "cards": each.cards} for each in classes]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
