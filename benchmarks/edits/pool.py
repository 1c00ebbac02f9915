"""The facts in the notes of the identity benchmark, how a person rewords them, and facts that only look like them.

One fact a line, `question => answer{ what a longer answer adds}`. The lines below it belong to it:

    ~ the same question in other words (several, ` ~ ` between them)
    ! another fact that reads like it         # the same, told apart by a number alone
    - the question with a negation            = another question that happens to have the same answer
    ~~ how a whole list of such questions is reworded, `*` standing for what varies

`@` begins a term and its meaning (a card for each direction), `*` a passage with holes, `[what it hides|another fact]`;
`!*` is a passage like it about something else. `##` is a heading and its translation, `.` is prose between the cards,
`+` how a clause is added to a question in the language of a topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Fact:
    """A card as the pool knows it. Those of one `group` read alike; `relation` says how this one differs."""

    topic: str
    subject: str
    kind: str
    """question, term (asked both ways) or passage."""
    question: str
    short: str = ""
    long: str = ""
    group: int = 0
    relation: str = "base"
    rewordings: tuple[str, ...] = ()
    pattern: tuple[str, str] | None = None
    """How a list of such questions is reworded."""
    clauses: tuple[str, ...] = ()
    """How its question reads with a clause more, where that is not in English."""


@dataclass(frozen=True, slots=True)
class Pool:
    facts: tuple[Fact, ...]
    prose: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Sentences that stand between cards, by topic."""
    headings: dict[str, str] = field(default_factory=dict)
    """Subjects and their translations."""


HOLE_IN_POOL = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")
"""A hole of a passage, and another fact that might stand there."""
_EXTENSION = re.compile(r"\{([^{}]*)\}")
_MARK = re.compile(r"(\.|\+|##|~~|~|!\*|@|\*|!|#|-|=)\s")
_RELATIONS = {"!": "term", "!*": "term", "#": "number", "-": "negation", "=": "same answer"}


def read_pool(texts: dict[str, str], first_group: int = 0) -> Pool:
    facts: list[Fact] = []
    prose: dict[str, tuple[str, ...]] = {}
    headings: dict[str, str] = {}
    subject, group = "", first_group
    for topic, text in texts.items():
        before: Fact | None = None
        clauses: tuple[str, ...] = ()
        for line in text.replace("\n  ", " ").strip().splitlines():
            mark = match[1] if (match := _MARK.match(line)) else ""
            said = line[len(mark) :].strip()
            if mark == "##":
                subject, translation = said.split(" | ")
                headings[subject] = translation
            elif mark == ".":
                prose[topic] = (*prose.get(topic, ()), said)
            elif mark == "+":
                clauses = (*clauses, said)
            elif mark == "~":
                facts[-1] = replace(facts[-1], rewordings=(*facts[-1].rewordings, *said.split(" ~ ")))
            elif mark == "~~":
                old, new = said.split(" => ")
                facts = [replace(f, pattern=(old, new)) if f.group == group else f for f in facts]
            else:
                question, _, answer = said.partition(" => ")
                kind = {"@": "term", "*": "passage", "!*": "passage"}.get(mark, "question")
                relation = _RELATIONS.get(mark, "base")
                # Terms of one subject read alike, and are one group.
                alike = kind == "term" and before is not None and before.kind == "term" and before.subject == subject
                group += relation == "base" and not alike
                relation = "term" if alike else relation
                short, long = _EXTENSION.sub("", answer), _EXTENSION.sub(r"\1", answer)
                if mark == "=" and before is not None:
                    short, long = before.short, before.long
                facts.append(Fact(topic, subject, kind, question, short, long, group, relation, clauses=clauses))
                before = facts[-1] if relation == "base" else before
    return Pool(tuple(facts), prose, headings)
