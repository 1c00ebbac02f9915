"""Write to the terminal. All that a command prints goes through here, and none of it can be a control sequence."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import NoReturn

from studygpt.text import harmless, harmless_json, one_name


def write(text: str) -> None:
    """Write a text to the standard output."""
    sys.stdout.write(harmless(text))


def write_error(text: str) -> None:
    """Write a text to the standard error."""
    sys.stderr.write(harmless(text))


def rewrite_line(text: str) -> None:
    """Write a line in place of the present one to the standard error, which must be a terminal."""
    sys.stderr.write(f"\r\x1b[K{one_name(text)}")


def erase_lines(number: int) -> None:
    """Erase the last lines of the standard output, which must be a terminal."""
    if number:
        sys.stdout.write(f"\x1b[{number}A\x1b[J")


def ask_line(prompt: str) -> str:
    """Ask for a line at the terminal, and return it without the spaces around it; `EOFError` if the input has ended."""
    return input(harmless(prompt)).strip()


class JsonOutput:
    """The standard output, for a writer of JSON: what is harmful becomes an escape."""

    def write(self, text: str) -> int:
        return sys.stdout.write(harmless_json(text))


class TextOutput:
    """The standard output, for a writer of text such as `csv`."""

    def write(self, text: str) -> int:
        return sys.stdout.write(harmless(text))


class HarmlessParser(ArgumentParser):
    """A parser whose complaints repeat the words of the command line without their control characters."""

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))
