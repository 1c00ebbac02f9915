"""Sources, which are registered folders of notes: import, sync and remove them, and find their notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from studygpt.store.constants import LAB, SHIPPED
from studygpt.store.sources import Source

if TYPE_CHECKING:
    from studygpt.sync import Losses, Summary


class Sources:
    """Manage the sources: the registered folders of notes."""

    def __init__(self, context: StudyContext) -> None:
        self.context = context

    def sources(self) -> list[Source]:
        """Return all sources, the learner's own first."""
        with self.context.database.read() as connection:
            return source_store.all_sources(connection)

    def has_own_notes(self) -> bool:
        """Whether the learner has taken in notes besides those that come with the program."""
        return any(source.name not in (SHIPPED, LAB) for source in self.sources())

    def contents(self) -> dict[int, tuple[int, int]]:
        """Return the number of notes and the number of cards of each source, by the source's key."""
        with self.context.database.read() as connection:
            return source_store.count_contents(connection)

    def source(self, name: str) -> Source:
        """Return the source with this name; raise an error if there is none."""
        known = self.sources()
        found = next((source for source in known if source.name == name), None)
        if found is None:
            names = ", ".join(source.name for source in known)
            raise UsageError(f"there is no source {name!r}; there are: {names}")
        return found

    def register_shipped(self) -> None:
        """Register the shipped notes as a source and read them, unless that was done before."""
        folder = paths.shipped_decks()
        with self.context.database.read() as connection:
            known = source_store.find_source(connection, SHIPPED)
        if known is None and folder.is_dir():
            with self.context.database.write() as connection:
                known = source_store.find_source(connection, SHIPPED)  # another process may have added it
                if known is None:
                    source_store.add_source(connection, SHIPPED, folder, ())
            known = self.source(SHIPPED)
        if known is not None and not known.rules and folder.is_dir():  # registered, but never completely read
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
        """Register a folder as a source and read its notes. If it is registered already, only read them again."""
        folder = self._folder(path)
        source = self._registered(folder, name)
        if source is None:
            self._refuse_overlap(folder, self.sources())
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

    def _folder(self, path: Path) -> Path:
        """Return a folder that a person named, without symbolic links; raise an error if it is none."""
        folder = path.expanduser()
        if not folder.exists():
            raise StudyError(f"{path}: there is no such folder")
        if not folder.is_dir():
            raise StudyError(
                f"{path}: this is a file, and a source is a folder of notes, such as {folder.parent}; "
                "`studygpt preview` shows the cards of one note"
            )
        return folder.resolve()

    def _registered(self, folder: Path, name: str | None) -> Source | None:
        """Return the source of this folder, or None; raise an error if it is registered under another name."""
        source = next((each for each in self.sources() if is_at(each, folder)), None)
        if source is not None and name not in (None, source.name):
            raise StudyError(f"{folder}: this folder is registered already, as the source {source.name!r}")
        return source

    def _refuse_overlap(self, folder: Path, others: Iterable[Source]) -> None:
        """Raise an error if the folder is inside one of these sources or contains one."""
        for source in others:
            if source.name == SHIPPED:
                continue
            for place in (source.path, source.path.resolve()):  # a link may stand where the folder was
                if folder in place.parents or place in folder.parents:
                    inner, outer = sorted((folder, place), key=lambda each: len(each.parts), reverse=True)
                    raise StudyError(
                        f"{inner} lies inside {outer}, and one of them is registered as the source {source.name!r}: a "
                        "note in both would become two cards. Remove that source first (`studygpt sources remove`), or "
                        "name another folder."
                    )

    def register(self, folder: Path, name: str, opt_in: tuple[str, ...], trusted: tuple[str, ...] = ()) -> Source:
        """Register a folder as a source without reading its notes."""
        taken = next((source for source in self.sources() if source.name == name), None)
        if taken is not None:
            raise StudyError(
                f"a source named {name!r} is registered already ({taken.path}); choose another name with --name"
            )
        with self.context.database.write() as connection:
            source_store.add_source(connection, name, folder, opt_in, trusted)
        return self.source(name)

    def note_file(self, source: str, path: str) -> Path:
        """Return the file of a note; for a shipped note, the learner's edited copy if there is one."""
        folder = self.source(source).path
        copy = paths.deck_copies() / path
        return copy if source == SHIPPED and copy.is_file() else folder / path

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Enable or disable a source. The cards of a disabled source appear in no queue."""
        source = self.source(name)
        with self.context.database.write() as connection:
            source_store.change_source(connection, source.pk, enabled=enabled)

    def remove(self, name: str) -> Source:
        """Back up the database and remove a source with its cards. The note files are not touched."""
        source = self.source(name)
        if source.name == SHIPPED:
            raise StudyError("the shipped decks cannot be removed; `studygpt sources disable studygpt` turns them off")
        back_up(self.context.database, "before-remove")
        with self.context.database.write() as connection:
            source_store.remove_source(connection, source.pk)
        return source

    def sync_source(
        self, source: Source, progress: Progress = unwatched, *, losses: Losses | None = None, dry_run: bool = False
    ) -> Summary:
        """Update a source's cards from its notes; `studygpt.sync` explains `losses` and `dry_run`."""
        from studygpt import sync  # only when notes are read, so that the first card is shown sooner

        if source.name == SHIPPED and source.path != paths.shipped_decks():
            source = replace(source, path=paths.shipped_decks())
            with self.context.database.write() as connection:
                source_store.change_source(connection, source.pk, path=source.path)
        context = self.context
        now, settings = context.clock(), context.settings
        losses = losses or sync.Losses.STOP
        return sync.sync_source(context.database, source, now, settings, progress, losses=losses, dry_run=dry_run)

    def passed_over(self, source: Source) -> Iterator[Problem]:
        """Read a source's notes again, and yield each place that looks like a card but is none, with the reason."""
        # Imported only for `import --verbose`: nothing else in this module needs to read notes.
        from studygpt.notes.read_note import note_from_bytes
        from studygpt.notes.skipped_lines import skipped_lines
        from studygpt.notes.vault import UnreadableNote, decode, read_note_bytes
        from studygpt.sync.scan import scan_folder

        folder = scan_folder(source)
        yield from (Problem(path, 0, "set aside by the vault (template, ignore file)") for path in folder.left_out)
        for file in folder.files:
            try:
                data = read_note_bytes(folder.place(file.path))
                note = note_from_bytes(data, file.path, folder.rules)
            except (OSError, UnreadableNote):  # the import has already reported it
                continue
            yield from skipped_lines(decode(data), note, folder.rules)


def is_at(source: Source, folder: Path) -> bool:
    """Whether the source's folder is this one, by whatever path: through a link, a mount or another case of letters."""
    try:
        return source.path == folder or source.path.samefile(folder)
    except OSError:
        return False
