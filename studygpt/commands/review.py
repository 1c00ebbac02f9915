"""Review today's cards.

In a terminal the full-screen app; with --plain, in pipes and on dumb terminals line by line: Enter shows the answer,
then 1 to 4 (or Enter for Good) grades it. Notes that changed are read first, and again whenever you save one. A query
narrows the session: `studygpt review deck:attention`. Where a card may be another one than you learned, you are asked
first: still the same card? y yes, n another one, p yes but show it again today.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import print_line, whole_number
from studygpt.commands.terminal import can_show_app
from studygpt.study import Bounds, QueueOptions, Study
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="only cards that match the query")
    parser.add_argument("--plain", action="store_true", help="line by line, for any terminal, pipe or screen reader")
    parser.add_argument("--limit", type=whole_number, metavar="N", help="stop after N cards")
    parser.add_argument("--minutes", type=whole_number, metavar="N", help="stop after N minutes")
    parser.add_argument("--new", type=whole_number, metavar="N", help="N new cards instead of the daily number")
    parser.add_argument(
        "--ahead", type=whole_number, metavar="DAYS", default=0, help="also reviews of the next DAYS days"
    )
    parser.add_argument("--spread", type=whole_number, metavar="DAYS", help="first spread what is due over DAYS days")
    parser.add_argument(
        "--cram", action="store_true", help="all cards of the query, due or not; memories stay unchanged"
    )


def run(options: Namespace) -> int:
    if options.spread:
        _spread(options.spread)
    choice = QueueOptions(" ".join(options.query), options.new, options.ahead, options.cram)
    bounds = Bounds(options.limit, options.minutes)
    if not options.plain and can_show_app():
        from studygpt.tui.app import run as run_app  # only when the app is shown: --plain needs no Textual

        return run_app(choice, bounds)
    from studygpt.commands.plain_review import run_plain  # only when asked for: the app shows its first card sooner

    return run_plain(choice, bounds)


def _spread(days: int) -> None:
    study = Study.open()
    moved = study.review.spread(days)
    study.close()
    print_line(
        f"{counted(moved, 'review')} moved to the next days; those at most risk stay. `studygpt undo` takes it back."
    )
