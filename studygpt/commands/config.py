"""Show or change a setting.

Without a name, all of them; with a name, that one; with a name and a value, changed (`default`: the usual one). They
are kept in settings.toml in STUDYGPT_HOME, which may be edited by hand.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from studygpt.commands.output import print_json, print_line, print_table
from studygpt.settings import DESCRIPTIONS, describe, shown
from studygpt.study import Study
from studygpt.tui.actions import check_keys


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="a setting")
    parser.add_argument("value", nargs="*", help="its new value")
    parser.add_argument("--json", action="store_true", help="a JSON list")


def run(options: Namespace) -> int:
    study = Study.open()
    if options.name and options.value:
        value = describe(options.name).parse(" ".join(options.value))
        if options.name == "keys":
            check_keys(value)
        study.configure(options.name, value)
        if not options.json:
            print_line(f"{options.name} = {shown(value)}")
            return 0
    asked = [describe(options.name)] if options.name else list(DESCRIPTIONS.values())
    values = {each.name: getattr(study.context.settings, each.name) for each in asked}
    if options.json:
        print_json(
            [
                {"name": each.name, "value": values[each.name], "default": each.default, "help": each.help}
                for each in asked
            ]
        )
    else:
        print_table(
            ("setting", "value", "what it does"), [(each.name, shown(values[each.name]), each.help) for each in asked]
        )
    return 0
