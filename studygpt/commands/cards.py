"""List cards.

Without a query, all cards. For example:

  studygpt cards deck:attention is:new
  studygpt cards 'concept:bpe -tag:hard prop:lapses>3'
  studygpt cards is:suspended --json
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import each_card_object, print_by_note, print_json, print_line
from studygpt.study import Study
from studygpt.text import counted


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", help="which cards; quote characters that are special to your shell")
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    ids = study.library.card_ids(" ".join(options.query))
    if options.json:
        print_json(each_card_object(study.context, study.library.each_card(ids)))
        return 0
    print_by_note(
        (
            card.source,
            card.path,
            card.line_start,
            f"{card.id}",
            card.front,
            "" if card.status == "active" else card.status,
        )
        for card in study.library.each_listed(ids)
    )
    print_line(f"\n{counted(len(ids), 'card')}" if ids else "No card matches that query.")
    return 0
