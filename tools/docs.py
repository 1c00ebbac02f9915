"""Write the generated pages and pictures (`make docs`). A test checks that they are current."""

from __future__ import annotations

import os
from pathlib import Path

from studygpt.cli import COMMANDS, help_page
from studygpt.commands.run import parser_for
from studygpt.settings import DESCRIPTIONS, shown
from tools.pictures import pictures

HERE = Path(__file__).resolve().parent.parent / "docs"


def commands_page() -> str:
    """Return docs/commands.md: the help texts of all commands, between two parts written by hand."""
    os.environ["COLUMNS"] = "100"  # argparse wraps its lines to the width of the terminal
    before, after = ((HERE / "parts" / name).read_text(encoding="utf-8") for name in ("commands.md", "json.md"))
    pieces = [before.rstrip(), f"```text\n{help_page().rstrip()}\n```"]
    for name, _, text in COMMANDS:
        help_text = parser_for(name, text).format_help()
        pieces.append(f"## studygpt {name}\n\n```text\n{help_text.rstrip()}\n```")
    return "\n\n".join([*pieces, after.rstrip()]) + "\n"


def settings_page() -> str:
    """Return docs/settings.md: each setting as `studygpt.settings` describes it, between two parts written by hand."""
    before, after = (HERE / "parts" / "settings.md").read_text(encoding="utf-8").split("<!-- the table -->")
    rows = [f"| `{each.name}` | {shown(each.default)} | {each.takes} | {each.help} |" for each in DESCRIPTIONS.values()]
    table = "\n".join(["| setting | default | takes | what it is |", "| --- | --- | --- | --- |", *rows])
    return f"{before.rstrip()}\n\n{table}\n\n{after.strip()}\n"


if __name__ == "__main__":
    (HERE / "commands.md").write_text(commands_page(), encoding="utf-8")
    (HERE / "settings.md").write_text(settings_page(), encoding="utf-8")
    for name, picture in pictures().items():
        (HERE / f"{name}.svg").write_text(picture, encoding="utf-8")
