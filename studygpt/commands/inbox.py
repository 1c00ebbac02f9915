"""Accept, edit or reject suggested cards.

Glossary bullets, headings that ask, definitions, two-column tables and named formulas are suggested as cards; a review
shows them only after you accept them. In a terminal they come one by one; otherwise, or with --json, they are listed. A
rejected one stays rejected even if its text changes; `--accept ID` brings it back. An edited one becomes a card in your
workspace; the note that it comes from is never changed.

  studygpt inbox source:vault                  one by one
  studygpt inbox --accept-all 'path:glossary'  all that match a query; '' means all
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import card_objects, print_added, print_by_note, print_json, print_line, print_wrapped
from studygpt.commands.terminal import is_interactive
from studygpt.errors import UsageError
from studygpt.model import Card
from studygpt.render.card import path_in_note
from studygpt.render.plain import plain
from studygpt.study import Study, edit_card
from studygpt.text import counted, one_name


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="only suggestions that match the query")
    actions = parser.add_mutually_exclusive_group()
    actions.add_argument("--accept", nargs="+", metavar="ID", help="make cards of these")
    actions.add_argument("--reject", nargs="+", metavar="ID", help="never suggest these again")
    actions.add_argument("--edit", metavar="ID", help="rewrite it in $EDITOR, as a card in the workspace")
    actions.add_argument("--accept-all", metavar="QUERY", help="make cards of all that match the query")
    parser.add_argument("--json", action="store_true", help="a JSON list of suggestions, or of the cards made")


def run(options: Namespace) -> int:
    study = Study.open()
    query = " ".join(options.query)
    if options.accept is not None:
        return _accept(study, [study.inbox.suggestion(name, also_rejected=True) for name in options.accept], options)
    if options.accept_all is not None:
        return _accept(study, study.inbox.suggestions(options.accept_all), options)
    if options.reject is not None:
        rejected = [study.inbox.suggestion(name) for name in options.reject]
        study.inbox.reject(rejected)
        if options.json:
            print_json([])
        else:
            print_line(f"Rejected {counted(len(rejected), 'suggestion')}.")
        return 0
    if options.edit is not None:
        return _edit(study, study.inbox.suggestion(options.edit), as_json=options.json)
    waiting = study.inbox.suggestions(query)
    if options.json:
        print_json(card_objects(study.context, waiting))
    elif waiting and is_interactive():
        _walk(study, waiting)
    else:
        print_by_note(
            (card.source, card.path, card.line_start, str(card.id), card.front, card.dialect) for card in waiting
        )
        print_line(f"\n{counted(len(waiting), 'suggestion')}" if waiting else "The inbox is empty.")
    return 0


def _accept(study: Study, suggestions: list[Card], options: Namespace) -> int:
    cards = study.inbox.accept(suggestions)
    if options.json:
        print_json(card_objects(study.context, cards))
    else:
        print_line(f"Accepted {counted(len(cards), 'card')}.")
    return 0


def _edit(study: Study, suggestion: Card, *, as_json: bool = False) -> int:
    written = edit_card(suggestion.front, suggestion.back)
    if written is None:
        if as_json:
            print_json([])
        else:
            print_line("The answer is empty; the suggestion stays as it is.")
        return 1
    note, card = study.inbox.edit(suggestion, *written)
    print_added(study.context, note, card, as_json=as_json)
    return 0


def _walk(study: Study, waiting: list[Card]) -> None:
    """Show one suggestion after another, until none is left or the person quits."""
    for place, card in enumerate(waiting):
        print_line()
        print_wrapped(
            f"-- {place + 1} of {len(waiting)} -- {card.dialect} -- {one_name(f'{path_in_note(card)} -- {card.place}')}"
        )
        print_wrapped(plain(card.front))
        print_line()
        print_wrapped(plain(card.back))
        print_line()
        if not _decide(study, card):
            break
    left = len(study.inbox.suggestions())
    print_line(f"\n{counted(left, 'suggestion')} left." if left else "\nThe inbox is empty.")


def _decide(study: Study, card: Card) -> bool:
    """Ask what to do with a suggestion until the person decides; return False if the person quits."""
    while True:
        try:
            word = input("a accept, e edit, r reject, Enter later, q quit: ").strip().lower()
        except EOFError:
            return False
        match word:
            case "a":
                study.inbox.accept([card])
            case "r":
                study.inbox.reject([card])
            case "e":
                try:
                    _edit(study, card)
                except UsageError as error:
                    print_line(str(error))
                    continue
            case "q":
                return False
            case "":
                pass
            case _:
                continue
        return True
