"""Registered folders of notes: import, sync, and where a note lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studygpt import paths
from studygpt.backup.copies import back_up
from studygpt.context import StudyContext
from studygpt.errors import StudyError, UsageError
from studygpt.model import Problem
from studygpt.progress import Progress, unwatched
from studygpt.store import sources as source_store
from studygpt.store.constants import SHIPPED
from studygpt.store.sources import Source

if TYPE_CHECKING:
    from studygpt.sync import Summary


class Sources:
    """The folders of notes that a study knows."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def sources(self) -> list[Source]:
        """All registered folders of notes, the learner's own first."""
        with self.context.database.read() as connection:
            return source_store.all_sources(connection)

    def contents(self) -> dict[int, tuple[int, int]]:
        """How many notes and cards each source holds, by the source's key."""
        with self.context.database.read() as connection:
            return source_store.count_contents(connection)

    def source(self, name: str) -> Source:
        """The source with this name."""
        known = self.sources()
        found = next((source for source in known if source.name == name), None)
        if found is None:
            names = ", ".join(source.name for source in known)
            raise UsageError(f"there is no source {name!r}; there are: {names}")
        return found

    def register_shipped(self) -> None:
        """Register and read the notes that ship, unless that was done before."""
        folder = paths.shipped_decks()
        with self.context.database.read() as connection:
            known = source_store.find_source(connection, SHIPPED)
        if known is None and folder.is_dir():
            with self.context.database.write() as connection:
                known = source_store.find_source(connection, SHIPPED)  # another program may have been faster
                if known is None:
                    source_store.add_source(connection, SHIPPED, folder, ())
            known = self.source(SHIPPED)
        if known is not None and not known.rules and folder.is_dir():  # registered, and never read to the end
            self.sync_source(known)

    def import_folder(
        self,
        path: Path,
        name: str | None,
        opt_in: tuple[str, ...],
        progress: Progress = unwatched,
        *,
        trusted: tuple[str, ...] = (),
    ) -> Summary:
        """Register a folder as a source and read its notes; a registered one is read again."""
        folder = path.expanduser()
        if not folder.exists():
            raise StudyError(f"{path}: there is no such folder")
        if not folder.is_dir():
            raise StudyError(
                f"{path}: this is a file; `studygpt import` takes a folder of notes, such as {folder.parent}, "
                "and `studygpt preview` shows the cards of one note"
            )
        folder = folder.resolve()
        source = self._registered(folder, name)
        if source is None:
            source = self.register(folder, name or folder.name or "notes", opt_in, trusted)
        elif set(opt_in) - set(source.opt_in) or set(trusted) - set(source.trusted):
            source = replace(
                source,
                opt_in=tuple(dict.fromkeys((*source.opt_in, *opt_in))),
                trusted=tuple(dict.fromkeys((*source.trusted, *trusted))),
            )
            with self.context.database.write() as connection:
                source_store.change_source(connection, source.pk, opt_in=source.opt_in, trusted=source.trusted)
        return self.sync_source(source, progress)

    def _registered(self, folder: Path, name: str | None) -> Source | None:
        """The source of this folder, if it is one; refused if it lies inside another source or holds one."""
        for source in self.sources():
            if source.path == folder:
                if name is not None and name != source.name:
                    raise StudyError(f"{folder}: this folder is registered already, as the source {source.name!r}")
                return source
            if source.name != SHIPPED and (folder in source.path.parents or source.path in folder.parents):
                inner, outer = sorted((folder, source.path), key=lambda each: len(each.parts), reverse=True)
                raise StudyError(
                    f"{inner} lies inside {outer}, and one of them is registered as the source {source.name!r}: a note "
                    "in both would become two cards. Remove that source first (`studygpt sources remove`), or import "
                    "another folder."
                )
        return None

    def register(self, folder: Path, name: str, opt_in: tuple[str, ...], trusted: tuple[str, ...] = ()) -> Source:
        """Make a folder a source, without reading its notes yet."""
        taken = next((source for source in self.sources() if source.name == name), None)
        if taken is not None:
            raise StudyError(
                f"a source named {name!r} is registered already ({taken.path}); choose another name with --name"
            )
        with self.context.database.write() as connection:
            source_store.add_source(connection, name, folder, opt_in, trusted)
        return self.source(name)

    def note_file(self, source: str, path: str) -> Path:
        """The file of a note; for a note that ships, the learner's edited copy if there is one."""
        folder = self.source(source).path
        copy = paths.deck_copies() / path
        return copy if source == SHIPPED and copy.is_file() else folder / path

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Put the cards of a source into play, or out of it."""
        source = self.source(name)
        with self.context.database.write() as connection:
            source_store.change_source(connection, source.pk, enabled=enabled)

    def remove(self, name: str) -> Source:
        """Remove a source with its cards, after a backup; its notes stay."""
        source = self.source(name)
        if source.name == SHIPPED:
            raise StudyError("the shipped decks cannot be removed; `studygpt sources disable studygpt` turns them off")
        back_up(self.context.database, "before-remove")
        with self.context.database.write() as connection:
            source_store.remove_source(connection, source.pk)
        return source

    def sync_source(
        self, source: Source, progress: Progress = unwatched, *, allow_large_loss: bool = False, dry_run: bool = False
    ) -> Summary:
        """Bring a source's cards in line with its notes; `allow_large_loss` and `dry_run` as in `studygpt.sync`."""
        from studygpt.sync import sync_source  # only when notes are read: today's first card waits for no reader

        if source.name == SHIPPED and source.path != paths.shipped_decks():
            source = replace(source, path=paths.shipped_decks())
            with self.context.database.write() as connection:
                source_store.change_source(connection, source.pk, path=source.path)
        context = self.context
        now, settings = context.clock(), context.settings
        return sync_source(
            context.database, source, now, settings, progress, allow_large_loss=allow_large_loss, dry_run=dry_run
        )

    def passed_over(self, source: Source) -> Iterator[Problem]:
        """Read a source's notes again, and report each place that looks like a card and is none."""
        # Only for `import --verbose`: nothing else needs the reader of notes here.
        from studygpt.notes.read_note import read_note
        from studygpt.notes.skipped_lines import skipped_lines
        from studygpt.notes.vault import UnreadableNote, decode
        from studygpt.sync.scan import scan_folder

        folder = scan_folder(source)
        yield from (Problem(path, 0, "set aside by the vault (template, ignore file)") for path in folder.left_out)
        for file in folder.files:
            try:
                text = decode(Path(folder.place(file.path)).read_bytes())
            except (OSError, UnreadableNote):  # the import has reported it
                continue
            yield from skipped_lines(text, read_note(text, file.path, folder.rules), folder.rules)
