"""The command table: find the command, then import only that one's module."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from studygpt import __version__


@dataclass(frozen=True)
class Command:
    name: str
    group: str
    help: str

    @property
    def module(self) -> str:
        # `import` is no name for a module.
        return f"studygpt.commands.{'import_' if self.name == 'import' else self.name}"


COMMANDS: tuple[Command, ...] = (
    Command("review", "Every day", "review today's cards"),
    Command("due", "Every day", "list today's cards in the order of review"),
    Command("rate", "Every day", "grade one card from the command line"),
    Command("undo", "Every day", "take back the last grade"),
    Command("lab", "Every day", "write the parts of a GPT yourself"),
    Command("import", "Notes", "take in a folder of markdown notes"),
    Command("sync", "Notes", "read again what changed in your notes"),
    Command("preview", "Notes", "show what cards a note or folder would give"),
    Command("check", "Notes", "look for mistakes in the cards of a note or folder"),
    Command("add", "Notes", "write a card into your own notes"),
    Command("sources", "Notes", "list, enable, disable or remove folders of notes"),
    Command("cards", "Looking things up", "list cards, all or those that a query names"),
    Command("decks", "Looking things up", "list decks with what is new and due"),
    Command("config", "Looking things up", "show or change a setting"),
)

_HEAD = """StudyGPT: spaced repetition for the terminal, built around a working GPT.

  studygpt review                today's cards; the first time, those that ship
  studygpt import ~/vault        your own notes (Obsidian style) become cards
  studygpt preview note.md       what cards a note gives, without storing any
"""
_FOOT = """`studygpt COMMAND --help` explains one; listings take --json. Queries, as in `studygpt cards is:due`:
deck: tag: concept: source: path: is:new|learning|due|suspended|orphan|leech|flagged prop:stability>10 rated:7
"exact words" -not or (..)

Your data: STUDYGPT_HOME (database), STUDYGPT_WORKSPACE (your own notes). NO_COLOR is honoured.
"""


def help_page() -> str:
    lines = [_HEAD]
    for group in dict.fromkeys(command.group for command in COMMANDS):
        lines.append(f"{group}:")
        lines += [f"  {each.name:<9} {each.help}" for each in COMMANDS if each.group == group]
        lines.append("")
    return "\n".join([*lines, _FOOT])


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code (0 done, 1 the answer is no, 2 wrong usage, 3 could not)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] in (["--version"], ["-V"]):
        sys.stdout.write(f"studygpt {__version__}\n")
        return 0
    if not words or words[0] in ("--help", "-h", "help"):
        sys.stdout.write(help_page())
        return 0
    command = next((each for each in COMMANDS if each.name == words[0]), None)
    if command is None:
        sys.stderr.write(_unknown(words[0]))
        return 2
    from studygpt.commands.run import run_command

    return run_command(command.module, command.name, command.help, words[1:])


def _unknown(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, [each.name for each in COMMANDS], n=1, cutoff=0.6)
    hint = f"did you mean `studygpt {near[0]}`?" if near else "`studygpt --help` lists the commands."
    return f"studygpt: there is no command {word!r}; {hint}\n"


if __name__ == "__main__":
    sys.exit(main())
