"""Review today's cards.

In a terminal the full-screen app; with --plain, in pipes and on dumb terminals line by line: Enter shows the answer,
then 1 to 4 (or Enter for Good) grades it. Notes that changed are read first, and again when you save one meanwhile. A
query narrows the session: `studygpt review deck:attention`.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from queue import SimpleQueue
from typing import TYPE_CHECKING

from studygpt.commands.output import natural, say, say_problems, warn
from studygpt.commands.screen import is_screen
from studygpt.study import Bounds
from studygpt.text import counted

if TYPE_CHECKING:
    from studygpt.study import QueueOptions, Study


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="only cards that the query names")
    parser.add_argument("--plain", action="store_true", help="line by line, for any terminal, pipe or screen reader")
    parser.add_argument("--limit", type=natural, metavar="N", help="stop after N cards")
    parser.add_argument("--minutes", type=natural, metavar="N", help="stop after N minutes")
    parser.add_argument("--new", type=natural, metavar="N", help="N new cards instead of the day's number")
    parser.add_argument(
        "--ahead", type=natural, metavar="DAYS", default=0, help="also the reviews of DAYS days to come"
    )
    parser.add_argument("--spread", type=natural, metavar="DAYS", help="first give what waits to so many days")
    parser.add_argument("--cram", action="store_true", help="all cards of the query, due or not; no memory is changed")


def run(options: Namespace) -> int:
    from studygpt.study import QueueOptions

    if options.spread:
        _spread(options.spread)
    choice = QueueOptions(" ".join(options.query), options.new, options.ahead, options.cram)
    bounds = Bounds(options.limit, options.minutes)
    if not options.plain and is_screen():
        from studygpt.tui.app import run as run_app

        return run_app(choice, bounds)
    return _run_plain(choice, bounds)


def _spread(days: int) -> None:
    from studygpt.study import Study

    study = Study.open()
    moved = study.review.spread(days)
    study.close()
    say(f"{counted(moved, 'review')} moved to the next days; those at most risk stay. `studygpt undo` takes it back.")


def _run_plain(choice: QueueOptions, bounds: Bounds) -> int:
    from studygpt.commands.plain_review import PlainReview
    from studygpt.study import NoteWatcher, Study

    study = Study.open()
    said = _sync(study)
    news: SimpleQueue[str] = SimpleQueue()
    with NoteWatcher(study.library, said, news.put, news.put):
        return PlainReview(study, choice, bounds, news).run()


def _sync(study: Study) -> set[str]:
    """Read what changed; what was said of it."""
    from studygpt.commands.sync import withheld_warning
    from studygpt.errors import StudyError

    said: set[str] = set()
    for source in study.library.sources():
        if source.enabled:
            try:
                summary = study.library.sync_source(source)
            except StudyError as error:  # an unmounted vault must not cost the day's review
                warn(f"studygpt: {error}")
                said.add(str(error))
                continue
            say_problems(summary.problems, at_most=5)
            said.update(str(problem) for problem in summary.problems)
            if summary.withheld:
                warn(withheld_warning(summary))
    return said
