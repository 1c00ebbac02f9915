"""After a merge: a card may read otherwise here than when another device graded it, so it may be in doubt here, too."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from studygpt.identity.cards import sides_of
from studygpt.identity.judgement import Answer, Surroundings, judge
from studygpt.store import learned, log, note_cards


def doubt_what_reads_otherwise(here: Connection, there: Connection, cards: Collection[str]) -> None:
    """Compare cards that were graded last on the other device with how they read then, as a sync compares them."""
    read_there = {card.id: card for card in note_cards.stored_cards(there, list(cards))}
    graded_there = log.last_grades(there, list(cards))
    graded = log.last_grades(here, list(cards))
    doubts: dict[str, str] = {}
    for card in note_cards.stored_cards(here, list(cards)):
        other = read_there.get(card.id)
        if other is None or card.learned is not None or graded.get(card.id, 0) != graded_there.get(card.id):
            continue
        was, now = sides_of(other.was), sides_of(card.now)
        if (was.question.says, was.answer.says) != (now.question.says, now.answer.says):
            stayed = other.was.place == card.now.place
            around = Surroundings(at_home=stayed, moved=not stayed, asked_alone=True, answered_alone=True)
            answer, why, _ = judge(was, now, around)
            doubts[card.id] = "" if answer is Answer.SAME else why
    learned.take_over(here, there, doubts)
