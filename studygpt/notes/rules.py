"""What counts as a card in one vault: its owner's plugin settings, and what was asked for at import."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

DEFAULT_DECK_TAG = "flashcards"


@dataclass(frozen=True, slots=True)
class Rules:
    inline: str = "::"
    inline_reversed: str = ":::"
    multiline: str = "?"
    multiline_reversed: str = "??"
    end_marker: str = ""
    deck_tags: tuple[str, ...] = (DEFAULT_DECK_TAG,)
    folders_are_decks: bool = False
    ignored_folders: tuple[str, ...] = ()
    opt_in_folders: tuple[str, ...] = ()
    opt_in_all: bool = False
    trusted: tuple[str, ...] = ()
    """Kinds of suggestions that are cards here."""
    template_folders: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)

    def is_deck_tag(self, name: str) -> bool:
        name = name.casefold()
        return any(name == tag or name.startswith(tag + "/") for tag in self.deck_tags)

    def deck_folder(self, path: str) -> str | None:
        """The folder that makes a note's cards count without a tag, if one does."""
        folder = path.rpartition("/")[0] or "."
        if any(_inside(folder, ignored) for ignored in self.ignored_folders):
            return None
        if self.folders_are_decks and folder != ".":
            return folder
        return next((folder for chosen in self.opt_in_folders if _inside(folder, chosen)), None)

    def with_opt_in(self, choices: tuple[str, ...], root: Path) -> Rules:
        """These rules, and what `--opt-in TAG|FOLDER|all` adds to them."""
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
        """These rules, where suggestions of some kinds are cards: what `--trust KIND` adds."""
        return replace(self, trusted=tuple(sorted({*self.trusted, *kinds})))


def _inside(folder: str, chosen: str) -> bool:
    return folder == chosen or folder.startswith(chosen.rstrip("/") + "/")


def read_rules(root: Path) -> Rules:
    """The rules of the Obsidian vault at `root`; the common ones where it is none."""
    reader = _Settings(root / ".obsidian")
    review = reader.read("plugins/obsidian-spaced-repetition/data.json")
    review = _mapping(review.get("settings")) or review
    templates = reader.read("templates.json")
    templater = reader.read("plugins/templater-obsidian/data.json")
    common = Rules()
    tags = tuple(tag.lstrip("#").rstrip("/").casefold() for tag in _words(review.get("flashcardTags")))
    return Rules(
        # Two spellings are found: the plugin renamed its keys once.
        inline=_text(review, common.inline, "singleLineCardSeparator", "singlelineCardSeparator"),
        inline_reversed=_text(
            review, common.inline_reversed, "singleLineReversedCardSeparator", "singlelineReversedCardSeparator"
        ),
        multiline=_text(review, common.multiline, "multilineCardSeparator", "multiLineCardSeparator"),
        multiline_reversed=_text(
            review, common.multiline_reversed, "multilineReversedCardSeparator", "multiLineReversedCardSeparator"
        ),
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


class _Settings:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []

    def read(self, name: str) -> dict[str, object]:
        path = self.folder / name
        try:
            return _mapping(json.loads(path.read_text(encoding="utf-8-sig")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            self.problems.append(f"{path}: these settings could not be read ({error}); the plugin's defaults are used")
            return {}


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(settings: dict[str, object], default: str, *keys: str) -> str:
    value = next((settings[key] for key in keys if key in settings), default)
    return value.strip() if isinstance(value, str) else default


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []
