"""The entry point of the command line: find the named command and import only that command's module."""

import os
import sys

from studygpt import __version__

# Name, group and help of each command. Plain tuples, so that `studygpt --version` imports nothing, not even `typing`.
COMMANDS = (
    ("review", "Every day", "review today's cards"),
    ("due", "Every day", "list today's cards in the order of review"),
    ("rate", "Every day", "grade one card from the command line"),
    ("undo", "Every day", "take back the last grade or other act"),
    ("lab", "Every day", "write the parts of a GPT yourself"),
    ("import", "Notes", "make cards of a folder of markdown notes"),
    ("sync", "Notes", "read the notes that changed"),
    ("preview", "Notes", "show the cards that a note or folder would make"),
    ("check", "Notes", "look for mistakes in the cards of a note or folder"),
    ("add", "Notes", "write a card into your own notes"),
    ("orphans", "Notes", "list, restore or drop cards whose note is gone"),
    ("inbox", "Notes", "decide about suggested cards and about cards in doubt"),
    ("questions", "Notes", "list the open questions in your notes, and answer them"),
    ("tasks", "Notes", "list the tasks in your notes"),
    ("sources", "Notes", "list, enable, disable, move or remove folders of notes"),
    ("cards", "Look up", "list all cards, or those that match a query"),
    ("decks", "Look up", "list decks, with their new and due cards"),
    ("stats", "Look up", "show your progress, concept by concept"),
    ("config", "Look up", "show or change a setting"),
    ("fit", "Maintenance", "fit the schedule to your own memory"),
    ("merge", "Maintenance", "make this home and another device's one"),
    ("export", "Maintenance", "write everything into one file"),
    ("backup", "Maintenance", "back up the database, or list the backups"),
    ("restore", "Maintenance", "go back to a backup"),
    ("doctor", "Maintenance", "look for damage, and repair it"),
)

_HEAD = """StudyGPT: spaced repetition for the terminal, built around a working GPT.

  studygpt                       today at a glance: in a terminal, the app
  studygpt review                today's cards; at first, those that come with StudyGPT
  studygpt import ~/vault        your own notes (Obsidian style) become cards
  studygpt preview note.md       the cards that a note makes, without storing any
"""
_FOOT = """`studygpt COMMAND --help` explains a command; listings take --json. Queries, as in `studygpt cards is:due`:
deck: tag: concept: source: path: prop:stability>10 rated:7 "exact words" -not or (..)
is:new|learning|due|suspended|orphan|suggested|unsure|leech|flagged

Your data: STUDYGPT_HOME (database), STUDYGPT_WORKSPACE (your own notes). NO_COLOR is honoured.
"""


def help_page() -> str:
    """Return the text of `studygpt --help`."""
    lines = [_HEAD]
    for group in dict.fromkeys(group for _, group, _ in COMMANDS):
        lines.append(f"{group}:")
        lines += [f"  {name:<9} {text}" for name, its_group, text in COMMANDS if its_group == group]
        lines.append("")
    return "\n".join([*lines, _FOOT])


def main(argv: list[str] | None = None) -> int:
    """Run one command; return the exit code (0: done, 1: the answer is no, 2: wrong usage, 3: failure)."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] in (["--version"], ["-V"]):
        return _print(f"studygpt {__version__}\n")
    if not words:
        from studygpt.commands.terminal import can_show_app  # only when no command is named: `--version` loads nothing

        return _run("home", "show today at a glance", words) if can_show_app() else _print(help_page())
    if words[0] in ("--help", "-h", "help"):
        return _print(help_page())
    for name, _, text in COMMANDS:
        if name == words[0]:
            return _run(name, text, words[1:])
    return _refuse(words[0])


def _run(name: str, text: str, words: list[str]) -> int:
    # Imported only when a command runs, so that `--version` and `--help` load nothing.
    import atexit
    import gc

    from studygpt.commands.run import run_command

    gc.set_threshold(50_000)  # imports create many objects and free few, so collecting garbage wastes time
    atexit.register(gc.freeze)  # collecting at exit costs a fifth of a short command's time
    return run_command(name, text, words)


def _print(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:  # the reader has gone, or the disk is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 0
        sys.stderr.write(f"studygpt: the output: {error.strerror}\n")
        return 3
    return 0


def _refuse(word: str) -> int:
    # Only when a command is mistyped.
    from difflib import get_close_matches

    from studygpt.commands.streams import write_error

    near = get_close_matches(word, [name for name, _, _ in COMMANDS], n=1, cutoff=0.6)
    hint = f"did you mean `studygpt {near[0]}`?" if near else "`studygpt --help` lists the commands."
    write_error(f"studygpt: there is no command {word!r}; {hint}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
