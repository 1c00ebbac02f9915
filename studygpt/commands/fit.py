"""Fit the schedule to your own memory.

Learns FSRS's parameters from the earlier four fifths of your reviews, and adopts them only where they tell the later
ones better than the present and the usual parameters do. Days already given stay; every next interval follows the new
parameters. --reset brings the usual ones back.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from studygpt.commands.output import ProgressBar, say, say_json, say_table, say_wrapped, warn
from studygpt.model import Json
from studygpt.study import Study
from studygpt.text import counted

if TYPE_CHECKING:
    from studygpt.study import FitResult, Fitting, NoFit


def arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dry-run", action="store_true", help="only tell what would be adopted")
    which.add_argument("--reset", action="store_true", help="go back to the usual parameters")
    parser.add_argument("--json", action="store_true", help="the figures, as a JSON list of one object")


def run(options: Namespace) -> int:
    from studygpt.study import Fitting

    study = Study.open()
    fitting = Fitting(study.context, _Bars() if sys.stderr.isatty() else None)
    try:
        return _fit(study, fitting, options)
    except KeyboardInterrupt:
        warn("\nstudygpt: stopped; nothing was changed")
        return 130


def _fit(study: Study, fitting: Fitting, options: Namespace) -> int:
    from studygpt.study import DEFAULTS, FitResult

    before = fitting.present
    if options.reset:
        return _reset(fitting, as_json=options.json)
    tried = fitting.fit_and_compare()
    if not isinstance(tried, FitResult):
        return _not_yet(tried, as_json=options.json)
    adopted = tried.is_better and not options.dry_run
    kept = fitting.adopt(tried.fitted)[1] if adopted else None
    if options.json:
        say_json([_object(tried, before, adopted=adopted, backup=kept)])
        return 0
    _say_trial(tried, usual=before == DEFAULTS)
    retention = study.context.settings.desired_retention
    if not tried.is_better:
        say_wrapped("The present ones stay: what was learned does not tell the later reviews better.")
        return 0
    _say_intervals(tried, retention, adopted=adopted)
    if not adopted:
        say_wrapped("They would be adopted; this was a dry run, so nothing was changed.")
        return 0
    say_wrapped("Adopted. Days already given stay; `studygpt fit --reset` brings the usual parameters back.")
    _say_kept(kept)
    return 0


def _reset(fitting: Fitting, *, as_json: bool) -> int:
    from studygpt.study import DEFAULTS

    fitted = fitting.present != DEFAULTS
    written, kept = fitting.adopt(None) if fitted else (0, None)
    if as_json:
        say_json([{"adopted": False, "reset": fitted, "parameters": list(DEFAULTS), "backup": kept and str(kept)}])
    elif fitted:
        say_wrapped(f"The usual parameters hold again; {counted(written, 'memory', 'memories')} rebuilt from the log.")
        _say_kept(kept)
    else:
        say("The usual parameters hold already.")
    return 0


def _not_yet(found: NoFit, *, as_json: bool) -> int:
    if as_json:
        say_json([{"adopted": False, "reviews": found.reviews, "why": f"not yet: {found.why}"}])
    else:
        say_wrapped(
            f"Not yet: your log holds {counted(found.reviews, 'review')}; {found.why}. "
            "Until then the usual parameters are the best guess."
        )
    return 1


def _say_trial(tried: FitResult, *, usual: bool) -> None:
    from studygpt.study import average_likelihood

    day = datetime.fromtimestamp(tried.since * 86_400, UTC).strftime("%Y-%m-%d")
    say_wrapped(
        f"Learned from {counted(tried.earlier, 'review')}, and tried on the {tried.later:,} since {day}, "
        f"of which you remembered {tried.remembered:.1%}:"
    )
    losses = [("fitted to you", tried.loss)]
    losses += [] if usual else [("present", tried.present_loss)]
    losses += [("usual (present)" if usual else "usual", tried.default_loss)]
    rows = [(name, f"{loss:.4f}", f"{average_likelihood(loss):.1%}") for name, loss in losses]
    say_table(("parameters", "log loss", "chance they gave to what then happened"), rows)


def _say_intervals(tried: FitResult, retention: float, *, adopted: bool) -> None:
    change = tried.interval / tried.present_interval - 1
    how = f"{abs(change):.0%} {'longer' if change > 0 else 'shorter'}" if abs(change) >= 0.005 else "as long as before"
    say_wrapped(
        f"For {retention:.0%} recall your intervals {'are' if adopted else 'would be'} {how}: the card in the middle "
        f"comes back after {tried.interval:.1f} days instead of {tried.present_interval:.1f}."
    )


def _say_kept(kept: Path | None) -> None:
    if kept is not None:
        say(f"As it was before: {kept}")


def _object(tried: FitResult, before: tuple[float, ...], *, adopted: bool, backup: Path | None) -> Json:
    return {
        "adopted": adopted,
        "better": tried.is_better,
        "reviews": tried.earlier + tried.later,
        "learned_from": tried.earlier,
        "tried_on": tried.later,
        "remembered": tried.remembered,
        "log_loss": tried.loss,
        "present_log_loss": tried.present_loss,
        "default_log_loss": tried.default_loss,
        "median_interval": tried.interval,
        "present_median_interval": tried.present_interval,
        "fitted": list(tried.fitted),
        "parameters": list(tried.fitted if adopted else before),
        "backup": backup and str(backup),
    }


class _Bars:
    """One bar a part of the work."""

    def __init__(self) -> None:
        self.bars: dict[str, ProgressBar] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        self.bars.setdefault(what, ProgressBar(what))(done, total)
