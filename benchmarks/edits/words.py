"""Small changes to the words of a card that leave it the same card."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

from benchmarks.edits.pool import HOLE_IN_POOL
from benchmarks.edits.vault import HOLE, Card, in_hole

Changes = dict[str, Any]
Change = Callable[[Random, Card], Changes | None]
"""What becomes of a card; None where it does not apply to it."""


def misspelt(random: Random, text: str, known: frozenset[str]) -> str | None:
    """`text` with a slip in one of its words, which is no other word then."""
    words = [m for m in re.finditer(r"(?<!\w)[^\W\d_]{5,}(?!\w)", text) if not in_hole(text, m.start())]
    words = [word for word in words if word[0][0] < _FIRST_WITHOUT_SPACES]
    if not words:
        return None
    word = random.choice(words)
    at = random.randrange(1, len(word[0]) - 1)
    letters = word[0]
    slip = random.choice(
        (
            letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :],
            letters[:at] + letters[at + 1 :],
            letters[:at] + letters[at] + letters[at:],
            letters[:at] + random.choice("aeinrst" if letters.isascii() else letters[1:]) + letters[at + 1 :],
        )
    )
    return None if slip == letters or slip.casefold() in known else text[: word.start()] + slip + text[word.end() :]


_FIRST_WITHOUT_SPACES = "\u3000"
"""Scripts from here on are typed by choosing characters, so that a slip is another word there."""


def lower(text: str) -> str:
    """The beginning of a sentence in the middle of one."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


RULES: tuple[tuple[str, str], ...] = (
    (r"What is (.+) good for\?", "What do you use {} for?"),
    (r"What is (French|Spanish) for (.+)\?", "How do you say {1} in {0}?"),
    (r"What is the (.+)(?<!made of)\?", "What's the {}?"),
    (r"What is the (.+)(?<!made of)\?", "Name the {}."),
    (r"What happened in (.+)\?", "What took place in {}?"),
    (r"Capital of (.+)\?", "The capital of {}?"),
    (r"What does ([^ ]+) mean\?", "What is the meaning of {}?"),
    (r"What does (.+) do\?", "What is the job of {}?"),
    (r"What does (.+) say\?", "What is said by {}?"),
    (r"What do (.+) make\?", "What is made by {}?"),
    (r"What does (.+) merge\?", "What gets merged by {}?"),
    (r"Why (does|do|did|is|are|can) (.+)\?", "For what reason {} {}?"),
    (r"When did (.+) (begin|end)\?", "In which year did {} {}?"),
    (r"How many (.+)\?", "What number of {}?"),
    (r"Which (\w+s) (.+)\?", "What {} {}?"),
    (r"Which (\w+) (makes|lowers|raises|carries|has) (.+)\?", "What {} {} {}?"),
    (r"How (is|are|does|do|did) (.+)\?", "In what way {} {}?"),
    (r"Who was (?!allowed|not)(.+)\?", "Which person was {}?"),
    (r"Is (.+) (\w+)\?", "Would you call {} {}?"),
    (r"Where (does|is) (.+)\?", "At which place {} {}?"),
)
_PHRASE = re.compile(
    r"""([A-Z].+)(?<!together)[ ]
    ((?:in|on|at|with|for|from|by)[ ](?!.*\b(?:have|take|to|go|pop|made|index)\b)[^-?"]+)\?""",
    re.VERBOSE,
)
_CLAUSES = (
    "Recall: {lower}",
    "{question} (one sentence)",
    "{subject}: {lower}",
    "For the exam: {lower}",
    "{stem}, as far as we know?",
    "{stem}, strictly speaking?",
    "In the context of this chapter: {lower}",
)
_FILLERS = ("exactly", "actually", "again", "really")


def reworded_by_rule(random: Random, card: Card) -> Changes | None:
    if card.kind != "question":
        return None
    found = [(match, new) for old, new in RULES if (match := re.fullmatch(old, card.question))]
    if not found:
        return None
    match, new = random.choice(found)
    return {"question": new.format(*match.groups())}


def reworded_by_hand(random: Random, card: Card) -> Changes | None:
    """In the words of somebody who asks the same; the holes of a passage keep their numbers wherever they stand."""
    if card.kind == "term" or not card.fact.rewordings:
        return None
    words = random.choice(card.fact.rewordings)
    if card.kind == "question":
        return {"question": words, "typo": ""}
    numbers = {text: number for number, text in HOLE.findall(card.question)}
    hidden = [hole[1] for hole in HOLE_IN_POOL.finditer(words)]
    if sorted(hidden) != sorted(numbers):
        return None
    return {"question": HOLE_IN_POOL.sub(lambda hole: f"{{{{c{numbers[hole[1]]}::{hole[1]}}}}}", words), "typo": ""}


def order_changed(_random: Random, card: Card) -> Changes | None:
    """`What lies in Y?` as `In Y, what lies?`"""
    match = _PHRASE.fullmatch(card.question) if card.kind == "question" else None
    return {"question": f"{match[2][0].upper()}{match[2][1:]}, {lower(match[1])}?"} if match else None


def clause_added(random: Random, card: Card) -> Changes | None:
    if card.kind != "question" or not card.question.endswith(("?", "？")):
        return None
    words = {
        "question": card.question,
        "lower": lower(card.question),
        "stem": card.question[:-1],
        "subject": card.fact.subject,
    }
    return {"question": random.choice(card.fact.clauses or _CLAUSES).format(**words)}


def with_filler(random: Random, question: str) -> str:
    """`What exactly does ...`, where that is English."""
    filler = random.choice(_FILLERS)
    return re.sub(r"^(What|Why|How|When|Where)(?= (?:is|are|was|do|does|did|can|happened) )", rf"\1 {filler}", question)


def filler_dropped(random: Random, card: Card) -> Changes | None:
    """Without what says nothing: `exactly`, or the beginning of `What is the capital of France?`"""
    if card.kind != "question":
        return None
    fewer = re.sub(rf" (?:{'|'.join(_FILLERS)})\b", "", card.question)
    if fewer != card.question:
        return {"question": fewer}
    match = re.fullmatch(r"What is (?:the )?(.+)(?<! for)(?<! of)(?<! to)\?|What does (.+) mean\?", card.question)
    if match is None or random.random() < 0.5:
        return None
    words = match[1] or match[2]
    return {"question": f"{words[0].upper()}{words[1:]}?"}


def typo_fixed(side: str) -> Change:
    return lambda _random, card: {side: card.clean, "typo": ""} if card.typo == side else None


def typo_made(random: Random, card: Card) -> Changes | None:
    """A slip of the hand while something else was edited."""
    side = "question" if card.kind == "passage" else random.choice(("question", "answer"))
    slip = misspelt(random, getattr(card, side), frozenset())
    return {side: slip} if slip and not card.typo else None


def punctuated(random: Random, card: Card) -> Changes | None:
    """A full stop that came or went, or a question without its mark."""
    side = "answer" if card.kind == "question" and random.random() < 0.5 else "question"
    text = getattr(card, side)
    if side == "answer":
        return {"answer": text[:-1] if text.endswith(".") else f"{text}."}
    return {"question": text[:-1].rstrip()} if text.endswith(("?", "？")) else None


def made_bold(random: Random, card: Card) -> Changes | None:
    """A word of it in bold, in italics or as code."""
    side = "question" if card.kind == "passage" or random.random() < 0.6 else "answer"
    text = getattr(card, side)
    words = [m for m in re.finditer(r"(?<![\w*`'])\w{4,}(?![\w*`'])", text) if not in_hole(text, m.start())]
    if not words:
        return None
    word, mark = random.choice(words), random.choice(("**", "*", "`", "=="))
    return {side: f"{text[: word.start()]}{mark}{word[0]}{mark}{text[word.end() :]}"}


def answer_extended(_random: Random, card: Card) -> Changes | None:
    can = card.kind != "passage" and card.answer == card.fact.short != card.fact.long
    return {"answer": card.fact.long} if can else None


def answer_shortened(_random: Random, card: Card) -> Changes | None:
    can = card.kind != "passage" and card.answer == card.fact.long != card.fact.short
    return {"answer": card.fact.short} if can else None


TOUCHES: tuple[Change, ...] = (
    typo_fixed("question"),
    typo_fixed("answer"),
    reworded_by_rule,
    clause_added,
    order_changed,
    made_bold,
    answer_extended,
    answer_shortened,
)


def touched(random: Random, card: Card) -> Changes | None:
    """Something small about it that leaves it the same card."""
    for change in random.sample(TOUCHES, len(TOUCHES)):
        if changes := change(random, card):
            return changes
    return None
