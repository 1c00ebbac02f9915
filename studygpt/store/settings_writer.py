"""The text of `settings.toml`: a new one, and one in which a single setting is changed.

Imported only when a setting is written, as tomlkit takes longer to load than tomllib, which reads the file.
"""

from __future__ import annotations

import re

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.items import Comment, Item, Table

from studygpt.settings import DESCRIPTIONS, Description, SettingValue

_HEAD = """# The settings of StudyGPT. `studygpt config` and the app's screen write this file; so may you.
# A line that begins with # is the usual value.
"""
_Body = list[tuple[tomlkit.items.Key | None, Item]]
"""The lines of a document: comments and blank lines have no key."""


def new(changed: dict[str, SettingValue]) -> str:
    """Return a page of all settings with what each does; those that are not in `changed` are commented out."""
    lines = [_HEAD]
    for each in DESCRIPTIONS.values():
        line = f"{each.name} = {_item(changed.get(each.name, each.default)).as_string()}"
        lines += [f"# {each.help}", f"#   {each.takes}", line if each.name in changed else f"# {line}", ""]
    return "\n".join(lines)


def change(page: str, description: Description, value: SettingValue) -> str:
    """Return the page with one setting changed, or commented out if it gets its default; all other lines stay."""
    document = tomlkit.parse(page if page.endswith("\n") else f"{page}\n")
    name, is_default = description.name, value == description.default
    stored = document.item(name) if name in document else None
    if stored is None:
        if not is_default:
            _put_in(document.body, description, value)
    elif isinstance(stored, (Table, OutOfOrderTableProxy)) and isinstance(value, dict):
        for key in [key for key in stored if key not in value]:  # one by one: comments between them stay
            del stored[key]
        stored.update(value)
    elif is_default and isinstance(stored, Item):
        at = next(at for at, (key, _) in enumerate(document.body) if key is not None and key.key == name)
        behind = f"{stored.trivia.comment_ws}{stored.trivia.comment}"
        document.body[at] = None, tomlkit.comment(f"{name} = {_item(value).as_string()}{behind}")
    else:
        document[name] = _item(value)  # tomlkit keeps the comment after the value
    return document.as_string()


def _put_in(body: _Body, description: Description, value: SettingValue) -> None:
    """Put a setting where its commented line is; else after all others, but above the tables."""
    line = tomlkit.key(description.name), _item(value)
    commented = re.compile(rf"#[ \t]*{description.name}[ \t]*=")
    for at, (_, item) in enumerate(body):
        if isinstance(item, Comment) and commented.match(item.trivia.comment):
            body[at] = line
            return
    at = next((at for at, (_, item) in enumerate(body) if isinstance(item, Table)), len(body))
    above = [(None, tomlkit.nl())] if at else []
    body[at:at] = [*above, (None, tomlkit.comment(description.help)), line, (None, tomlkit.nl())]


def _item(value: SettingValue) -> Item:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    item: Item = tomlkit.item(value)
    return item
