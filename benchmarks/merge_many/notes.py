"""The small vaults of the histories: passages, and what people do to them."""

from __future__ import annotations

import random

Passage = tuple[str, str]
"""A question and its answer; a cloze has no answer."""
Notes = dict[str, tuple[Passage, ...]]

_FACTS: tuple[Passage, ...] = (
    ("Which property of softmax makes its outputs usable as the weights of a mean of the values", "They sum to one"),
    ("Why does a decoder hide all later positions before it normalises its scores over them", "They are the answer"),
    ("How many numbers does a table of embeddings hold for V tokens and a width of D each", "V times D of them"),
    ("In which order does byte pair encoding apply what it learned to a new text", "As learned, earliest first"),
    ("What is a logit", "A score before softmax"),
    ("BPE", "Byte pair encoding"),
    ("What does the mask hide", "The future"),
    ("GELU", "A smooth kind of ReLU"),
    ("Paris is the {{c1::capital}} of {{c2::France}}.", ""),
    ("What is a token [[SR/memory/KwfTbvZ1.md|>>]] a piece of text with an id", ""),
)


def first_notes(seed: int) -> Notes:
    """Return two or three notes with four to eight of the facts, sometimes one of them twice."""
    draw = random.Random(seed)
    facts = draw.sample(_FACTS, draw.randint(4, 8))
    if seed % 4 == 0:
        facts.append(facts[0])
    many = draw.randint(2, 3)
    return {f"{'abc'[at]}.md": tuple(facts[at::many]) for at in range(many)}


def text_of(note: tuple[Passage, ...]) -> str:
    return "#flashcards\n\n" + "\n\n".join("::".join(filter(None, passage)) for passage in note) + "\n"


def changed(notes: Notes, how: int, a: int, b: int) -> Notes:
    """Return the notes after one of nine kinds of changes; the numbers choose where and to what."""
    places = [(name, at) for name in sorted(notes) for at in range(len(notes[name]))]
    names = sorted(notes)
    if not names:
        return notes
    name, at = places[a % len(places)] if places else (names[0], 0)
    note, other = list(notes[name]), names[b % len(names)]
    front, back = note[at] if note else ("", "")
    match how % 9:
        case 0 | 1 if note:
            endings = (", as a rule", " (in all)", ", so to speak")
            note[at] = (front, back + endings[b % 3]) if back else (front + endings[b % 3], "")
        case 2 if note:
            note[at] = (front + ", in short", back)
        case 3 if note:
            words = front.split()
            note[at] = (" ".join(["Say", "briefly", *words[: len(words) // 2 + 1]]), back or "Yes")
        case 4 if note:
            note[at] = (
                (f"Who wrote volume {b} of the atlas", f"Author {b}") if b % 2 else (front, f"Nobody knows {b % 3}")
            )
        case 5 if note and other != name:  # moved to another note
            passage = note.pop(at)
            return {**notes, name: tuple(note), other: (*notes[other], passage)}
        case 6 if len(places) < 12:
            note.append((f"New question {b % 5}", f"New answer {b % 3}") if b % 2 else _FACTS[b % len(_FACTS)])
        case 7 if note:
            del note[at]
        case 8 if b % 3 == 0 and f"r{b % 2}.md" not in notes:  # the note gets another name
            return {**{each: notes[each] for each in names if each != name}, f"r{b % 2}.md": tuple(note)}
        case 8:
            note.reverse()
    return {**notes, name: tuple(note)}
