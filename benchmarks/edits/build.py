"""Make a small, lifelike vault: similar cards next to each other, slips, fillers, ids here and there."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from benchmarks.edits.pool import Fact, Pool
from benchmarks.edits.vault import Block, Card, Form, Note, Vault, make_card
from benchmarks.edits.words import misspelt, with_filler

_TOPICS = 3
_HABITS = (*[Form.ITEM, Form.LINE, Form.NUMBERED, Form.BLOCK] * 2, Form.BULLETS, Form.LINKED)


def make_vault(random: Random, pool: Pool) -> Vault:
    """Two notes on each of three topics, and two cards that stand in two notes."""
    known = frozenset(re.findall(r"\w+", " ".join(f"{f.question} {f.short}" for f in pool.facts).casefold()))
    keys = iter(range(10_000))
    notes = []
    topics = list(dict.fromkeys(fact.topic for fact in pool.facts))
    for topic in random.sample(topics, min(_TOPICS, len(topics))):
        subjects = list(dict.fromkeys(fact.subject for fact in pool.facts if fact.topic == topic))
        random.shuffle(subjects)
        for number, some in enumerate((subjects[::2], subjects[1::2]), 1):
            blocks: list[Block] = [f"# {topic} {number}"]
            for subject in some:
                blocks += [f"## {subject}", random.choice(pool.prose[topic])]
                habit = random.choice(_HABITS)
                for run in _runs(random, [fact for fact in pool.facts if fact.subject == subject]):
                    form = habit if random.random() < 0.75 else random.choice(_HABITS)
                    blocks += [_lived_in(random, make_card(fact, next(keys), form), known) for fact in run]
                    blocks += [random.choice(pool.prose[topic])] if random.random() < 0.2 else []
            name = f"{topic}/{topic} {number}.md"
            notes.append(Note(name, f"flashcards/{topic.casefold()}", tuple(blocks)))
    notes = _with_twins(random, notes, keys=[next(keys), next(keys)])
    if random.random() < 0.3:
        notes = _with_copied_id(random, notes)
    said = {card.fact for note in notes for card in note.cards}
    own = {fact.topic for fact in said}
    spare = tuple(fact for fact in pool.facts if fact not in said and fact.topic in own)
    return Vault(tuple(notes), pool, spare, next(keys))


def _runs(random: Random, facts: list[Fact]) -> list[list[Fact]]:
    """Some groups of facts that read alike, and of most of them not all."""
    groups: dict[int, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    runs = []
    for group in random.sample(list(groups.values()), min(len(groups), random.randint(3, 5))):
        base, *others = group
        size = random.randint(0, min(3, len(others)))
        run = random.sample(others, size)
        if not run or random.random() < 0.75:
            run.append(base)
        runs.append(random.sample(run, len(run)))
    return runs


def _lived_in(random: Random, card: Card, known: frozenset[str]) -> Card:
    """With a longer answer, a filler word, a slip, an id or a tag, as cards have them after a year."""
    if card.kind != "passage" and random.random() < 0.4:
        card = replace(card, answer=card.fact.long)
    if card.kind == "question" and random.random() < 0.15:
        card = replace(card, question=with_filler(random, card.question))
    side = random.choice(("question", "answer")) if card.kind != "passage" else "question"
    text = getattr(card, side)
    if random.random() < 0.2 and (slip := misspelt(random, text, known)):
        card = replace(card, **{side: slip, "typo": side, "clean": text})
    if not card.mark and random.random() < 0.07:
        card = replace(card, mark=f"^note{card.key}")
    return replace(card, tag="#flashcards/hard") if random.random() < 0.04 else card


def _with_twins(random: Random, notes: list[Note], keys: list[int]) -> list[Note]:
    for key in keys:
        one, other = random.sample(range(len(notes)), 2)
        plain = [card for card in notes[one].cards if card.form is not Form.LINKED and not card.mark]
        if plain:
            copy = replace(random.choice(plain), key=key)
            notes[other] = replace(notes[other], blocks=(*notes[other].blocks, copy))
    return notes


def _with_copied_id(random: Random, notes: list[Note]) -> list[Note]:
    """Two cards that bear the same id, as one was once begun as a copy of the other."""
    cards = [card for note in notes for card in note.cards]
    marked = [card for card in cards if card.mark]
    if not marked:
        return notes
    one = random.choice(marked)
    alike = [card for card in cards if (card.form is Form.LINKED) == (one.form is Form.LINKED) and card is not one]
    if not alike:
        return notes
    other = random.choice(alike)
    copy = replace(other, mark=one.mark)
    return [replace(note, blocks=tuple(copy if block is other else block for block in note.blocks)) for note in notes]
