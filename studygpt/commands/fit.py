"""Fit the schedule to your own memory.

Learns FSRS's parameters from the earlier four fifths of your reviews, and adopts them only if they predict the later
ones better than the present and the default parameters do. Due dates stay; every next interval follows the new
parameters. --reset restores the default ones.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from studygpt.commands.output import ProgressBar, print_error, print_json, print_line, print_table, print_wrapped
from studygpt.errors import Ended
from studygpt.model import Json
from studygpt.study import DEFAULTS, FitResult, Fitting, NoFit, Study, average_likelihood
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dry-run", action="store_true", help="only show what would be adopted")
    which.add_argument("--reset", action="store_true", help="go back to the default parameters")
    parser.add_argument("--json", action="store_true", help="the figures, as a JSON list of one object")


def run(options: Namespace) -> int:
    study = Study.open()
    fitting = Fitting(study.context, _ProgressBars() if sys.stderr.isatty() else None)
    try:
        return _fit(study, fitting, options)
    except KeyboardInterrupt as stop:
        print_error("\nstudygpt: stopped; nothing was changed")
        return stop.exit_code if isinstance(stop, Ended) else 130


def _fit(study: Study, fitting: Fitting, options: Namespace) -> int:
    before = fitting.present
    if options.reset:
        return _reset(fitting, as_json=options.json)
    tried = fitting.fit_and_compare()
    if not isinstance(tried, FitResult):
        return _not_yet(tried, as_json=options.json)
    adopted = tried.is_better and not options.dry_run
    kept = fitting.adopt(tried.fitted)[1] if adopted else None
    if options.json:
        print_json([_object(tried, before, adopted=adopted, backup=kept)])
        return 0
    _print_comparison(tried, usual=before == DEFAULTS)
    retention = study.context.settings.desired_retention
    if not tried.is_better:
        print_wrapped("The present parameters stay: the fitted ones do not predict the later reviews better.")
        return 0
    _print_intervals(tried, retention, adopted=adopted)
    if not adopted:
        print_wrapped("They would be adopted; this was a dry run, so nothing was changed.")
        return 0
    print_wrapped("Adopted. Due dates stay; `studygpt fit --reset` restores the default parameters.")
    _print_kept(kept)
    return 0


def _reset(fitting: Fitting, *, as_json: bool) -> int:
    fitted = fitting.present != DEFAULTS
    written, kept = fitting.adopt(None) if fitted else (0, None)
    if as_json:
        print_json([{"adopted": False, "reset": fitted, "parameters": list(DEFAULTS), "backup": kept and str(kept)}])
    elif fitted:
        print_wrapped(
            f"The default parameters are back; {counted(written, 'memory', 'memories')} rebuilt from the log."
        )
        _print_kept(kept)
    else:
        print_line("The default parameters are in use already.")
    return 0


def _not_yet(found: NoFit, *, as_json: bool) -> int:
    if as_json:
        print_json([{"adopted": False, "reviews": found.reviews, "why": f"not yet: {found.why}"}])
    else:
        print_wrapped(
            f"Not yet: your log holds {counted(found.reviews, 'review')}; {found.why}. "
            "Until then the default parameters are the best guess."
        )
    return 1


def _print_comparison(tried: FitResult, *, usual: bool) -> None:
    day = datetime.fromtimestamp(tried.since * 86_400, UTC).strftime("%Y-%m-%d")
    print_wrapped(
        f"Learned from {counted(tried.earlier, 'review')}, and tested on the {tried.later:,} since {day}, "
        f"of which you remembered {tried.remembered:.1%}:"
    )
    losses = [("fitted to you", tried.loss)]
    losses += [] if usual else [("present", tried.present_loss)]
    losses += [("default (present)" if usual else "default", tried.default_loss)]
    rows = [(name, f"{loss:.4f}", f"{average_likelihood(loss):.1%}") for name, loss in losses]
    print_table(("parameters", "log loss", "probability of what then happened"), rows)


def _print_intervals(tried: FitResult, retention: float, *, adopted: bool) -> None:
    change = tried.interval / tried.present_interval - 1
    how = f"{abs(change):.0%} {'longer' if change > 0 else 'shorter'}" if abs(change) >= 0.005 else "as long as before"
    print_wrapped(
        f"For {retention:.0%} recall your intervals {'are' if adopted else 'would be'} {how}: the card in the middle "
        f"comes back after {tried.interval:.1f} days instead of {tried.present_interval:.1f}."
    )


def _print_kept(kept: Path | None) -> None:
    if kept is not None:
        print_line(f"The database as it was before: {kept}")


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


class _ProgressBars:
    """Show a progress bar for each part of the work."""

    def __init__(self) -> None:
        self.bars: dict[str, ProgressBar] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        self.bars.setdefault(what, ProgressBar(what))(done, total)
