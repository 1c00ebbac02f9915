"""What a dry run tells is what the sync then does; what the sync tells is what the database then holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from studygpt.model import Card, Rating
from studygpt.study import Study
from studygpt.sync import CardChange, ChangeKind, Losses, Summary
from tests.conftest import HandClock, Vault
from tests.long_form import in_long_form
from tests.sync.test_import import dump

FACTS = {
    "How many heads has GPT-2 small?": "Twelve heads in each of its layers",
    "What does softmax return?": "Probabilities that add up to one",
    "Which town is the capital of France?": "Paris on the Seine",
    "Who wrote Faust?": "Goethe, over sixty years",
    "What is a token?": "A piece of text with an id",
    "When did the Berlin Wall fall?": "In November 1989",
    "Which river flows through Seville?": "The Guadalquivir",
    "What bounds a gradient step?": "Clipping the norm of the gradient",
    "Which organ makes insulin?": "The pancreas of a mammal",
    "Who burnt Persepolis?": "Alexander, after a feast",
}


class Notes:
    """A vault, with the lines of its notes kept beside it."""

    def __init__(self, vault: Vault, random: Random) -> None:
        self.vault = vault
        self.random = random
        self.lines: dict[str, list[str]] = {}
        self.deleted: dict[str, list[str]] = {}
        facts = [f"{front}::{back}" for front, back in FACTS.items()]
        for number in range(7):
            self.write(f"n{number}.md", random.sample(facts, random.randint(1, 3)))

    def write(self, path: str, lines: list[str]) -> None:
        self.lines[path] = lines
        self.vault.write(path, "\n\n".join(["#flashcards", *lines]) + "\n")

    def cards(self) -> Counter[Standing]:
        """The cards that the notes state."""
        return Counter(Standing(path, line) for path, lines in self.lines.items() for line in lines if "::" in line)

    def delete(self, path: str) -> list[str]:
        self.vault.delete(path)
        return self.lines.pop(path)

    def change(self) -> None:
        """Edit, move, delete or bring back something."""
        random, path = self.random, self.random.choice(sorted(self.lines) or [""])
        other = random.choice(sorted(self.lines) or [""])
        match random.choice(["edit", "add", "cut", "rename", "copy", "delete", "delete many", "back", "shift"]):
            case "edit" if path and self.lines[path]:
                lines = [*self.lines[path]]
                at = random.randrange(len(lines))
                front, _, back = lines[at].partition("::")
                lines[at] = random.choice([f"{front}::{back}, as it is said", f"For the exam: {front}::{back}"])
                self.write(path, lines)
            case "add" if path:
                front, back = random.choice(list(FACTS.items()))
                self.write(path, [f"{front}::{back}", *self.lines[path]])
            case "cut" if path != other and path and self.lines[path]:
                lines = [*self.lines[path]]
                self.write(other, [*self.lines[other], lines.pop()])
                self.write(path, lines)
            case "rename" if path:
                self.write(f"sub/{random.randrange(1000)}.md", self.delete(path))
            case "copy" if path:
                self.write(f"copy{random.randrange(1000)}.md", self.lines[path])
            case "delete" if path:
                self.deleted[path] = self.delete(path)
            case "delete many" if path:
                for each in sorted(self.lines)[:4]:
                    self.deleted[each] = self.delete(each)
            case "back":
                for each in sorted(self.deleted):
                    self.write(each, self.deleted.pop(each))
            case "shift" if path:
                self.write(path, ["Prose, and no card.", *self.lines[path]])


class Standing(NamedTuple):
    """What the database holds of a card, as far as a sync changes it."""

    place: str
    text: str


def standing(study: Study) -> tuple[dict[str, Standing], dict[str, Standing]]:
    """The cards in notes, and the orphans, by their ids."""

    def named(cards: list[Card]) -> dict[str, Standing]:
        return {str(card.id): Standing(card.path, f"{card.front}::{card.back}") for card in cards}

    return named(study.library.cards()), named(study.library.cards("is:orphan"))


def told(changes: list[CardChange]) -> Counter[CardChange]:
    return Counter(change for change in changes if change.what is not ChangeKind.NEW)


def counts(summary: Summary) -> dict[str, object]:
    return {key: value for key, value in vars(summary).items() if key != "changes"}


@pytest.mark.parametrize("seed", range(in_long_form(2, 6)))  # even: one batch; odd: batches of two notes
def test_a_dry_run_tells_what_the_sync_does_and_the_sync_what_the_database_holds(
    study: Study, vault: Vault, home: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random = Random(seed)
    monkeypatch.setattr("studygpt.sync.batches._NOTES", (200, 2)[seed % 2])
    notes = Notes(vault, random)
    study.library.import_folder(vault.path, "vault", ())
    for step in range(8):
        clock.move(hours=1)
        for _ in range(random.randint(1, 4)):
            notes.change()
        restore_one(study, random)
        losses = (Losses.STOP, Losses.ACCEPT, Losses.LET_GO)[step % 3]
        source, before = study.library.source("vault"), dump(home)
        (cards, orphans) = standing(study)
        dry = study.library.sync_source(source, dry_run=True, losses=losses)
        assert dump(home) == before, "a dry run changes nothing"
        real = study.library.sync_source(source, losses=losses)
        assert counts(dry) == counts(real)
        assert told(dry.changes) == told(real.changes)
        (cards_after, orphans_after) = standing(study)
        check(dry, cards, orphans, cards_after, orphans_after)
        assert Counter(card for card in cards_after.values() if card.place in notes.lines) == notes.cards()
        assert_lineage(study, real, clock)


def check(
    summary: Summary,
    cards: dict[str, Standing],
    orphans: dict[str, Standing],
    cards_after: dict[str, Standing],
    orphans_after: dict[str, Standing],
) -> None:
    """Compare what a summary tells with what the database held and holds."""
    of_kind = {kind: {each.card for each in summary.changes if each.what is kind} for kind in ChangeKind}
    assert of_kind[ChangeKind.NEW] == set(cards_after) - set(cards) - set(orphans)
    unsure = of_kind[ChangeKind.UNSURE]
    assert of_kind[ChangeKind.BACK] == (set(cards_after) & set(orphans)) - unsure
    assert of_kind[ChangeKind.GONE] == set(orphans_after) & set(cards)
    kept = set(cards) & set(cards_after)
    moved = {card for card in kept if cards[card].place != cards_after[card].place}
    assert of_kind[ChangeKind.MOVED] == moved - unsure
    edited = {card for card in kept if cards[card].text != cards_after[card].text}
    assert of_kind[ChangeKind.EDITED] == edited - moved - unsure
    assert (summary.new, summary.back) == (len(of_kind[ChangeKind.NEW]), len(of_kind[ChangeKind.BACK]))
    assert summary.moved - summary.back == len(of_kind[ChangeKind.MOVED])
    assert summary.unsure == len(unsure)
    assert summary.orphaned == len(of_kind[ChangeKind.GONE])
    for change in summary.changes:
        if change.what is not ChangeKind.GONE:
            assert cards_after[change.card].place == change.path
        if change.what in (ChangeKind.MOVED, ChangeKind.BACK):
            assert change.before.startswith((cards | orphans)[change.card].place)


def assert_lineage(study: Study, summary: Summary, clock: HandClock) -> None:
    """Each change is what `sync --explain` tells last of its card."""
    for change in summary.changes:
        step = study.library.lineage(study.library.card(change.card))[-1]
        assert (step.at, *step[1:]) == (clock().at, change.what, change.why, change.path, change.line, change.before)


def restore_one(study: Study, random: Random) -> None:
    """Grade a card, give an orphan's history to a card, and say what a card in doubt is, as a person may."""
    waiting = study.review.doubts.all()
    if waiting and random.random() < 0.5:
        card = random.choice(waiting).card
        if random.random() < 0.5:
            study.review.doubts.same([card])
        else:
            study.review.doubts.another([card])
    in_doubt = {each.card.id for each in study.review.doubts.all()}
    cards, orphans = [card for card in study.library.cards() if card.id not in in_doubt], study.orphans.all()
    if cards:
        study.review.grade(random.choice(cards), Rating.GOOD)
    if orphans and cards and random.random() < 0.3:
        study.orphans.restore(orphans[0].card, random.choice(cards))
