"""Read again what changed in your notes.

Looks at every source (or the ones named); only notes that changed are opened. A card keeps its history when it moves
within its note or to another one, and when its words change while it still asks the same thing. Where it may be another
card now, it is in doubt: its history waits, and `studygpt inbox` or the next review of the card asks you. A card that
no note holds any more is set aside (`studygpt orphans`), and comes back with its history when its note does. When many
notes are gone at once, their cards stay as they are until you confirm. `studygpt review` syncs by itself.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from studygpt.commands.note_options import unclaimed_hint
from studygpt.commands.output import (
    ProgressBar,
    answers_yes,
    print_error,
    print_json,
    print_line,
    print_problems,
    print_wrapped,
    terminal_width,
)
from studygpt.errors import StudyError
from studygpt.model import Card, Json
from studygpt.study import Losses, Study, describe_unknown_separators
from studygpt.text import counted, one_name, shortened

if TYPE_CHECKING:
    from studygpt.study import CardChange, Doubt, Library, Source, Summary


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", nargs="*", help="only these sources")
    parser.add_argument("--dry-run", action="store_true", help="only print what would happen to each card, and why")
    many = parser.add_mutually_exclusive_group()
    many.add_argument(
        "--let-go", "--yes", action="store_true", help="set cards aside, however many they are or notes are gone"
    )
    many.add_argument(
        "--accept", action="store_true", help="where many cards were replaced, ask of each new one if it is the old one"
    )
    parser.add_argument(
        "--explain", metavar="CARD", help="print where a card has been, what it was when learned, and if it is in doubt"
    )
    parser.add_argument("--json", action="store_true", help="the counts, as a JSON list")


def run(options: Namespace) -> int:
    study = Study.open(to_write=options.explain is None)
    library = study.library
    if options.explain is not None:
        return _explain(study, options.explain, as_json=options.json)
    chosen = [library.source(name) for name in options.source] or [each for each in library.sources() if each.enabled]
    summaries, failed, stopped = [], False, False
    for source in chosen:
        try:
            summary = _sync(library, source, options)
        except StudyError as error:  # a missing folder must not prevent the sync of other sources
            print_error(f"studygpt: {error}")
            failed = True
            continue
        failed |= bool(summary.withheld) and not options.dry_run
        stopped |= summary.stopped is not None
        summaries.append(summary)
    if options.json:
        print_json([summary_object(summary) for summary in summaries])
    return 3 if failed else 1 if stopped else 0


def _sync(library: Library, source: Source, options: Namespace) -> Summary:
    """Sync one source and print the result. If many notes are gone, ask whether to set their cards aside."""
    losses = Losses.LET_GO if options.let_go else Losses.ACCEPT if options.accept else Losses.STOP
    bar = ProgressBar(source.name)
    summary = library.sync_source(source, bar, losses=losses, dry_run=options.dry_run)
    may_ask = not options.dry_run and not options.json and sys.stdin.isatty()
    if summary.stopped is not None:
        print_error(summary.warning)
        chosen = _choice(summary) if may_ask else None
        if chosen is None:
            return summary
        summary = library.sync_source(source, bar, losses=chosen)
    if not options.json:
        print_summary(summary, done=not options.dry_run)
        if options.dry_run:
            print_changes(summary.changes)
    print_problems(summary.problems)
    if summary.withheld:
        print_error(summary.warning)
        chosen = _choice(summary) if may_ask else None
        if chosen is not None:
            summary = library.sync_source(source, bar, losses=chosen)
            print_summary(summary)
    return summary


def _choice(summary: Summary) -> Losses | None:
    """Ask what to do where too much would be set aside."""
    return next((losses for losses, words in summary.answers if answers_yes(f"{words}?")), None)


def print_summary(summary: Summary, *, done: bool = True) -> None:
    """Print the counts of a sync, or of a dry run (`done` is false)."""
    parts = [f"{counted(summary.new, 'new card')}"]
    parts += [f"{summary.kept:,} kept"] if summary.kept else []
    moved = summary.moved - summary.back
    parts += [f"{moved:,} moved"] if moved else []
    parts += [f"{summary.back:,} back with their history"] if summary.back else []
    parts += [f"{summary.orphaned:,} without a note now"] if summary.orphaned else []
    parts += [f"{summary.histories:,} with the history of another program"] if summary.histories else []
    changed = f"{summary.read:,} read" if summary.read else "none changed"
    gone = f", {summary.gone:,} gone" if summary.gone else ""
    would = "" if done else " (dry run: nothing was changed)"
    print_line(f"{summary.source}: {counted(summary.notes, 'note')}, {changed}{gone}; {', '.join(parts)}{would}")
    for dialect, number in sorted(summary.by_dialect.items(), key=lambda pair: -pair[1]):
        if summary.new and done:
            print_line(f"  {number:>7,}  {dialect}")
    if summary.unsure:
        print_line(f"  {summary.unsure:,} in doubt{': `studygpt inbox --unsure`' if done else ''}")
    if hint := inbox_hint(summary):
        print_line(hint)
    if summary.unclaimed:
        print_line(unclaimed_hint(summary.unclaimed))
    for sentence in describe_unknown_separators([summary.foreign]):
        print_wrapped(f"{sentence}.")
    if summary.drawings or (summary.left_out and summary.new):
        drawings = [counted(summary.drawings, "drawing")] if summary.drawings else []
        aside = [f"{counted(len(summary.left_out), 'folder or note', 'folders and notes')} set aside by the vault"]
        print_line(f"  Passed over: {', '.join(drawings + (aside if summary.left_out else []))}")


def print_changes(changes: list[CardChange]) -> None:
    """Print each card that would change, and why."""
    columns = (terminal_width() if sys.stdout.isatty() else 200) - 9
    for change in changes:
        lines = [f"{change.path}:{change.line} {change.front}"]
        lines.append(f"{change.why}, from {change.before}" if change.what in ("moved", "back") else change.why)
        lines += [f"was: {change.before}", f"now: {change.now}"] if change.what in ("edited", "unsure") else []
        for at, line in enumerate(lines):
            print_line(f"  {'' if at else change.what:<6} {shortened(one_name(line), columns)}")


def _explain(study: Study, name: str, *, as_json: bool) -> int:
    """Print where a card is, how it read when it was learned, and each change that a sync or a person made to it."""
    card = study.library.card(name)
    steps = study.library.lineage(card)
    if as_json:
        print_json([step._asdict() for step in steps])
        return 0
    print_wrapped(one_name(f"{card.id}  {card.front}"))
    if card.status == "orphan":
        print_wrapped(f"No note holds it; it last stood at {card.place}.")
    else:
        written = f"; its note names it {card.source_id}" if card.source_id else ""
        print_wrapped(f"It stands at {one_name(card.place)} ({card.dialect}{written}).")
    if (changed := study.review.doubts.about(card)) is not None:
        _print_changed(card, changed)
    if not steps:
        print_line("It was always found again by its own text, in its own note.")
    for step in steps:
        when = datetime.fromtimestamp(step.at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
        print_wrapped(one_name(f"{when}  {step.what:<8} {step.path}:{step.line}: {step.why}"))
        if step.before:
            print_wrapped("    was: " + "\n    ".join(step.before.split("\n")))
    return 0


def _print_changed(card: Card, changed: Doubt) -> None:
    """Print how a card read when it was learned, and whether a person must say that it is still the same."""
    from studygpt.commands.doubt_text import print_wordings  # only when a card is shown: it loads the renderer

    if changed.why:
        name = card.id
        print_wrapped(
            f"It is in doubt: {changed.why}. `studygpt inbox --same {name}` says that it is still the card that you "
            f"learned, `studygpt inbox --another {name}` that it is another one."
        )
    else:
        print_line("It is still the card that you learned, but it reads otherwise now.")
    print_wordings(card, changed)


def inbox_hint(summary: Summary) -> str:
    """Return a sentence that says what the notes hold besides cards, and which commands show it."""
    suggested = sum(summary.suggested.values())
    kinds = ", ".join(
        f"{number:,} {kind}" for kind, number in sorted(summary.suggested.items(), key=lambda each: -each[1])
    )
    parts = [f"{counted(suggested, 'suggestion')} ({kinds}): `studygpt inbox`"] if suggested else []
    asked = counted(summary.questions, "open question or term", "open questions and terms")
    parts += [f"{asked}: `studygpt questions`"] if summary.questions else []
    parts += [f"{counted(summary.tasks, 'task')}: `studygpt tasks`"] if summary.tasks else []
    return f"  Not cards: {'; '.join(parts)}" if parts else ""


_COUNTS = ("notes", "read", "gone", "new", "kept", "moved", "back", "unsure", "orphaned", "withheld", "histories")
_MORE = ("by_dialect", "suggested", "questions", "tasks", "unclaimed", "foreign", "drawings", "left_out")


def summary_object(summary: Summary) -> Json:
    """Return the counts, the changes and the problems of a sync as `--json` prints them."""
    problems = [{"path": each.path, "line": each.line, "message": each.message} for each in summary.problems]
    counts = {key: getattr(summary, key) for key in ("source", *_COUNTS, *_MORE)}
    stopped = None if summary.stopped is None else {**summary.stopped._asdict(), "notes": dict(summary.stopped.notes)}
    return {
        **counts,
        "stopped": stopped,
        "changes": [change._asdict() for change in summary.changes],
        "problems": problems,
    }
