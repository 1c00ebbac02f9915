"""Run a command: parse its arguments, and report a failure in a sentence."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TextIO

from studygpt import notices
from studygpt.commands.streams import HarmlessParser, write_error
from studygpt.errors import Ended, StudyError
from studygpt.signals import on_request_to_end, raise_ended


def module_of(name: str) -> ModuleType:
    """Import the module of a command. The module of `import` is `import_.py`, because `import` is a keyword."""
    return import_module(f"studygpt.commands.{'import_' if name == 'import' else name}")


def parser_for(name: str, help_text: str) -> argparse.ArgumentParser:
    """Return the argument parser of one command, as its module describes it."""
    command = module_of(name)
    parser = HarmlessParser(
        prog=f"studygpt {name}",
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        epilog=(command.__doc__ or "").partition("\n\n")[2].strip() or None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(parser)
    return parser


@on_request_to_end(raise_ended)
def run_command(name: str, help_text: str, words: Sequence[str]) -> int:
    """Run one command and return its exit code. Failures are reported in a sentence."""
    try:
        _prepare_streams()
        parser = parser_for(name, help_text)
        try:
            options = _passed_on(name, words) or _parse(parser, words)
        except SystemExit as stop:  # argparse has printed the reason
            code = stop.code if isinstance(stop.code, int) else 2
        else:
            code = int(module_of(name).run(options))
        sys.stdout.flush()
    except StudyError as error:
        _flush_quietly()
        if str(error):  # empty if the lab has already printed the reason
            _say(f"studygpt: {error}\n")
        return error.exit_code
    except KeyboardInterrupt as stop:
        _flush_quietly()
        _say("\nstudygpt: stopped; everything done so far is kept\n")
        return stop.exit_code if isinstance(stop, Ended) else 130
    except BrokenPipeError:  # `studygpt cards | head`
        _forget(sys.stdout)
        return 0
    except OSError as error:
        _forget(sys.stdout)
        _say(f"studygpt: {error.filename or 'the output'}: {error.strerror or error}\n")
        return 3
    except Exception as error:  # a bug, or a damaged database
        from studygpt.study import unexpected  # only when something went wrong

        _flush_quietly()
        _say(f"studygpt: {unexpected(error, f'`studygpt {name}`')}\n")
        return 3
    finally:
        for sentence in notices.take():
            _say(f"studygpt: {sentence}\n")
    _back_up_daily()
    return code


def _passed_on(name: str, words: Sequence[str]) -> argparse.Namespace | None:
    """Return the options unparsed if the first word names an action whose options another program parses, else None."""
    if words and words[0] in getattr(module_of(name), "PASSED_ON", ()):
        return argparse.Namespace(exercise=words[0], options=list(words[1:]))
    return None


def _back_up_daily() -> None:
    """Make the day's backup if a database was opened. The command's output is complete, so nobody waits for it."""
    if "studygpt.context" not in sys.modules:
        return
    from studygpt.study import back_up_daily  # only when a database was opened

    try:
        back_up_daily()
    except (StudyError, OSError) as error:
        _say(f"studygpt: today's backup failed: {error}\n")
    except KeyboardInterrupt:  # the next command will make the backup
        _say("\n")


def _parse(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """Parse the words of a command. A word such as `-tag:hard`, which is no option, belongs to the query."""
    queries = any(action.dest == "query" for action in parser._actions)
    known = parser._option_string_actions
    shielded = [
        f"{_SHIELD}{word}" if queries and _MINUS.match(word) and word.partition("=")[0] not in known else word
        for word in words
    ]
    options = parser.parse_args(shielded)
    if queries:
        options.query = [word.removeprefix(_SHIELD) for word in options.query]
    return options


_SHIELD = "\0"
_MINUS = re.compile(r"-[^-\d\s]")


def _prepare_streams() -> None:
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it is stdout from now on
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            # A character that the terminal cannot show is printed as its number, instead of causing an error.
            errors = "surrogateescape" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(errors=errors)  # type: ignore[union-attr]


def _say(sentence: str) -> None:
    """Print a sentence on stderr, unless that is a terminal that has closed."""
    try:
        write_error(sentence)
        sys.stderr.flush()
    except OSError:
        _forget(sys.stderr)


def _flush_quietly() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        _forget(sys.stdout)


def _forget(stream: TextIO) -> None:
    """Discard all further output, and what Python flushes at exit, as the reader or the terminal has gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
