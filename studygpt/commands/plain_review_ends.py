"""What a review line by line prints before its first card and after its last one."""

from __future__ import annotations

from studygpt.commands.output import print_line
from studygpt.study import Phase, ReviewSession, Study
from studygpt.text import counted, short_interval, whole_minutes


def print_beginning(session: ReviewSession) -> None:
    """Print how many cards there are today."""
    new, learning, due = session.progress.counts
    print_line(f"Today: {new} new, {learning} learning, {due} due. Press ? and Enter for the keys.")


def print_end(study: Study, session: ReviewSession) -> None:
    """Print what was done in the session, and what is left."""
    did = session.state.did
    if did.cards:
        minutes = whole_minutes(did.spent_ms)
        kept = f"{did.known} of them known" if did.cards > 1 else "kept"
        print_line(f"\n{counted(did.cards, 'card')} graded, {kept}, in {counted(minutes, 'minute')}.")
    left = session.progress.counts.all
    if left and session.phase is not Phase.WAITING:
        print_line(f"{counted(left, 'card')} left for today.")
    else:
        _print_next(study)


def print_nothing_due(study: Study, session: ReviewSession) -> None:
    """Print that there is no card to review, and when there will be one."""
    print_line("No card due today matches that query." if session.options.query else "Nothing is due now.")
    _print_next(study)


def _print_next(study: Study) -> None:
    waiting = study.review.waiting()
    if waiting.next_step_at is not None:
        away = short_interval(max(0, waiting.next_step_at - study.context.clock().at))
        print_line(f"Done for now. A card that you are learning comes back in {away}.")
    elif waiting.new:
        print_line(f"Done for today. {counted(waiting.new, 'new card')} left for other days.")
        print_line("`studygpt review --new 10` shows up to 10 of them now.")
    else:
        print_line("Done for today. `studygpt import FOLDER` takes in your own notes.")
