"""What every screen does that shows a card or a note: moving about in it, its links, its source, the editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.app import SuspendNotSupported

from studygpt.errors import StudyError
from studygpt.model import Card
from studygpt.render.pictures import Drawing, Embed, Pictures
from studygpt.render.spans import Line
from studygpt.tui.base import StudyScreen
from studygpt.tui.card_view import CardView

Made = TypeVar("Made")

if TYPE_CHECKING:
    from pathlib import Path

    from studygpt.study import ExternalTarget, NoteLocation, Study


class CardScreen(StudyScreen):
    """A screen with one `CardView`, that shows a card or a note."""

    study: Study | None = None

    def shown_card(self) -> Card | None:
        """The card that is meant by what a person does."""
        return None

    def shown_place(self) -> NoteLocation | None:
        """Where what is shown stands; refused where it stands nowhere."""
        card = self.shown_card()
        return self.study.links.place(card) if self.study is not None and card is not None else None

    # ------------------------------------------------------------------ the editor

    def action_edit(self) -> None:
        """The note in the person's editor, at this line; then it is read again."""
        self._try(self._edit)

    def _edit(self) -> None:
        place = self.shown_place()
        if place is None or self.study is None:
            return
        self._in_editor(place)
        if self.study.library.note_file(place.source, place.path) != place.file:
            self.say("A note that ships: your copy in the workspace stands in for it from now on.")
        self.study.library.sync_source(self.study.library.source(place.source))
        self.all_renewed()

    def all_renewed(self) -> None:
        """Something changed that other screens may show too."""
        for screen in self.app.screen_stack:
            if isinstance(screen, StudyScreen):
                screen.renew()

    def _in_editor(self, place: NoteLocation) -> None:
        from studygpt.study import edit, editable

        with editable(place) as mine:
            self.with_terminal(lambda: edit(mine.file, mine.line))

    def with_terminal(self, act: Callable[[], Made]) -> Made:
        """Do what needs the terminal for itself."""
        try:
            with self.app.suspend():
                try:
                    made, failure = act(), None
                except StudyError as error:  # the app must come back first
                    failure = error
        except SuspendNotSupported:  # no terminal to hand over; an editor with a window of its own needs none
            return act()
        if failure is not None:
            raise failure
        return made

    # ------------------------------------------------------------------ the source, and where links lead

    def action_open(self) -> None:
        """The note in Obsidian, where that runs; else here."""
        self._try(self._open)

    def _open(self) -> None:
        from studygpt.study import obsidian_address, show_outside

        place = self.shown_place()
        if place is None:
            return
        address = obsidian_address(place.file)
        if address is not None:
            show_outside(address)
            self.say("Opened in Obsidian.")
        elif self.NAME == "note":
            self.say(f"This is {place.file}. Obsidian does not run, or the note is in no vault of its own.")
        else:
            self._show(place)

    def action_follow(self) -> None:
        """The one link there is, or one of several."""
        self._try(self._follow)

    def _follow(self) -> None:
        ways = self._ways()
        if not ways:
            self.say("There is no link here.")
        elif len(ways) == 1:
            ways[0][1]()
        else:
            from studygpt.tui.ask import ChooseScreen

            def chosen(number: int | None) -> None:
                if number is not None:
                    self._try(ways[number][1])

            self.app.push_screen(ChooseScreen("Links", [words for words, _ in ways]), chosen)

    def _ways(self) -> list[tuple[str, Callable[[], None]]]:
        """Every link that is shown, with what it says and what following it does."""
        study, place, card = self.study, self.shown_place(), self.shown_card()
        if study is None or place is None:
            return []
        links, begin = study.links, place
        targets = link_targets(self.query_one(CardView).lines)
        ways: list[tuple[str, Callable[[], None]]] = [
            (words, lambda target=target: self._go(links.follow(target, begin)))  # type: ignore[misc]
            for target, words in targets.items()
        ]
        if card is not None:
            ways += [
                (f"concept: {concept}", lambda to=to: self._go(to))  # type: ignore[misc]
                for concept, to in links.concepts(card)
            ]
            ways += [
                (f"exercise: {slug}", lambda slug=slug: self._practise(slug))  # type: ignore[misc]
                for slug in card.exercises
            ]
        return ways

    def _go(self, to: NoteLocation | ExternalTarget) -> None:
        from studygpt.study import NoteLocation

        if isinstance(to, NoteLocation):
            self._show(to)
            return
        from studygpt.study import show_outside

        show_outside(to.address)
        self.say(f"Opened {to.address}")

    def _show(self, place: NoteLocation) -> None:
        from studygpt.tui.note import NoteScreen

        assert self.study is not None, "there is a study where there is a place"
        text = self.study.links.read(place)  # what cannot be read is said here, and no screen opens
        self.app.push_screen(NoteScreen(place, text, self.changed_keys))

    def action_exercise(self) -> None:
        card = self.shown_card()
        if card is None:
            return
        if not card.exercises:
            self.say("This card links to no exercise.")
            return
        if len(card.exercises) == 1:
            self._practise(card.exercises[0])
            return
        from studygpt.tui.ask import ChooseScreen

        def chosen(number: int | None) -> None:
            if number is not None:
                self._practise(card.exercises[number])

        self.app.push_screen(ChooseScreen("Exercises", card.exercises), chosen)

    def _practise(self, slug: str) -> None:
        from studygpt.tui.practice import open_exercise

        self._try(lambda: open_exercise(self, slug))

    def action_info(self) -> None:
        card = self.shown_card()
        if self.study is not None and card is not None:
            from studygpt.tui.info import InfoScreen

            self.app.push_screen(InfoScreen(self.study, card))

    def _try(self, act: Callable[[], None]) -> None:
        """Do something; a refusal is a sentence."""
        try:
            act()
        except StudyError as error:
            self.say(str(error), warning=True)

    # ------------------------------------------------------------------ images

    def pictures(self, at: Card | NoteLocation) -> Pictures | None:
        """What draws the images of a card or note; None where they are only named."""
        study = self.study
        if study is None or self.app.no_color or study.context.settings.images == "off":
            return None
        links = study.links

        def picture(embed: Embed, room: int) -> Drawing | str:
            from studygpt.tui.app import StudyApp

            gallery = self.app.gallery if isinstance(self.app, StudyApp) else None
            if gallery is None:
                return ""
            from studygpt.tui.pictures import Key

            def find() -> Path | None:
                return links.file(embed.target, links.place(at) if isinstance(at, Card) else at)

            return gallery.picture(Key(at.source, at.path, embed.target), find, embed, room)

        return picture

    def on_screen_suspend(self) -> None:
        self._redraw()

    def on_screen_resume(self) -> None:
        self._redraw()

    def _redraw(self) -> None:
        """A window may come to lie above what was drawn, or go."""
        for view in self.query(CardView):
            view.refresh_pictures()

    # ------------------------------------------------------------------ moving about

    @property
    def view(self) -> CardView:
        """What the keys move."""
        return self.query_one(CardView)

    def action_down(self) -> None:
        self.view.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        self.view.scroll_relative(y=-1, animate=False)

    def action_top(self) -> None:
        self.view.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.view.scroll_end(animate=False)

    def action_left(self) -> None:
        self.view.move_sideways(-1)

    def action_right(self) -> None:
        self.view.move_sideways(1)


def link_targets(lines: Sequence[Line]) -> dict[str, str]:
    """Where the links of some lines lead, and their words, in order; those of a link that is broken off in full."""
    found: dict[str, list[str]] = {}
    for line in lines:
        for segment in line.segments:
            words = f"[{segment.row.name}]" if segment.row is not None else segment.text.strip()
            if segment.target and words:
                found.setdefault(segment.target, []).append(words)
    return {
        target: words if (words := " ".join(dict.fromkeys(parts))) == target else f"{words} ({target})"
        for target, parts in found.items()
    }
