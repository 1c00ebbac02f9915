"""Live a year through the program, and print known figures beside shown ones: `python -m benchmarks.year [FOLDER]`.

FOLDER keeps the homes, to be looked at by hand. It takes some minutes, and is no part of `make bench`.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from fsrs_rs_python import DEFAULT_PARAMETERS

from benchmarks.year.diary import Diary, Foretold, believed
from benchmarks.year.learner import CONCEPTS, TRUTH, Learner, Now, concept, write_notes
from studygpt.backup.doctor import Doctor, Health
from studygpt.review.fitting import Fitting
from studygpt.schedule.fitting import FitResult, fit_and_compare
from studygpt.stats.calibration import Calibration
from studygpt.store import card_histories
from studygpt.study import Study
from studygpt.transfer.export import export_to
from studygpt.transfer.import_file import import_file

FIRST = 20_089
"""The first day: January 1st, 2025."""
YEAR, AFTER = 365, 90
AWAY = (range(100, 110), range(220, 241))
"""Ten days and three weeks without a card."""
SETTINGS = {"new_per_day": 10, "reviews_per_day": 120}
USUAL = tuple(DEFAULT_PARAMETERS)


class Table:
    """Prints known figures beside shown ones, and remembers if any differ that must be equal."""

    def __init__(self) -> None:
        self.held = True

    def head(self, title: str) -> None:
        print(f"\n{title}\n{'':44} {'known':>16} {'shown':>16}")

    def row(self, what: str, known: object, shown: object, *, same: bool = True) -> None:
        """Print a row. `same`: both must be equal, as counts must; otherwise the reader judges."""
        one, other = _written(known), _written(shown)
        wrong = same and one != other
        self.held &= not wrong
        print(f"{what:44} {one:>16} {other:>16}{'   WRONG' if wrong else ''}")


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4f}" if abs(value) < 10 else f"{value:,.1f}"
    if isinstance(value, tuple):
        return " / ".join(_written(each) for each in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@contextmanager
def at_home(folder: Path, now: Now) -> Iterator[Study]:
    os.environ.update(STUDYGPT_HOME=str(folder), STUDYGPT_WORKSPACE=str(folder / "work"))
    study = Study.open(now)
    try:
        yield study
    finally:
        study.close()


def run(base: Path) -> bool:
    table, now = Table(), Now(FIRST)
    write_notes(base / "notes")
    with at_home(base / "home", now) as study:
        learner = begin(study, base, now)
        learner.year(FIRST, YEAR, AWAY)
        today = FIRST + YEAR - 1
        now.go_to(today, 25.5)  # the evening of the last day
        members = study_cards(study)
        show_year(table, learner, study, today, members)
        lived = believed(USUAL, learner.diary.entries)
        apart = max(abs(lived.states[card][0] / state[0] - 1) for card, state in learner.program.states.items())
        assert apart < 1e-3, "the diary replays what the learner's program believed"
        show_tomorrow(table, learner, study, today)
    shutil.copytree(base / "home", base / "twin")
    with at_home(base / "home", now) as study:
        fitted = show_fit(table, study)
    for name, parameters in (("home", fitted), ("twin", USUAL)):
        then = Now(FIRST)
        then.at = now.at
        with at_home(base / name, then) as study:
            twin = learner.goes_on(study, then, believed(parameters, learner.diary.entries))
            twin.year(today + 1, AFTER, ())
            then.go_to(today + AFTER, 25.5)
            show_after(table, name, len(learner.diary.entries), twin, study, today + AFTER)
    show_whole(table, base, then)
    return table.held


def begin(study: Study, base: Path, now: Now) -> Learner:
    for name, value in SETTINGS.items():
        study.configure(name, value)
    study.library.set_enabled("studygpt", False)
    study.library.import_folder(base / "notes", None, ())
    return Learner(study, now, 1, USUAL)


def study_cards(study: Study) -> dict[str, list[str]]:
    """Return the cards of each concept, as their notes state it."""
    found: dict[str, list[str]] = {concept(number): [] for number in range(1, CONCEPTS + 1)}
    for card in study.library.cards():
        if (name := str(card.path).split("/")[-1].rpartition(" ")[0]) in found:
            found[name].append(str(card.id))
    return found


def show_year(table: Table, learner: Learner, study: Study, today: int, members: dict[str, list[str]]) -> None:
    diary, progress = learner.diary, study.stats.all()
    shown = progress.overall
    table.head(f"The year: {YEAR} days, {sum(map(len, members.values())):,} cards, {diary.undone} grades taken back")
    table.row("days studied", len(diary.days), len(shown.days))
    table.row("grades", len(diary.entries), shown.reviews)
    table.row("minutes", diary.minutes(), shown.minutes)
    runs = diary.runs()
    table.row("streak, the longest", (runs[-1], max(runs)), (shown.streak.days, shown.longest))
    for kinds in (("young",), ("mature",), ("young", "mature")):
        tally = shown.retention["all" if len(kinds) > 1 else kinds[0]]
        known = diary.kept(*kinds)
        table.row(f"true retention, {' and '.join(kinds)}", known[1] / known[0], tally.share)
        table.row("   of so many reviews", known[0], tally.reviews)
    everything = [card for its in members.values() for card in its]
    states = shown.new, shown.learning, shown.known, shown.suspended
    table.row("new / learning / known / suspended", diary.standing(everything), states)
    table.row("lapses", sum(diary.lapses.values()), shown.lapses)
    table.row("leeches", diary.leeches, shown.leeches_in_all)
    begun = [*diary.told]
    table.row("recall now", learner.mind.mean_recall(begun, today), shown.recall, same=False)
    table.row("   as the program must believe", learner.program.mean_recall(begun, today), shown.recall)
    show_calibration(table, diary, shown.calibration)
    table.head("By concept: new / learning / known / suspended")
    for each in progress.concepts:
        its = members[each.name]
        of = each.of.new, each.of.learning, each.of.known, each.of.suspended
        table.row(each.name, diary.standing(its), of)
    first = progress.concepts[0]
    its = members[first.name]
    kept = diary.kept("young", "mature", cards=its)
    table.row(f"{first.name}: true retention", kept[1] / kept[0], first.retention.share)
    table.row(f"{first.name}: minutes", diary.minutes(its), first.minutes)
    known_recall = learner.mind.mean_recall([card for card in its if card in diary.told], today)
    table.row(f"{first.name}: recall now", known_recall, first.recall, same=False)


def show_calibration(table: Table, diary: Diary, shown: Calibration, since: int = 0) -> None:
    known, best = Foretold.of(diary.entries[since:]), Foretold.of(diary.entries[since:], "true")
    table.row("calibration: reviews", known.reviews, shown.reviews)
    table.row("   predicted", known.predicted, shown.predicted)
    table.row("   observed", known.observed, shown.observed)
    table.row("   log loss", known.loss, shown.log_loss)
    table.row("   log loss of who knows the true chances", best.loss, "-", same=False)


def show_tomorrow(table: Table, learner: Learner, study: Study, today: int) -> None:
    """Compare the forecast of the evening with the cards of the morning."""
    table.head("Forecast")
    due = study.stats.all().overall.due
    table.row("due today still", learner.diary.due_on(today), due[0])
    table.row("due tomorrow, with those", learner.diary.due_on(today + 1), sum(due[:2]))
    learner.now.go_to(today + 1, 7)
    came = len(study.library.cards("is:due"))
    table.row("   what came", came, sum(due[:2]))
    table.row("due within 30 days", learner.diary.due_on(today + 29), sum(due[:30]))


def show_fit(table: Table, study: Study) -> tuple[float, ...]:
    fitting = Fitting(study.context)
    tried = fitting.fit_and_compare()
    assert isinstance(tried, FitResult), "a year is enough"
    with study.context.database.read() as connection:
        histories, _ = card_histories.histories(connection)
    true = fit_and_compare(histories, TRUTH, 0.9).present_loss
    table.head("Fit, on the later fifth")
    table.row("log loss: true parameters / fitted", true, tried.loss, same=False)
    table.row("log loss: usual parameters", "-", tried.default_loss, same=False)
    table.row("decay", TRUTH[-1], tried.fitted[-1], same=False)
    table.row("adopted", True, tried.is_better)
    fitting.adopt(tried.fitted)
    return tried.fitted


def show_after(table: Table, name: str, since: int, twin: Learner, study: Study, today: int) -> None:
    shown = study.stats.all().overall
    table.head(f"{AFTER} days later, {'fitted' if name == 'home' else 'not fitted'}")
    begun = [*twin.diary.told]
    table.row("recall now", twin.mind.mean_recall(begun, today), shown.recall, same=False)
    table.row("   as the program must believe", twin.program.mean_recall(begun, today), shown.recall)
    show_calibration(table, twin.diary, shown.calibration, since if name == "home" else 0)
    latest = twin.diary.entries[since:]
    lately, best = Foretold.of(latest), Foretold.of(latest, "true")
    table.row(f"predicted / observed in these {AFTER} days", (lately.predicted, lately.observed), "-", same=False)
    table.row("   log loss / of who knows the true chances", (lately.loss, best.loss), "-", same=False)
    table.row("   minutes", sum(min(e.spent_ms, 60_000) for e in latest) / 60_000, "-", same=False)


def show_whole(table: Table, base: Path, now: Now) -> None:
    """Check doctor, export and import."""
    table.head("The whole")
    with at_home(base / "home", now) as study:
        found = list(Doctor().examine())
        wrong = [each.sentence for each in found if each.verdict in (Health.DAMAGE, Health.MENDED)]
        table.row("what doctor finds wrong", "nothing", "; ".join(wrong) or "nothing")
        export_to(study.context, base / "all.json", lambda *_: None)
    os.environ["STUDYGPT_HOME"] = str(base / "empty")
    with redirect_stdout(io.StringIO()):
        import_file(base / "all.json", lambda *_: None)
    one, other = (rows(base / name / "studygpt.db") for name in ("home", "empty"))
    table.row("rows in an empty home after the import", sum(map(len, one.values())), sum(map(len, other.values())))
    table.row("   each of them the same", True, one == other)


def rows(file: Path) -> dict[str, Sequence[tuple[object, ...]]]:
    with sqlite3.connect(file) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, Sequence[tuple[object, ...]]] = {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables
        }
    connection.close()
    return found


def main() -> int:
    if len(sys.argv) > 1:
        base = Path(sys.argv[1]).resolve()
        base.mkdir(parents=True)
        return 0 if run(base) else 1
    with TemporaryDirectory() as folder:
        return 0 if run(Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
