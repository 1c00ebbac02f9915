"""`make docs`: write the pages and pictures that follow from the program. A test checks that they are current."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from studygpt.cli import COMMANDS, help_page
from studygpt.commands.run import parser_for
from studygpt.settings import DESCRIPTIONS, shown

HERE = Path(__file__).parent


def commands_page() -> str:
    """docs/commands.md: the help texts as the program prints them, between two stretches written by hand."""
    os.environ["COLUMNS"] = "100"  # argparse fills its lines to the terminal's width
    before, after = ((HERE / "parts" / name).read_text(encoding="utf-8") for name in ("commands.md", "json.md"))
    pieces = [before.rstrip(), f"```text\n{help_page().rstrip()}\n```"]
    for name, _, text in COMMANDS:
        help_text = parser_for(name, text).format_help()
        pieces.append(f"## studygpt {name}\n\n```text\n{help_text.rstrip()}\n```")
    return "\n\n".join([*pieces, after.rstrip()]) + "\n"


def settings_page() -> str:
    """docs/settings.md: each setting as `studygpt.settings` describes it, and what is set outside the program."""
    before, after = (HERE / "parts" / "settings.md").read_text(encoding="utf-8").split("<!-- the table -->")
    rows = [f"| `{each.name}` | {shown(each.default)} | {each.takes} | {each.help} |" for each in DESCRIPTIONS.values()]
    table = "\n".join(["| setting | default | takes | what it is |", "| --- | --- | --- | --- |", *rows])
    return f"{before.rstrip()}\n\n{table}\n\n{after.strip()}\n"


def review_picture() -> str:
    """A picture of a real review: the program's own output, with what was typed."""
    from rich.console import Console
    from rich.text import Text

    with tempfile.TemporaryDirectory() as folder:
        home = {**os.environ, "STUDYGPT_HOME": folder, "STUDYGPT_WORKSPACE": folder, "COLUMNS": "80"}
        typed = ["", "3", "", "4", "q"]
        command = [sys.executable, "-m", "studygpt", "review", "--plain", "deck:attention", "--limit", "3"]
        shown = subprocess.run(
            command, input="\n".join(typed) + "\n", env=home, capture_output=True, text=True, check=True
        ).stdout
    # A pipe shows the prompts but not what was typed behind them, nor the line's end.
    lines = ["$ studygpt review deck:attention", *_with_typed(shown, typed).splitlines()]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=84, file=nowhere)
        console.print(Text("\n".join(lines[:40])))
        return console.export_svg(title="studygpt review")


def _with_typed(shown: str, typed: list[str]) -> str:
    pieces, position = [], 0
    for word in typed:
        ends = [shown.find(prompt, position) + len(prompt) for prompt in (": \n",) if shown.find(prompt, position) >= 0]
        if not ends:
            break
        pieces.append(shown[position : ends[0] - 1] + word + "\n\n")
        position = ends[0]
    return "".join([*pieces, shown[position:]])


if __name__ == "__main__":
    (HERE / "commands.md").write_text(commands_page(), encoding="utf-8")
    (HERE / "settings.md").write_text(settings_page(), encoding="utf-8")
    (HERE / "review.svg").write_text(review_picture(), encoding="utf-8")
