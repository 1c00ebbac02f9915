"""What every command needs around it: its arguments parsed, its failures told in a sentence."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from studygpt.errors import StudyError
from studygpt.render.harmless import harmless


def module_of(name: str) -> ModuleType:
    """The module of a command; `import` is no name for one."""
    return import_module(f"studygpt.commands.{'import_' if name == 'import' else name}")


def parser_for(name: str, help_text: str) -> argparse.ArgumentParser:
    """The parser of one command, as its module describes it."""
    command = module_of(name)
    parser = argparse.ArgumentParser(
        prog=f"studygpt {name}",
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        epilog=(command.__doc__ or "").partition("\n\n")[2].strip() or None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(parser)
    return parser


def run_command(name: str, help_text: str, words: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            # A terminal that cannot show a letter shows its number, not a traceback.
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        options = parser_for(name, help_text).parse_args(words)
    except SystemExit as stop:  # argparse has said why
        return stop.code if isinstance(stop.code, int) else 2
    try:
        code = module_of(name).run(options)
        sys.stdout.flush()
    except StudyError as error:
        sys.stdout.flush()
        if str(error):  # the lab has said why already
            sys.stderr.write(f"studygpt: {harmless(str(error))}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("\nstudygpt: stopped; what was done is kept\n")
        return 130
    except BrokenPipeError:  # `studygpt cards | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return int(code)
