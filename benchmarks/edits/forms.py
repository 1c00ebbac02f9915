"""Edits to the holes of passages and to the form of notes."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from benchmarks.edits.families import family, pick, some_cards
from benchmarks.edits.pool import HOLE_IN_POOL
from benchmarks.edits.vault import HOLE, LISTS, Card, Form, Vault, Was, in_hole
from benchmarks.edits.words import Changes


def _with_holes(random: Random, vault: Vault) -> Card | None:
    return pick(random, vault.cards, lambda card: card.kind == "passage")


def _renumber(card: Card, numbers: dict[int, int]) -> Changes:
    """Other numbers on the holes: what a card asks for decides which card it is, and not the number."""
    question = HOLE.sub(lambda hole: f"{{{{c{numbers[int(hole[1])]}::{hole[2]}}}}}", card.question)
    return {"question": question, "judged": {f"c{new}": Was(card.key, f"c{old}") for old, new in numbers.items()}}


def _new_hole(random: Random, question: str, number: int) -> str | None:
    words = [m for m in re.finditer(r"(?<![\w-])[a-z]{5,}(?![\w-])", question) if not in_hole(question, m.start())]
    if not words:
        return None
    word = random.choice(words)
    return f"{question[: word.start()]}{{{{c{number}::{word[0]}}}}}{question[word.end() :]}"


@family("hole-changed")
def _hole_changed(random: Random, vault: Vault) -> Vault | None:
    """One of several holes hides another fact: its card is kept or begun anew, the others are what they were."""
    if (card := _with_holes(random, vault)) is None:
        return None
    others = dict(HOLE_IN_POOL.findall(card.fact.question))
    hole = random.choice(list(HOLE.finditer(card.question)))
    question = f"{card.question[: hole.start(2)]}{others[hole[2]]}{card.question[hole.end(2) :]}"
    part = f"c{hole[1]}"
    return vault.change(card, {"question": question, "judged": {part: Was(card.key, part, False)}})


@family("hole-added")
def _hole_added(random: Random, vault: Vault) -> Vault | None:
    if (card := _with_holes(random, vault)) is None:
        return None
    number = len(card.parts()) + 1
    question = _new_hole(random, card.question, number)
    return vault.change(card, {"question": question, "judged": {f"c{number}": None}}) if question else None


@family("hole-removed-and-renumbered")
def _hole_removed(random: Random, vault: Vault) -> Vault | None:
    if (card := _with_holes(random, vault)) is None:
        return None
    holes = list(HOLE.finditer(card.question))
    gone = random.choice(holes)
    question = card.question[: gone.start()] + gone[2] + card.question[gone.end() :]
    left = sorted(int(hole[1]) for hole in holes if hole is not gone)
    numbers = {old: new for new, old in enumerate(left, 1)} if random.random() < 0.7 else {n: n for n in left}
    return vault.change(card, _renumber(replace(card, question=question), numbers))


@family("holes-renumbered")
def _holes_renumbered(random: Random, vault: Vault) -> Vault | None:
    """Two numbers exchanged, all of them turned round, or a new first hole that moves the others on."""
    if (card := _with_holes(random, vault)) is None:
        return None
    count = len(card.parts())
    numbers = {n: n for n in range(1, count + 1)}
    match random.randrange(3):
        case 0:
            one, other = random.sample(range(1, count + 1), 2)
            numbers[one], numbers[other] = other, one
        case 1:
            numbers = {n: count + 1 - n for n in numbers}
        case _:
            changes = _renumber(card, {n: n + 1 for n in numbers})
            question = _new_hole(random, changes["question"], 1)
            if question is None:
                return None
            return vault.change(card, {"question": question, "judged": {**changes["judged"], "c1": None}})
    return vault.change(card, _renumber(card, numbers))


# ---------------------------------------------------------------------- families: form, not content


@family("list-markers")
def _list_markers(random: Random, vault: Vault) -> Vault | None:
    """Other bullets, or numbers instead of them."""
    note = random.choice(vault.notes)
    if random.random() < 0.5:
        return vault.with_note(note.path, bullet=random.choice("*+"))
    old, new = random.choice([LISTS, LISTS[::-1], (Form.LINE, Form.ITEM)])
    blocks = [
        replace(b, form=new) if isinstance(b, Card) and b.form is old and not b.quoted else b for b in note.blocks
    ]
    return vault.with_blocks(note.path, blocks)


@family("lines-and-spaces")
def _lines_and_spaces(random: Random, vault: Vault) -> Vault | None:
    note = random.choice(vault.notes)
    match random.randrange(3):
        case 0:
            return vault.with_note(note.path, gap=random.choice((2, 3)))
        case 1:
            return vault.with_note(note.path, trailing=True)
    width = random.choice((30, 44, 60))
    return vault.with_blocks(note.path, [replace(b, width=width) if isinstance(b, Card) else b for b in note.blocks])


def _curly(text: str) -> str:
    return re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")


@family("quotes")
def _quotes(random: Random, vault: Vault) -> Vault | None:
    """Typographic quotation marks in a note; or a card set off as a quotation."""
    if random.random() < 0.5:
        card = pick(random, vault.cards, lambda card: card.form in (Form.LINE, Form.BLOCK) and not card.quoted)
        return vault.change(card, {"quoted": True}) if card else None
    note = random.choice(vault.notes)
    blocks = [
        replace(b, question=_curly(b.question), answer=_curly(b.answer)) if isinstance(b, Card) else b
        for b in note.blocks
    ]
    return vault.with_blocks(note.path, blocks)


@family("turned-into-block")
def _turned(random: Random, vault: Vault) -> Vault | None:
    """The same words with another separator: `::` as a `?` line, as bullets, and back."""
    forms = (Form.LINE, Form.ITEM, Form.BLOCK, Form.BULLETS)

    def turn(random: Random, card: Card) -> Changes | None:
        if card.kind != "question" or card.form not in forms:
            return None
        if card.form is not Form.BLOCK:
            return {"form": Form.BLOCK if random.random() < 0.7 else Form.BULLETS}
        return {"form": random.choice((Form.LINE, Form.ITEM))}

    return some_cards(turn, 4)(random, vault)


@family("made-reversible")
def _made_reversible(random: Random, vault: Vault) -> Vault | None:
    """`::` becomes `:::`: one of the two cards asks what was asked before, the other one is new."""

    def turn(_random: Random, card: Card) -> Changes | None:
        if card.kind != "question" or card.form not in (Form.LINE, Form.ITEM, Form.NUMBERED, Form.BLOCK):
            return None
        return {"kind": "term", "judged": {"forward": Was(card.key, ""), "backward": None}}

    return some_cards(turn, 1)(random, vault)


@family("heading-translated")
def _heading_translated(random: Random, vault: Vault) -> Vault | None:
    note = random.choice(vault.notes)
    names = {f"## {subject}": f"## {translation}" for subject, translation in vault.pool.headings.items()}
    return vault.with_blocks(note.path, [names.get(b, b) if isinstance(b, str) else b for b in note.blocks])


@family("heading-renamed")
def _heading_renamed(random: Random, vault: Vault) -> Vault | None:
    note = random.choice(vault.notes)
    new = random.choice((r"\1 \2, revisited", r"\1 More on: \2", r"\1 \2 (chapter 2)"))
    blocks = [re.sub(r"^(#+) (.+)$", new, block) if isinstance(block, str) else block for block in note.blocks]
    return vault.with_blocks(note.path, blocks)


@family("deck-tag")
def _deck_tag(random: Random, vault: Vault) -> Vault | None:
    """Another deck; the tag in a line instead of the front matter; or a tag on single cards."""
    note = random.choice(vault.notes)
    match random.randrange(3):
        case 0:
            return vault.with_note(note.path, deck=f"{note.deck}/again")
        case 1:
            return vault.with_note(note.path, tag_line=not note.tag_line)
    return some_cards(lambda _random, card: {"tag": "" if card.tag else "#flashcards/urgent"}, 4)(random, vault)
