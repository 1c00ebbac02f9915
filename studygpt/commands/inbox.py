"""Decide about suggested cards, and about cards in doubt.

A card in doubt changed so much that it may be another one than you learned: its history waits until you say whether it
is still the same. `--same` keeps the history, `--again` keeps it and makes the card due today, `--another` begins anew
and sets what you learned aside (`studygpt orphans`). A NAME is an id, the beginning of one, or a change that several
cards have in common ('model -> network'); `studygpt undo` takes a decision back.

Glossary bullets, headings that ask, definitions, two-column tables and named formulas are suggested as cards; a review
shows them only after you accept them. In a terminal they come one by one; otherwise, or with --json, they are listed. A
rejected one stays rejected even if its text changes; `--accept ID` brings it back. An edited one becomes a card in your
workspace; the note that it comes from is never changed.

  studygpt inbox source:vault                  one by one, cards in doubt first
  studygpt inbox --accept-all 'path:glossary'  all that match a query; '' means all
  studygpt inbox --same 'model -> network'     these cards are still the ones that you learned
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from studygpt.commands.output import (
    ask,
    card_objects,
    print_added,
    print_by_note,
    print_json,
    print_line,
    print_wrapped,
)
from studygpt.commands.terminal import is_interactive
from studygpt.commands.unsure import DECISIONS, decide, in_doubt, print_decided, print_unsure, walk
from studygpt.errors import UsageError
from studygpt.model import Card
from studygpt.render.card import path_in_note
from studygpt.render.plain import plain
from studygpt.study import Study, edit_card
from studygpt.text import counted, one_name

if TYPE_CHECKING:
    from studygpt.study import DoubtedCard


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="only what matches the query")
    actions = parser.add_mutually_exclusive_group()
    actions.add_argument("--accept", nargs="+", metavar="ID", help="make cards of these")
    actions.add_argument("--reject", nargs="+", metavar="ID", help="never suggest these again")
    actions.add_argument("--edit", metavar="ID", help="rewrite it in $EDITOR, as a card in the workspace")
    actions.add_argument("--accept-all", metavar="QUERY", help="make cards of all that match the query")
    actions.add_argument("--unsure", action="store_true", help="list the cards in doubt: was, now and why")
    for decision, meaning in DECISIONS.items():
        actions.add_argument(f"--{decision}", nargs="+", metavar="NAME", help=meaning)
        for_all = f"--{decision} for all in doubt that match the query"
        actions.add_argument(f"--{decision}-all", metavar="QUERY", help=for_all)
    parser.add_argument("--json", action="store_true", help="a JSON list of what is listed, or of the cards decided")


def run(options: Namespace) -> int:
    study = Study.open(to_write=not options.unsure)
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
    for decision in DECISIONS:
        names, matching = getattr(options, decision), getattr(options, f"{decision}_all")
        if names is not None:
            named = [each for name in names for each in study.review.doubts.find(name)]
            return _decide_doubts(study, decision, named, options)
        if matching is not None:
            return _decide_doubts(study, decision, in_doubt(study, matching), options)
    unsure = in_doubt(study, query)
    if options.unsure:
        print_unsure(study, unsure, as_json=options.json)
        return 0
    waiting = study.inbox.suggestions(query)
    if options.json:
        print_json(card_objects(study.context, waiting))
    elif (unsure or waiting) and is_interactive():
        if walk(study, unsure):
            _walk(study, waiting)
        _print_left(study)
    else:
        print_by_note(
            (card.source, card.path, card.line_start, str(card.id), card.front, card.dialect) for card in waiting
        )
        if waiting or not unsure:
            print_line(f"\n{counted(len(waiting), 'suggestion')}" if waiting else "The inbox is empty.")
        if unsure:
            print_line(f"{len(unsure):,} in doubt: `studygpt inbox --unsure`")
    return 0


def _decide_doubts(study: Study, decision: str, named: list[DoubtedCard], options: Namespace) -> int:
    cards = decide(study, decision, named)
    if options.json:
        print_json(card_objects(study.context, cards))
    else:
        print_decided(decision, cards)
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


def _print_left(study: Study) -> None:
    unsure, suggestions = len(in_doubt(study)), len(study.inbox.suggestions())
    parts = [f"{unsure:,} in doubt"] if unsure else []
    parts += [counted(suggestions, "suggestion")] if suggestions else []
    print_line(f"\n{' and '.join(parts)} left." if parts else "\nThe inbox is empty.")


def _decide(study: Study, card: Card) -> bool:
    """Ask what to do with a suggestion until the person decides; return False if the person quits."""
    while True:
        match ask("a accept, e edit, r reject, Enter later, q quit: "):
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
