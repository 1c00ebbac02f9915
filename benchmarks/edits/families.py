"""The table of edit families, and the parts they share. Nothing here knows how the program decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.edits.pool import Fact
from benchmarks.edits.vault import Card, Form, Vault
from benchmarks.edits.words import Change, touched

Edit = Callable[[Random, Vault], Vault | None]
"""None where the vault has nothing to which the edit applies."""


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    edit: Edit
    adversarial: bool


FAMILIES: dict[str, Family] = {}


def family(name: str, *, adversarial: bool = False) -> Callable[[Edit], Edit]:
    def register(edit: Edit) -> Edit:
        FAMILIES[name] = Family(name, edit, adversarial)
        return edit

    return register


def hard(name: str) -> Callable[[Edit], Edit]:
    """A family that is there to lead astray."""
    return family(name, adversarial=True)


def some_cards(change: Change, at_most: int = 3) -> Edit:
    """The same kind of change made to one card or to a few."""

    def edit(random: Random, vault: Vault) -> Vault | None:
        wanted, done = random.randint(1, at_most), 0
        for card in random.sample(vault.cards, len(vault.cards)):
            changes = change(random, card)
            if changes is not None and done < wanted:
                vault, done = vault.change(card, changes), done + 1
        return vault if done else None

    return edit


def pick(random: Random, cards: Iterable[Card], wanted: Callable[[Card], bool] = lambda _card: True) -> Card | None:
    found = [card for card in cards if wanted(card)]
    return random.choice(found) if found else None


def difference(one: Fact, other: Fact) -> str:
    """How two facts that read alike differ."""
    if "base" in (one.relation, other.relation):
        return other.relation if one.relation == "base" else one.relation
    return one.relation if one.relation == other.relation else "term"


def kin(vault: Vault, card: Card, *relations: str) -> list[Fact]:
    """Facts that read like a card's own, and that no card of the vault says."""
    return [
        fact
        for fact in vault.spare
        if (fact.group, fact.kind) == (card.fact.group, card.kind)
        and (not relations or difference(card.fact, fact) in relations)
    ]


def new_near(vault: Vault, card: Card, fact: Fact, **changes: Any) -> tuple[Vault, Card]:
    """A new card in the form of one that is there."""
    return vault.new_card(fact, Form.BLOCK if card.form is Form.LINKED else card.form, **changes)


def touch_some(random: Random, vault: Vault, cards: Iterable[Card], chance: float) -> Vault:
    for card in cards:
        if random.random() < chance and (changes := touched(random, card)):
            vault = vault.change(card, changes)
    return vault
