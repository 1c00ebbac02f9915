"""List the open questions of your notes, and answer them.

Lines that ask and have no answer, and terms of a glossary that nobody has explained yet, with their place. --answer
opens your editor ($VISUAL, $EDITOR); what you write becomes a card in your workspace, and the question is done. The
note that asks is never written to.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import say, say_added, say_by_note, say_json
from studygpt.study import Study, edit_card
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--answer", metavar="ID", help="write the answer in your editor")
    parser.add_argument("--json", action="store_true", help="a JSON list, answered ones too; or of the card made")


def run(options: Namespace) -> int:
    study = Study.open()
    if options.answer is not None:
        return _answer(study, options)
    questions = study.inbox.questions()
    if options.json:
        say_json([each._asdict() for each in questions])
        return 0
    waiting = [each for each in questions if not each.done]
    say_by_note(
        (each.source, each.path, each.line, each.id, each.text, "term" if each.kind == "term" else "")
        for each in waiting
    )
    done = len(questions) - len(waiting)
    answered = f"; {done:,} answered" if done else ""
    terms = sum(each.kind == "term" for each in waiting)
    counts = f"{counted(len(waiting) - terms, 'open question')}, {counted(terms, 'unanswered term')}{answered}"
    say(f"\n{counts}" if waiting else f"No question is open{answered}.")
    return 0


def _answer(study: Study, options: Namespace) -> int:
    question = study.inbox.question(options.answer)
    written = edit_card(question.text, "")
    if written is None:
        if options.json:
            say_json([])
        else:
            say("The answer is empty; the question stays open.")
        return 1
    note, card = study.inbox.answer(question, *written)
    say_added(study.context, note, card, as_json=options.json)
    return 0
