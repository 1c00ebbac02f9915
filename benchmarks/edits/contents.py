"""Edits to what notes say and in which order."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from benchmarks.edits.families import FAMILIES, family, new_near, pick, some_cards
from benchmarks.edits.vault import Block, Card, Form, Note, Vault, Was, joined, sections
from benchmarks.edits.words import (
    answer_extended,
    answer_shortened,
    clause_added,
    filler_dropped,
    made_bold,
    order_changed,
    punctuated,
    reworded_by_hand,
    reworded_by_rule,
    touched,
    typo_fixed,
    typo_made,
)

for _name, _change, _at_most in (
    ("typo-in-question", typo_fixed("question"), 2),
    ("typo-in-answer", typo_fixed("answer"), 2),
    ("typo-made", typo_made, 2),
    ("punctuation", punctuated, 4),
    ("one-reworded", reworded_by_hand, 1),
    ("several-reworded", reworded_by_hand, 5),
    ("reworded-by-rule", reworded_by_rule, 3),
    ("word-order", order_changed, 3),
    ("clause-added", clause_added, 3),
    ("filler-dropped", filler_dropped, 3),
    ("answer-extended", answer_extended, 3),
    ("answer-shortened", answer_shortened, 3),
    ("bold-and-code", made_bold, 6),
):
    family(_name)(some_cards(_change, _at_most))


@family("list-reworded")
def _list_reworded(random: Random, vault: Vault) -> Vault | None:
    """`Capital of France?`, `Capital of Spain?`, ...: all of them put in another way."""
    first = pick(random, vault.cards, lambda card: card.fact.pattern is not None)
    if first is None or first.fact.pattern is None:
        return None
    old, new = (re.escape(first.fact.pattern[0]).replace(r"\*", "(.+)"), first.fact.pattern[1].replace("*", r"\1"))
    reworded = vault
    for card in vault.cards:
        if card.fact.group == first.fact.group and re.fullmatch(old, card.question):
            reworded = reworded.change(card, {"question": re.sub(old, new, card.question)})
    return reworded if reworded is not vault else None


@family("answer-corrected")
def _answer_corrected(random: Random, vault: Vault) -> Vault | None:
    """Another fact in the answer of the same question: kept or begun anew, but nobody else's."""
    card = pick(random, vault.cards, lambda card: card.kind == "question")
    if card is None:
        return None
    others = [f.short for f in vault.pool.facts if f.group == card.fact.group and f.short != card.fact.short]
    answer = random.choice(others) if others else re.sub(r"\d+", lambda n: str(int(n[0]) + 1), card.answer)
    return vault.change(card, {"answer": answer, "judged": {"": Was(card.key, "", False)}})


@family("reordered")
def _reordered(random: Random, vault: Vault) -> Vault | None:
    note = random.choice(vault.notes)
    cards = iter(random.sample(note.cards, len(note.cards)))
    return vault.with_blocks(note.path, [next(cards) if isinstance(b, Card) else b for b in note.blocks])


def _inserted(random: Random, vault: Vault, *, before: bool) -> Vault | None:
    for _ in range(random.randint(1, 3)):
        known = {card.fact.group for card in vault.cards}
        at = pick(random, vault.cards)
        facts = [fact for fact in vault.spare if fact.group not in known]
        if at is None or not facts:
            return None
        vault, new = new_near(vault, at, random.choice(facts))
        vault = vault.put(at, new, at) if before else vault.put(at, at, new)
    return vault


@family("inserted-before")
def _inserted_before(random: Random, vault: Vault) -> Vault | None:
    return _inserted(random, vault, before=True)


@family("inserted-after")
def _inserted_after(random: Random, vault: Vault) -> Vault | None:
    return _inserted(random, vault, before=False)


def _with_sections(random: Random, vault: Vault) -> Note | None:
    found = [note for note in vault.notes if len(sections(note)) > 2]
    return random.choice(found) if found else None


@family("section-moved")
def _section_moved(random: Random, vault: Vault) -> Vault | None:
    if (note := _with_sections(random, vault)) is None:
        return None
    title, *rest = sections(note)
    rest.insert(0, rest.pop())
    return vault.with_blocks(note.path, joined([title, *rest]))


@family("section-to-note")
def _section_to_note(random: Random, vault: Vault) -> Vault | None:
    if (note := _with_sections(random, vault)) is None:
        return None
    *rest, moved = sections(note)
    other = random.choice([each for each in vault.notes if each.path != note.path])
    return vault.with_blocks(note.path, joined(rest)).with_blocks(other.path, (*other.blocks, *moved))


@family("note-split")
def _note_split(random: Random, vault: Vault) -> Vault | None:
    if (note := _with_sections(random, vault)) is None:
        return None
    title, first, *rest = sections(note)
    path = note.path.removesuffix(".md") + ", continued.md"
    new = replace(note, path=path, blocks=("# Continued", *joined(rest)))
    vault = vault.with_blocks(note.path, joined([title, first]))
    return replace(vault, notes=(*vault.notes, new))


@family("notes-merged")
def _notes_merged(random: Random, vault: Vault) -> Vault | None:
    one, other = random.sample(vault.notes, 2)
    heading = str(other.blocks[0]).replace("# ", "## ", 1)
    vault = vault.with_blocks(one.path, (*one.blocks, heading, *other.blocks[1:]))
    return replace(vault, notes=tuple(note for note in vault.notes if note.path != other.path))


def _renamed(path: str, name: str) -> str:
    return f"{path.rpartition('/')[0]}/{name}.md".lstrip("/")


@family("note-renamed")
def _note_renamed(random: Random, vault: Vault) -> Vault | None:
    note = random.choice(vault.notes)
    return vault.with_note(note.path, path=_renamed(note.path, random.choice(("Notes", "To repeat", "2024-07-18"))))


@family("note-renamed-and-touched")
def _note_renamed_and_touched(random: Random, vault: Vault) -> Vault | None:
    """Between two syncs a note got another name and one of its cards another word."""
    note = random.choice(vault.notes)
    card = random.choice(note.cards)
    if (changes := touched(random, card)) is None:
        return None
    return vault.change(card, changes).with_note(note.path, path=_renamed(note.path, "Another name"))


@family("note-renamed-and-reordered")
def _note_renamed_and_reordered(random: Random, vault: Vault) -> Vault | None:
    note = random.choice(vault.notes)
    cards = iter(random.sample(note.cards, len(note.cards)))
    vault = vault.with_blocks(note.path, [next(cards) if isinstance(b, Card) else b for b in note.blocks])
    return vault.with_note(note.path, path=_renamed(note.path, "Put in order"))


@family("section-to-note-and-touched")
def _section_to_note_and_touched(random: Random, vault: Vault) -> Vault | None:
    """A section goes to another note, and one of its cards gets another word on the way."""
    moved = _section_to_note(random, vault)
    if moved is None:
        return None
    homes = {card.key: note.path for note in vault.notes for card in note.cards}
    came = [card for note in moved.notes for card in note.cards if homes[card.key] != note.path]
    card = pick(random, came)
    changes = touched(random, card) if card else None
    return moved.change(card, changes) if card and changes else None


@family("folder-moved")
def _folder_moved(random: Random, vault: Vault) -> Vault | None:
    folder = random.choice(vault.notes).path.split("/")[0]
    new = random.choice((f"Archive/{folder}", f"{folder} (old)"))
    return replace(
        vault,
        notes=tuple(
            replace(n, path=n.path.replace(folder, new, 1)) if n.path.startswith(f"{folder}/") else n
            for n in vault.notes
        ),
    )


@family("list-renumbered")
def _list_renumbered(random: Random, vault: Vault) -> Vault | None:
    """Other numbers before the items, whether by counting otherwise or as another item comes first."""
    card = pick(random, vault.cards, lambda card: card.form is Form.NUMBERED)
    if card is None:
        return None
    if random.random() < 0.5:
        return vault.with_note(vault.home(card).path, number=random.choice(("{})", "1.", "{}0.")))
    known = {each.fact.group for each in vault.cards}
    facts = [f for f in vault.spare if f.group not in known and (f.kind == "passage") == (card.kind == "passage")]
    if not facts:
        return None
    vault, new = vault.new_card(random.choice(facts), Form.NUMBERED)
    return vault.put(card, new, card)


@family("prose-rewritten")
def _prose_rewritten(random: Random, vault: Vault) -> Vault | None:
    """The sentences between the cards changed, gone, or new."""
    note = random.choice(vault.notes)
    sentences = [sentence for some in vault.pool.prose.values() for sentence in some]
    blocks: list[Block] = []
    for block in note.blocks:
        is_prose = isinstance(block, str) and not block.startswith("#")
        if not is_prose or random.random() < 0.5:
            blocks.append(block)
        if (is_prose and random.random() < 0.7) or (isinstance(block, Card) and random.random() < 0.2):
            blocks.append(random.choice(sentences))
    return vault.with_blocks(note.path, blocks)


@family("several-at-once")
def _several_at_once(random: Random, vault: Vault) -> Vault | None:
    """An evening's work before the next sync: three edits of other families."""
    done = 0
    for name in random.sample(_EVENING, len(_EVENING)):
        edited = FAMILIES[name].edit(random, vault)
        if edited is not None and done < 3:
            vault, done = edited, done + 1
    return vault if done == 3 else None


_EVENING = (
    *("typo-in-question", "typo-in-answer", "clause-added", "answer-extended", "answer-shortened", "reordered"),
    *("inserted-before", "inserted-after", "section-moved", "lines-and-spaces", "heading-renamed", "prose-rewritten"),
    *("bold-and-code", "word-order", "reworded-by-rule", "one-reworded"),
)
