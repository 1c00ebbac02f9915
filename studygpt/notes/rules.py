"""The rules for what counts as a card in a vault, from its plugin settings and the options of the import."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from fnmatch import translate
from functools import lru_cache
from pathlib import Path
from warnings import catch_warnings, simplefilter

from studygpt.files import read_text
from studygpt.notes.cloze_patterns import ClozePattern, read_pattern

REVIEW_SETTINGS = "plugins/obsidian-spaced-repetition/data.json"
HIGHLIGHT = "==[123;;]answer[;;hint]=="
BOLD = "**[123;;]answer[;;hint]**"
CURLY = "{{[123;;]answer[;;hint]}}"
DEFAULT_DECK_TAG = "flashcards"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one vault. The defaults are those of the Obsidian Spaced Repetition plugin."""

    inline: str = "::"
    inline_reversed: str = ":::"
    multiline: str = "?"
    multiline_reversed: str = "??"
    end_marker: str = ""
    cloze_patterns: tuple[str, ...] = (HIGHLIGHT,)
    deck_tags: tuple[str, ...] = (DEFAULT_DECK_TAG,)
    folders_are_decks: bool = False
    ignored_folders: tuple[str, ...] = ()
    """The folders and path patterns that the vault's plugin ignores."""
    opt_in_folders: tuple[str, ...] = ()
    opt_in_all: bool = False
    trusted: tuple[str, ...] = ()
    """The kinds of suggestions that count as cards."""
    template_folders: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)

    def is_deck_tag(self, name: str) -> bool:
        """Whether a tag names a deck."""
        name = name.casefold()
        return any(name == tag or name.startswith(tag + "/") for tag in self.deck_tags)

    def deck_folder(self, path: str) -> str | None:
        """Return the folder because of which a note's cards count without a deck tag; None if there is none."""
        folder = path.rpartition("/")[0] or "."
        if self.is_ignored(path):
            return None
        if self.folders_are_decks and folder != ".":
            return folder
        return next((folder for chosen in self.opt_in_folders if _inside(folder, chosen)), None)

    def is_ignored(self, path: str) -> bool:
        """Whether the plugin ignores a note."""
        folder = path.rpartition("/")[0] or "."
        return any(
            _inside(folder, ignored) or ("*" in ignored and _glob(ignored).match(path))
            for ignored in self.ignored_folders
        )

    @property
    def clozes(self) -> tuple[ClozePattern, ...]:
        return _patterns(self.cloze_patterns)

    def with_opt_in(self, choices: tuple[str, ...], root: Path) -> Rules:
        """Return these rules with the tags and folders that `--opt-in TAG|FOLDER|all` adds."""
        tags, folders, everywhere = list(self.deck_tags), list(self.opt_in_folders), self.opt_in_all
        for choice in choices:
            name = choice.strip().rstrip("/")
            if name.startswith("#"):
                tags.append(name.lstrip("#").casefold())
            elif name == "all":
                everywhere = True
            elif name and (folder := (root / name).resolve()).is_dir() and folder.is_relative_to(root.resolve()):
                relative = folder.relative_to(root.resolve()).as_posix()
                everywhere = everywhere or relative == "."
                folders.append(relative)
            elif name:
                tags.append(name.casefold())
        return replace(
            self,
            deck_tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
            opt_in_folders=tuple(dict.fromkeys(folders)),
            opt_in_all=everywhere,
        )

    def with_trust(self, kinds: tuple[str, ...]) -> Rules:
        """Return these rules with the kinds of suggestions that count as cards because of `--trust KIND`."""
        return replace(self, trusted=tuple(sorted({*self.trusted, *kinds})))


@lru_cache(maxsize=64)
def _patterns(written: tuple[str, ...]) -> tuple[ClozePattern, ...]:
    return tuple(pattern for each in written if (pattern := read_pattern(each)) is not None)


@lru_cache(maxsize=64)
def _glob(pattern: str) -> re.Pattern[str]:
    """Compile a pattern such as `**/*.excalidraw.md`, which matches at any depth, including the top folder."""
    with catch_warnings():
        simplefilter("ignore", FutureWarning)  # `[[` may mean something else in a later Python
        return re.compile("|".join(translate(each) for each in (pattern, pattern.removeprefix("**/"))))


def _inside(folder: str, chosen: str) -> bool:
    return folder == chosen or folder.startswith(chosen.rstrip("/") + "/")


def read_rules(root: Path) -> Rules:
    """Read the rules of the Obsidian vault at `root`; for any other folder, return the defaults."""
    reader = _Settings(root / ".obsidian")
    review = reader.read(REVIEW_SETTINGS)
    review = _mapping(review.get("settings")) or review
    templates = reader.read("templates.json")
    templater = reader.read("plugins/templater-obsidian/data.json")
    common = Rules()
    patterns = _cloze_patterns(review)
    reader.problems += [
        f"{root / '.obsidian' / REVIEW_SETTINGS}: the cloze pattern {each!r} is not understood; it finds no cards"
        for each in patterns
        if read_pattern(each) is None
    ]
    tags = tuple(tag.lstrip("#").rstrip("/").casefold() for tag in _words(review.get("flashcardTags")))
    return Rules(
        inline=_separator(review, common.inline, "singleLineCard"),
        inline_reversed=_separator(review, common.inline_reversed, "singleLineReversedCard"),
        multiline=_separator(review, common.multiline, "multilineCard"),
        multiline_reversed=_separator(review, common.multiline_reversed, "multilineReversedCard"),
        cloze_patterns=patterns,
        end_marker=_text(review, "", "multilineCardEndMarker", "multiLineCardEndMarker"),
        deck_tags=tuple(tag for tag in tags if tag) or common.deck_tags,
        folders_are_decks=review.get("convertFoldersToDecks") is True,
        ignored_folders=tuple(folder.strip("/") for folder in _words(review.get("noteFoldersToIgnore"))),
        template_folders=tuple(
            folder.strip("/")
            for folder in (_text(templates, "", "folder"), _text(templater, "", "templates_folder"))
            if folder.strip("/")
        ),
        problems=tuple(reader.problems),
    )


def _separator(review: dict[str, object], default: str, kind: str) -> str:
    """Return the separator of a kind of card; an empty text if that kind is switched off.

    The keys of the settings have two spellings, because the plugin renamed them once. Old settings have a switch for
    each kind of card.
    """
    other = kind.replace("Line", "line") if "Line" in kind else kind.replace("line", "Line")
    if review.get(f"disable{other[0].upper()}{other[1:]}s") is True:
        return ""
    return _text(review, default, f"{kind}Separator", f"{other}Separator")


def _cloze_patterns(review: dict[str, object]) -> tuple[str, ...]:
    """Return the vault's cloze patterns. Older settings have a switch for each of the three usual patterns instead."""
    if review.get("disableClozeCards") is True:
        return ()
    written = review.get("clozePatterns")
    if isinstance(written, str):
        written = written.split("\n")
    if isinstance(written, list):
        return tuple(dict.fromkeys(each.strip() for each in written if isinstance(each, str) and each.strip()))
    switches = (
        (HIGHLIGHT, "convertHighlightsToClozes", True),
        (BOLD, "convertBoldTextToClozes", False),
        (CURLY, "convertCurlyBracketsToClozes", False),
    )
    return tuple(pattern for pattern, switch, default in switches if review.get(switch, default) is True)


class _Settings:
    """Read the settings files of a vault and collect their problems."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []

    def read(self, name: str) -> dict[str, object]:
        path = self.folder / name
        try:
            return _mapping(json.loads(read_text(path)))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            self.problems.append(
                f"{path}: these settings could not be read ({_reason(error)}); the plugin's defaults are used"
            )
            return {}


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(settings: dict[str, object], default: str, *keys: str) -> str:
    value = next((settings[key] for key in keys if key in settings), default)
    if not isinstance(value, str):
        return default
    bare = value.strip()
    return value if len(bare) == 1 and bare in "-=.,;:/|~*" and bare != value else bare  # the spaces in ` - ` matter


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
