"""Read again what changed in your notes.

Looks at every source (or the ones named): notes that changed are read, the others are not even opened. A card whose
text stays, moves within its note or moves to another one keeps its history. `studygpt review` does this by itself.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from studygpt.commands.output import ProgressBar, counted, say, say_json, say_problems, warn
from studygpt.commands.preview import unclaimed_hint
from studygpt.errors import StudyError
from studygpt.model import Json
from studygpt.study import Study

if TYPE_CHECKING:
    from studygpt.sync import Summary


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", nargs="*", help="only these sources")
    parser.add_argument("--json", action="store_true", help="the counts, as a JSON list")


def run(options: Namespace) -> int:
    library = Study.open().library
    chosen = [library.source(name) for name in options.source] or [each for each in library.sources() if each.enabled]
    summaries, failed = [], False
    for source in chosen:
        try:
            summary = library.sync_source(source, ProgressBar(source.name))
        except StudyError as error:  # one missing folder must not keep the others back
            warn(f"studygpt: {error}")
            failed = True
            continue
        summaries.append(summary)
        if not options.json:
            say_summary(summary)
        say_problems(summary.problems)
    if options.json:
        say_json([summary_object(summary) for summary in summaries])
    return 3 if failed else 0


def say_summary(summary: Summary) -> None:
    """What happened, in numbers that a person can check."""
    parts = [f"{counted(summary.new, 'new card')}"]
    parts += [f"{summary.kept:,} kept"] if summary.kept else []
    parts += [f"{summary.moved:,} moved"] if summary.moved else []
    parts += [f"{summary.orphaned:,} without a note now"] if summary.orphaned else []
    changed = f"{summary.read:,} read" if summary.read else "none changed"
    gone = f", {summary.gone:,} gone" if summary.gone else ""
    say(f"{summary.source}: {counted(summary.notes, 'note')}, {changed}{gone}; {', '.join(parts)}")
    for dialect, number in sorted(summary.by_dialect.items(), key=lambda pair: -pair[1]):
        if summary.new:
            say(f"  {number:>7,}  {dialect}")
    if waiting := waiting_hint(summary):
        say(waiting)
    if summary.unclaimed:
        say(unclaimed_hint(summary.unclaimed))


def waiting_hint(summary: Summary) -> str:
    """What the notes hold besides cards, and which command shows it."""
    suggested = sum(summary.suggested.values())
    kinds = ", ".join(
        f"{number:,} {kind}" for kind, number in sorted(summary.suggested.items(), key=lambda each: -each[1])
    )
    parts = [f"{counted(suggested, 'suggestion')} ({kinds}): `studygpt inbox`"] if suggested else []
    asked = counted(summary.questions, "open question or term", "open questions and terms")
    parts += [f"{asked}: `studygpt questions`"] if summary.questions else []
    parts += [f"{counted(summary.tasks, 'task')}: `studygpt tasks`"] if summary.tasks else []
    return f"  Not cards: {'; '.join(parts)}" if parts else ""


def summary_object(summary: Summary) -> Json:
    counts = ("notes", "read", "gone", "new", "kept", "moved", "orphaned", "unclaimed", "questions", "tasks")
    keys = ("source", *counts, "by_dialect", "suggested")
    problems = [{"path": each.path, "line": each.line, "message": each.message} for each in summary.problems]
    return {**{key: getattr(summary, key) for key in keys}, "problems": problems}
