"""Edits after which another card only looks like the same one, so that a history is easily given to the wrong card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from benchmarks.edits.families import Edit, hard, kin, new_near, pick, touch_some
from benchmarks.edits.pool import Fact
from benchmarks.edits.vault import Card, Form, Vault, Was, make_card
from benchmarks.edits.words import reworded_by_rule


def _pair_of_kin(random: Random, vault: Vault) -> tuple[Card, Card] | None:
    """Two cards of one note that read alike."""
    pairs = [
        (one, other)
        for note in vault.notes
        for one in note.cards
        for other in note.cards
        if one.key < other.key and one.fact.group == other.fact.group
    ]
    return random.choice(pairs) if pairs else None


def _swapped(random: Random, vault: Vault, touching: float) -> Vault | None:
    if (pair := _pair_of_kin(random, vault)) is None:
        return None
    one, other = pair
    note = vault.home(one)
    places = {one.key: other, other.key: one}
    blocks = [places.get(b.key, b) if isinstance(b, Card) else b for b in note.blocks]
    return touch_some(random, vault.with_blocks(note.path, blocks), pair, touching)


@hard("kin-swapped")
def _kin_swapped(random: Random, vault: Vault) -> Vault | None:
    return _swapped(random, vault, 0)


@hard("kin-swapped-and-touched")
def _kin_swapped_and_touched(random: Random, vault: Vault) -> Vault | None:
    return _swapped(random, vault, 1)


def _exchange(*relations: str, keep_answer: bool = False) -> Edit:
    """A card becomes one about something else, by another term, number or negation in its question."""

    def edit(random: Random, vault: Vault) -> Vault | None:
        chosen = [card for card in vault.cards if not card.mark and kin(vault, card, *relations)]
        if keep_answer:
            chosen = [card for card in chosen if card.kind == "question"]
        if (card := pick(random, chosen)) is None:
            return None
        fact = random.choice(kin(vault, card, *relations))
        vault, new = new_near(vault, card, fact, **({"answer": card.answer} if keep_answer else {}))
        return vault.put(card, new)

    return edit


hard("term-changed")(_exchange("term"))
hard("term-changed-answer-kept")(_exchange("term", "same answer", keep_answer=True))
hard("same-answer-elsewhere")(_exchange("same answer"))
hard("number-changed")(_exchange("number"))
hard("number-changed-answer-kept")(_exchange("number", keep_answer=True))
hard("negated")(_exchange("negation"))
hard("negated-answer-kept")(_exchange("negation", keep_answer=True))


@hard("replaced-by-kin")
def _replaced_by_kin(random: Random, vault: Vault) -> Vault | None:
    """One deleted and a similar one written in its place or next to it, in the same form or another."""
    card = pick(random, vault.cards, lambda card: bool(kin(vault, card)))
    if card is None:
        return None
    form = random.choice((card.form, card.form, Form.LINE, Form.BLOCK))
    vault, new = vault.new_card(random.choice(kin(vault, card)), Form.BLOCK if form is Form.LINKED else form)
    if random.random() < 0.5:
        return vault.put(card, new)
    neighbour = random.choice(vault.home(card).cards)
    return vault.put(card) if neighbour.key == card.key else vault.put(card).put(neighbour, new, neighbour)


@hard("replaced-by-reworded-kin")
def _replaced_by_reworded_kin(random: Random, vault: Vault) -> Vault | None:
    """One deleted, and a similar one written in its place in other words than such cards have there."""
    options = [
        (card, fact, words)
        for card in vault.cards
        if card.kind == "question"
        for fact in kin(vault, card)
        for words in (*fact.rewordings, *_by_rule(random, fact))
    ]
    if not options:
        return None
    card, fact, words = random.choice(options)
    vault, new = new_near(vault, card, fact, question=words)
    return vault.put(card, new)


def _by_rule(random: Random, fact: Fact) -> tuple[str, ...]:
    changes = reworded_by_rule(random, make_card(fact, 0, Form.LINE))
    return (changes["question"],) if changes else ()


@hard("replaced-among-touched")
def _replaced_among_touched(random: Random, vault: Vault) -> Vault | None:
    """A similar card in the place of another, while the cards around it were touched up."""
    card = pick(random, vault.cards, lambda card: bool(kin(vault, card)))
    if card is None:
        return None
    cards = vault.home(card).cards
    at = next(index for index, each in enumerate(cards) if each.key == card.key)
    around = [each for each in cards[max(at - 1, 0) : at + 2] if each.key != card.key]
    vault, new = new_near(vault, card, random.choice(kin(vault, card)))
    return touch_some(random, vault.put(card, new), around, 0.7)


@hard("kin-inserted")
def _kin_inserted(random: Random, vault: Vault) -> Vault | None:
    """A similar card beside one that was touched up itself."""
    card = pick(random, vault.cards, lambda card: bool(kin(vault, card)))
    if card is None:
        return None
    vault, new = new_near(vault, card, random.choice(kin(vault, card)))
    vault = vault.put(card, *random.choice(((card, new), (new, card))))
    return touch_some(random, vault, [card], 0.6)


@hard("kin-deleted")
def _kin_deleted(random: Random, vault: Vault) -> Vault | None:
    """A card is gone and its twin stays, touched up or not."""
    if (pair := _pair_of_kin(random, vault)) is None:
        return None
    gone, kept = random.sample(pair, 2)
    return touch_some(random, vault.put(gone), [kept], 0.6)


def _ids_copied(random: Random, vault: Vault, wanted: Callable[[Card], bool]) -> Vault | None:
    """A card copied as the beginning of another one, with the id that its author or a plugin had written."""
    if (card := pick(random, vault.cards, wanted)) is None:
        return None
    facts = kin(vault, card) or [fact for fact in vault.spare if fact.kind == card.kind]
    if not facts:
        return None
    vault, new = vault.new_card(random.choice(facts), card.form, mark=card.mark)
    if random.random() < 0.3:
        at = random.choice([each for each in vault.cards if each.form is card.form and each.key != card.key] or [card])
        vault = vault.put(at, at, new)
    else:
        vault = vault.put(card, *random.choice(((card, new), (new, card))))
    return touch_some(random, vault, [card], 0.3)


@hard("link-ids-copied")
def _link_ids_copied(random: Random, vault: Vault) -> Vault | None:
    return _ids_copied(random, vault, lambda card: card.form is Form.LINKED)


@hard("block-ids-copied")
def _block_ids_copied(random: Random, vault: Vault) -> Vault | None:
    return _ids_copied(random, vault, lambda card: card.mark.startswith("^"))


@hard("one-of-two-notes-deleted")
def _one_of_two_deleted(random: Random, vault: Vault) -> Vault | None:
    """The same text stands in two notes, and goes from one: the other keeps its own history, not that one's."""
    said: dict[tuple[str, str], list[Card]] = {}
    for card in vault.cards:
        said.setdefault((card.question, card.answer), []).append(card)
    twins = [cards for cards in said.values() if len(cards) == 2]
    if not twins:
        return None
    gone, kept = random.sample(random.choice(twins), 2)
    home = vault.home(gone)
    if random.random() < 0.5 or any(card.key == kept.key for card in home.cards):
        vault = vault.put(gone)
    else:
        vault = replace(vault, notes=tuple(note for note in vault.notes if note.path != home.path))
    return replace(touch_some(random, vault, [kept], 0.3), strict=True)


@hard("names-swapped")
def _names_swapped(random: Random, vault: Vault) -> Vault | None:
    one, other = random.sample(vault.notes, 2)
    paths = {one.path: other.path, other.path: one.path}
    vault = replace(vault, notes=tuple(replace(n, path=paths.get(n.path, n.path)) for n in vault.notes))
    return touch_some(random, vault, [random.choice((*one.cards, *other.cards))], 0.3)


@hard("answer-of-another")
def _answer_of_another(random: Random, vault: Vault) -> Vault | None:
    """The question of one card with the answer of its neighbour: the first one's or nobody's, never the neighbour's."""
    note = random.choice(vault.notes)
    plain = [card for card in note.cards if card.kind == "question" and not card.mark]
    if len(plain) < 2:
        return None
    card, other = (random.sample(plain, 2) if random.random() < 0.5 else None) or plain[:2]
    if card.answer == other.answer:
        return None
    joined_up = replace(card, answer=other.answer, judged={"": Was(card.key, "", False)})
    if random.random() < 0.3:  # written beside the two, which stay
        added = replace(joined_up, key=vault.next, judged={})
        return replace(vault.put(other, other, added), next=vault.next + 1)
    vault = vault.put(card, joined_up)
    return vault.put(other) if random.random() < 0.5 else vault


@hard("note-replaced")
def _note_replaced(random: Random, vault: Vault) -> Vault | None:
    """Another note under the same name, built the same way, that says other things."""
    note = random.choice(vault.notes)
    for card in note.cards:
        facts = kin(vault, card) or [f for f in vault.spare if f.kind == card.kind] or list(vault.spare)
        if not facts:
            return None
        vault, new = new_near(vault, card, random.choice(facts))
        vault = vault.put(card, new)
    return vault


@hard("passage-replaced")
def _passage_replaced(random: Random, vault: Vault) -> Vault | None:
    """A passage that hides other facts in the same sentence."""
    card = pick(random, vault.cards, lambda card: card.kind == "passage" and not card.mark)
    facts = [fact for fact in vault.spare if fact.kind == "passage"]
    if card is None or not facts:
        return None
    vault, new = new_near(vault, card, random.choice(kin(vault, card) or facts))
    return vault.put(card, new)


@hard("list-turned-over")
def _list_turned_over(random: Random, vault: Vault) -> Vault | None:
    """A list of similar cards in another order, one of them gone and another one come."""
    if (pair := _pair_of_kin(random, vault)) is None or not kin(vault, pair[0]):
        return None
    note = vault.home(pair[0])
    alike = [card for card in note.cards if card.fact.group == pair[0].fact.group]
    vault, new = new_near(vault, alike[0], random.choice(kin(vault, alike[0])))
    gone = random.choice([card for card in alike if not card.mark] or alike)
    left = [new if card.key == gone.key else card for card in alike]
    order = iter(random.sample(left, len(left)))
    keys = {card.key for card in alike}
    blocks = [next(order) if isinstance(b, Card) and b.key in keys else b for b in note.blocks]
    return touch_some(random, vault.with_blocks(note.path, blocks), [c for c in left if c is not new], 0.3)
