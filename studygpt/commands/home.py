"""Open the app at Home, as `studygpt` alone does in a terminal."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.study import Bounds


def arguments(_parser: ArgumentParser) -> None:
    """This command has no arguments."""


def run(_options: Namespace) -> int:
    from studygpt.tui.app import run as run_app  # only in a terminal: Textual takes 200 ms

    return run_app(None, Bounds())
