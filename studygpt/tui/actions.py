"""Every action of the app, declared once. Keys, the line of keys, the palette and the help follow from this table.

A key means one thing on every screen. Keys can be changed in the settings (`keys`), by the action's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from studygpt.errors import UsageError

ALL = "all"
"""Stands for the names of all screens."""


class Action(NamedTuple):
    """A row of the table: an action as it is on some screens."""

    name: str
    """The name of the action, which may have several rows for different screens, with the same keys in all of them."""
    keys: str
    """The keys, separated by commas; the first one is shown."""
    label: str
    """The label for the line of keys, in one word or two."""
    help: str
    screens: tuple[str, ...]
    in_line: bool = True
    """Whether the line of keys shows it."""


_WIDE = ("review", "note", "browse", "inbox", "doubts", "practice")
"""Screens that show formulas and code."""

ACTIONS = (
    Action("start", "space,enter", "start", "begin what is marked: the review, a deck or a concept", ("home",)),
    Action("choose", "enter", "this one", "choose what is marked", ("choose",)),
    Action("choose", "enter", "card", "move into the card, to scroll in it", ("browse", "inbox", "doubts"), False),
    Action("choose", "enter", "back", "close this window", ("info", "help"), False),
    Action("start", "space,enter", "look", "move into the figures, to scroll in them; escape comes back", ("stats",)),
    Action("change", "space,enter", "change", "change the marked setting", ("settings",)),
    Action("check", "space,enter", "check", "check the file as it is now; every save does so too", ("practice",)),
    Action("start", "space,enter", "start", "open the marked exercise", ("exercises",)),
    Action("reveal", "space,enter", "show", "show the answer; then grade it Good", ("review",)),
    Action("grade_again", "1", "Again", "grade the card Again: it was not known", ("review",), False),
    Action("grade_hard", "2", "Hard", "grade the card Hard: known with trouble", ("review",), False),
    Action("grade_good", "3", "Good", "grade the card Good", ("review",), False),
    Action("grade_easy", "4", "Easy", "grade the card Easy: known at once", ("review",), False),
    Action("same", "y", "same", "a card in doubt is still the one you learned", ("review",), False),
    Action("same", "y", "same", "the card, or each of the group, is still the one you learned", ("doubts",)),
    Action("next", "n", "another", "it is another card: it begins anew, and its history is set aside", ("doubts",)),
    Action("same_again", "p", "again", "a card in doubt is the same, but show it again today", ("review",), False),
    Action("same_again", "p", "again", "it is the same, but show it again today", ("doubts",)),
    Action("accept", "a", "accept", "make the suggestion a card", ("inbox",)),
    Action("drop", "delete,backspace", "reject", "never suggest this again", ("inbox",)),
    Action(
        "undo",
        "u",
        "undo",
        "take back the last action, as often as you like",
        ("review", "browse", "home", "inbox", "doubts", "exercises"),
    ),
    Action("mark", "space", "mark", "mark the card or the group, to decide about several at once", ("doubts",)),
    Action("mark_all", "asterisk", "group", "mark all cards that changed alike, or none", ("doubts",)),
    Action("edit", "e", "edit", "write your file in $EDITOR; it is checked when you save", ("practice",)),
    Action("hint", "h", "hint", "a hint, where the card has one", ("review",)),
    Action("hint", "h", "hint", "the next hint", ("practice",)),
    Action("train", "t", "train", "train a small GPT with your part beside the reference", ("practice",)),
    Action("solution", "S", "solution", "the reference; before a pass the exercise comes back soon", ("practice",)),
    Action("edit", "e", "edit", "edit the note in $EDITOR", ("review", "browse", "doubts", "note")),
    Action("edit", "e", "edit", "rewrite it in $EDITOR, as a card of your own", ("inbox",)),
    Action("edit", "e", "answer", "write the answer in $EDITOR: it becomes a card", ("questions",)),
    Action(
        "open",
        "o",
        "source",
        "open the note: in Obsidian where it runs, else here",
        ("review", "browse", "note", "inbox", "doubts", "questions"),
    ),
    Action("follow", "l", "link", "follow a link; escape comes back", ("review", "browse", "note", "inbox", "doubts")),
    Action("follow", "l", "cards", "read the cards that teach what went wrong", ("practice",)),
    Action("exercise", "x", "exercise", "start the exercise that the card links to", ("review", "browse"), False),
    Action("exercise", "x", "exercises", "the path of all exercises", ("home", "practice")),
    Action("suspend", "minus", "suspend", "take the card out of review until you bring it back", ("review", "browse")),
    Action("bury", "b", "bury", "hide the card until tomorrow", ("review", "browse")),
    Action("flag", "f", "flag", "flag the card for a later look, or remove the flag", ("review", "browse")),
    Action("info", "i", "info", "everything about the card, with its forgetting curve", ("review", "browse", "doubts")),
    Action("info", "i", "back", "close this window", ("info",), False),
    Action("next", "n", "next", "move the card to the end of the queue; a card in doubt is another one", ("review",)),
    Action("next", "n", "next", "the next exercise of the path", ("practice",)),
    Action("restart", "R", "again", "begin again from the empty file; yours is kept, and can come back", ("practice",)),
    Action("set_due", "d", "due", "choose another day for the card", ("review", "browse"), False),
    Action("restart", "R", "new", "make the card new again", ("review", "browse"), False),
    Action("mark", "space", "mark", "mark the card, to act on several at once", ("browse", "inbox")),
    Action("mark_all", "asterisk", "all", "mark all cards of the list, or none", ("browse", "inbox"), False),
    Action("tag", "number_sign", "tag", "add a tag of your own, or remove one with a minus", ("browse",), False),
    Action("accept", "a", "accept", "give an orphan's history to the card that it has become", ("browse",), False),
    Action("drop", "delete,backspace", "drop", "delete an orphan for good", ("browse",), False),
    Action("more", "m", "more", "more cards today", ("review", "home"), False),
    Action("spread", "w", "spread", "after a pause: spread the waiting reviews over the next days", ("home",), False),
    Action("search", "slash", "search", "look up cards", ("review", "home", "browse")),
    Action("search", "slash", "cards", "the cards of the marked concept", ("stats",)),
    Action("inbox", "I", "inbox", "passages of your notes that could become cards", ("home",)),
    Action("doubts", "C", "changed", "the cards that changed: are they still the same?", ("review", "home", "inbox")),
    Action("questions", "Q", "questions", "the questions and terms that your notes leave open", ("home",)),
    Action("stats", "P", "progress", "how far you have come, concept by concept", ("home",)),
    Action("settings", "comma", "settings", "every setting, with what it does", ("home", "review")),
    Action("down", "j,down", "down", "a line down", (ALL,), False),
    Action("up", "k,up", "up", "a line up", (ALL,), False),
    Action("top", "g,home", "top", "to the beginning", (ALL,), False),
    Action("bottom", "G,end", "bottom", "to the end", (ALL,), False),
    Action("left", "left", "left", "move a wide formula to the left", _WIDE, False),
    Action("right", "right", "right", "move a wide formula to the right", _WIDE, False),
    Action("help", "question_mark", "help", "all keys of this screen", (ALL,)),
    Action("back", "q,escape", "back", "go back; at Home, leave the program", (ALL,)),
)


NAMES = frozenset(action.name for action in ACTIONS)
"""The names of all actions."""


def actions_of(screen: str) -> Iterator[Action]:
    """The actions of a screen, in the order of the table."""
    return (action for action in ACTIONS if ALL in action.screens or screen in action.screens)


def keys_of(action: Action, changed: Mapping[str, str]) -> str:
    """The keys of an action: those chosen in the settings, else the usual ones."""
    keys = (key.strip() for key in changed.get(action.name, action.keys).split(","))
    named = [_NAMED.get(key, key if len(key) == 1 else key.lower()) for key in keys]
    if action.name == "back" and "escape" not in named:  # where text is typed, it is the only way out
        named.append("escape")
    return ",".join(named)


def key_of(name: str, changed: Mapping[str, str]) -> str:
    """The key of an action as it is shown in the line of keys and in sentences."""
    action = next(action for action in ACTIONS if action.name == name)
    return shown_key(keys_of(action, changed).split(",")[0])


def check_keys(changed: Mapping[str, str]) -> None:
    """Refuse an action that the table does not know, and a key that would mean two things on one screen."""
    for name, keys in changed.items():
        if name not in NAMES:
            from difflib import get_close_matches  # only when a name is wrong

            near = get_close_matches(name, sorted(NAMES), n=1, cutoff=0.6)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(NAMES))}"
            raise UsageError(f"keys: there is no action {name!r}; {hint}")
        for key in keys.split(","):
            if not _KEY.match(key.strip()):
                raise UsageError(f"keys: {name} cannot have the key {key.strip()!r}; write such as z, G, f5 or ctrl+t")
    for screen in sorted({screen for action in ACTIONS for screen in action.screens} - {ALL}):
        owner: dict[str, str] = {}
        for action in actions_of(screen):
            for key in keys_of(action, changed).split(","):
                other = owner.setdefault(key, action.name)
                if other != action.name and {other, action.name} & changed.keys():
                    raise UsageError(f"keys: {shown_key(key)} would mean both {other} and {action.name}")


_KEY = re.compile(r"(?:(?:ctrl|shift|alt)\+)*(?:[a-z_]+[0-9]*|\S)\Z", re.IGNORECASE)

_SHOWN = {
    "space": "space",
    "enter": "enter",
    "minus": "-",
    "slash": "/",
    "asterisk": "*",
    "delete": "del",
    "comma": ",",
    "full_stop": ".",
    "semicolon": ";",
    "colon": ":",
    "plus": "+",
    "equals_sign": "=",
    "number_sign": "#",
    "exclamation_mark": "!",
    "question_mark": "?",
    "escape": "esc",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


_NAMED = {shown: key for key, shown in _SHOWN.items() if len(shown) == 1} | {"esc": "escape"}


def shown_key(key: str) -> str:
    """A key as people write it, such as `-` for `minus`."""
    return _SHOWN.get(key, key)
