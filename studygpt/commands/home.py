"""Open the app at Home, as `studygpt` alone does in a terminal."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.study import Bounds
from studygpt.tui.app import run as run_app


def arguments(_parser: ArgumentParser) -> None:
    """Take no arguments."""


def run(_options: Namespace) -> int:
    return run_app(None, Bounds())
