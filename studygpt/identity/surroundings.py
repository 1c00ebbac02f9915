"""Judge a stored card and a draft by their words and by what stands around them. Pure."""

from __future__ import annotations

from studygpt.identity.cards import Stored, sides_of
from studygpt.identity.judgement import Judgement, Surroundings, judge
from studygpt.identity.state import State, answer_of, place_of, question_of


def judge_in(state: State, card: Stored, at: int) -> Judgement:
    """Judge whether a draft is still the card that was learned."""
    was, now = card.was, state.drafts[at].wording
    old, new = place_of(was), place_of(now)
    before, after = state.before, state.now
    around = Surroundings(
        at_home=state.is_at_home(card, at),
        moved=old != new,
        asked_alone=before.asked[old, question_of(was)] <= 1 and after.asked[new, question_of(now)] <= 1,
        answered_alone=before.told[was.path, answer_of(was)] <= 1 and after.told[now.path, answer_of(now)] <= 1,
    )
    return judge(sides_of(was), sides_of(now), around)
