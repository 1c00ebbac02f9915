"""List the open questions in your notes, and answer them.

Questions without an answer and glossary terms without an explanation, each with its place. --answer opens your editor
($VISUAL, $EDITOR); what you write becomes a card in your workspace, and the question is done. The note that asks is
never changed.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import print_added, print_by_note, print_json, print_line
from studygpt.study import Study, edit_card
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--answer", metavar="ID", help="write the answer in your editor")
    parser.add_argument("--json", action="store_true", help="a JSON list, with answered ones; or of the card made")


def run(options: Namespace) -> int:
    study = Study.open(to_write=options.answer is not None)
    if options.answer is not None:
        return _answer(study, options)
    questions = study.inbox.questions()
    if options.json:
        print_json([each._asdict() for each in questions])
        return 0
    waiting = [each for each in questions if not each.done]
    print_by_note(
        (each.source, each.path, each.line, each.id, each.text, "term" if each.kind == "term" else "")
        for each in waiting
    )
    done = len(questions) - len(waiting)
    answered = f"; {done:,} answered" if done else ""
    terms = sum(each.kind == "term" for each in waiting)
    counts = f"{counted(len(waiting) - terms, 'open question')}, {counted(terms, 'unanswered term')}{answered}"
    print_line(f"\n{counts}" if waiting else f"No question is open{answered}.")
    return 0


def _answer(study: Study, options: Namespace) -> int:
    question = study.inbox.question(options.answer)
    written = edit_card(question.text, "")
    if written is None:
        if options.json:
            print_json([])
        else:
            print_line("The answer is empty; the question stays open.")
        return 1
    note, card = study.inbox.answer(question, *written)
    print_added(study.context, note, card, as_json=options.json)
    return 0
