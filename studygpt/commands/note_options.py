"""Options of the commands that read a folder of notes: which notes have cards, and which suggestions become cards."""

from __future__ import annotations

from argparse import ArgumentParser

from studygpt.study import SUGGESTION_KINDS
from studygpt.text import counted


def opt_in_argument(parser: ArgumentParser) -> None:
    """Add the option `--opt-in` to a parser."""
    parser.add_argument(
        "--opt-in",
        action="append",
        default=[],
        metavar="TAG|FOLDER|all",
        help="where `::` and `?` lines are cards, besides notes with the vault's deck tag (#flashcards); repeatable",
    )


def trust_argument(parser: ArgumentParser) -> None:
    """Add the option `--trust` to a parser."""
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        choices=SUGGESTION_KINDS,
        metavar="KIND",
        help=f"a kind of suggestion to take as cards: {', '.join(SUGGESTION_KINDS)}; repeatable",
    )


def unclaimed_hint(lines: int) -> str:
    """Return a sentence about the number of lines that look like cards in notes without the deck tag."""
    return (
        f"About {counted(lines, 'line')} with `::` or `?` stand in notes without the tag #flashcards and were not "
        "read as cards. If they are cards: --opt-in TAG, --opt-in FOLDER or --opt-in all."
    )
