"""Review today's cards.

Line by line, for terminals of every kind, pipes and screen readers: Enter shows the answer, then 1 to 4 (or Enter for
Good) grades it. Your notes are synced first, and read again when you save one meanwhile. A query narrows the session:
`studygpt review deck:attention`.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import natural, say_problems, warn
from studygpt.commands.sync import withheld
from studygpt.errors import StudyError
from studygpt.study import Study


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="only cards that the query names")
    parser.add_argument("--plain", action="store_true", help="line by line (the only form so far)")
    parser.add_argument("--limit", type=natural, metavar="N", help="stop after N cards")
    parser.add_argument("--new", type=natural, metavar="N", help="N new cards instead of the day's number")


def run(options: Namespace) -> int:
    from studygpt.commands.plain_review import PlainReview

    study = Study.open()
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
                warn(withheld(summary))
    with study.live(said) as live:
        return PlainReview(study, " ".join(options.query), live, new=options.new, limit=options.limit).run()
