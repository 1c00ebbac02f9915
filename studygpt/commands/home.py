"""The app at Home: what `studygpt` alone opens in a terminal."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.study import Bounds


def arguments(_parser: ArgumentParser) -> None:
    """It takes none."""


def run(_options: Namespace) -> int:
    from studygpt.tui.app import run as run_app

    return run_app(None, Bounds())
