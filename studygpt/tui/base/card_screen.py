"""The base of screens that show a card or a note: moving about in it, its links, its source, the editor, its images."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.app import SuspendNotSupported

from studygpt import study as facade  # its names are loaded when they are first used
from studygpt.errors import StudyError
from studygpt.model import Card
from studygpt.render.images import DrawImage, Drawing, Embed
from studygpt.tui.base.study_screen import Made, StudyScreen
from studygpt.tui.content.card import link_targets
from studygpt.tui.widgets.card_view import CardView

if TYPE_CHECKING:
    from pathlib import Path

    from studygpt.study import ExternalTarget, NoteLocation


class ShownLink(NamedTuple):
    """A link that a screen shows."""

    words: str
    follow: Callable[[], None]


class CardScreen(StudyScreen):
    """A screen that shows a card or a note in a `CardView`."""

    def shown_card(self) -> Card | None:
        """The card that the keys act on."""
        return None

    def shown_place(self) -> NoteLocation | None:
        """The place in a note that the keys act on; refused where its note is gone."""
        card = self.shown_card()
        return self.study.links.place(card) if card is not None else None

    # ------------------------------------------------------------------ the editor

    def action_edit(self) -> None:
        """Open the editor; what it is opened on depends on the screen."""
        self.attempt(self.edit)

    def edit(self) -> None:
        """Edit the note at the place that is shown, then read its source again."""
        place = self.shown_place()
        if place is None:
            return
        self.edit_note(place)
        if self.study.library.note_file(place.source, place.path) != place.file:
            self.say("A note that ships: your copy in the workspace stands in for it from now on.")
        self.study.library.sync_source(self.study.library.source(place.source))
        self.host.renew_screens()

    def edit_note(self, place: NoteLocation) -> None:
        """Open a note in the editor; a note that ships is copied to the workspace first."""
        with facade.editable(place) as own:
            self.with_terminal(lambda: facade.edit(own.file, own.line))

    def write_card(self, front: str, back: str, unchanged: str) -> tuple[str, str] | None:
        """Open the editor to write a card. If its answer stays empty, return None and say so, with `unchanged`."""
        written = self.with_terminal(lambda: facade.edit_card(front, back))
        if written is None:
            self.say(f"The answer is empty; {unchanged}.")
        return written

    def with_terminal(self, act: Callable[[], Made]) -> Made:
        """Run a function that needs the terminal for itself."""
        try:
            with self.app.suspend():
                try:
                    made, failure = act(), None
                except StudyError as error:  # raised again once the app is back on the screen
                    failure = error
        except SuspendNotSupported:  # an editor with a window of its own needs no terminal
            return act()
        if failure is not None:
            raise failure
        return made

    # ------------------------------------------------------------------ the source, and where links lead

    def action_open(self) -> None:
        """Open the note in Obsidian if it is running, else in the app."""
        self.attempt(self._open)

    def _open(self) -> None:
        place = self.shown_place()
        if place is None:
            return
        address = facade.obsidian_address(place.file)
        if address is not None:
            facade.show_outside(address)
            self.say("Opened in Obsidian.")
        else:
            self.open_source(place)

    def open_source(self, place: NoteLocation) -> None:
        """Open the note in the app, because Obsidian does not run."""
        self.open_here(place)

    def open_here(self, place: NoteLocation) -> None:
        """Open a note in the app. A note that cannot be read is refused, and no screen opens."""
        self.host.open_screen("note", place=place, text=self.study.links.read(place))

    def action_follow(self) -> None:
        """Follow the one link that is shown, or one of several."""
        self.attempt(self._follow)

    def _follow(self) -> None:
        links = self._links()
        if not links:
            self.say("There is no link here.")
        elif len(links) == 1:
            links[0].follow()
        else:
            self.ask_choice("Links", [each.words for each in links], lambda number: self.attempt(links[number].follow))

    def _links(self) -> list[ShownLink]:
        """Every link that is shown: those in the text, the card's concepts and its exercises."""
        place, card = self.shown_place(), self.shown_card()
        if place is None:
            return []
        targets = link_targets(self.query_one(CardView).lines)
        links = [ShownLink(words, partial(self._follow_target, target, place)) for target, words in targets.items()]
        if card is not None:
            concepts = self.study.links.concepts(card)
            links += [ShownLink(f"concept: {concept}", partial(self._go_to, to)) for concept, to in concepts]
            links += [ShownLink(f"exercise: {slug}", partial(self.open_exercise, slug)) for slug in card.exercises]
        return links

    def _follow_target(self, target: str, begin: NoteLocation) -> None:
        self._go_to(self.study.links.follow(target, begin))

    def _go_to(self, to: NoteLocation | ExternalTarget) -> None:
        if isinstance(to, facade.NoteLocation):
            self.open_here(to)
        else:
            facade.show_outside(to.address)
            self.say(f"Opened {to.address}")

    def action_exercise(self) -> None:
        """Start the exercise that the card links to, or one of several."""
        card = self.shown_card()
        if card is None:
            return
        slugs = card.exercises
        if not slugs:
            self.say("This card links to no exercise.")
        elif len(slugs) == 1:
            self.open_exercise(slugs[0])
        else:
            self.ask_choice("Exercises", slugs, lambda number: self.open_exercise(slugs[number]))

    def open_exercise(self, name: str) -> None:
        """Start an exercise; say so where there is none of this name."""
        exercise = self.attempt(lambda: self.study.practice.find(name))
        if exercise is not None:
            self.host.open_screen("practice", slug=exercise.slug)

    def action_info(self) -> None:
        """Show everything that is known about the card."""
        card = self.shown_card()
        if card is not None:
            self.host.open_screen("info", study=self.study, card=card)

    # ------------------------------------------------------------------ images

    def pictures(self, at: Card | NoteLocation) -> DrawImage | None:
        """A function that draws the images of a card or note; None where images are shown by their names only."""
        if not self.has_study or self.app.no_color or self.study.context.settings.images == "off":
            return None
        links = self.study.links

        def picture(embed: Embed, room: int) -> Drawing | str:
            gallery = self.host.gallery
            if gallery is None:
                return ""
            from studygpt.tui.pictures.gallery import ImageName  # only when an image is shown

            def find() -> Path | None:
                return links.file(embed.target, links.place(at) if isinstance(at, Card) else at)

            return gallery.picture(ImageName(at.source, at.path, embed.target), find, embed, room)

        return picture

    def on_screen_suspend(self) -> None:
        self._refresh_pictures()

    def on_screen_resume(self) -> None:
        self._refresh_pictures()

    def _refresh_pictures(self) -> None:
        """Draw pictures again, as a window may have covered them or closed."""
        for view in self.query(CardView):
            view.refresh_pictures()

    # ------------------------------------------------------------------ moving about

    @property
    def view(self) -> CardView:
        """The view that the keys scroll."""
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
