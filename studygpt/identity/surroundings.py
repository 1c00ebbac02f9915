"""Judge a stored card and a draft by their words and by what stands around them. Pure."""

from __future__ import annotations

from studygpt.identity.cards import Stored, sides_of
from studygpt.identity.judgement import Judgement, Surroundings, judge
from studygpt.identity.state import State


def judge_in(state: State, card: Stored, at: int) -> Judgement:
    """Judge whether a draft is still the card that was learned."""
    old, new, before, after = state.of_card[card.id], state.of_draft[at], state.before, state.now
    around = Surroundings(
        at_home=state.is_at_home(card, at),
        moved=old.place != new.place,
        asked_alone=before.asked[old.place, old.asks] <= 1 and after.asked[new.place, new.asks] <= 1,
        answered_alone=before.told[old.place[0], old.tells] <= 1 and after.told[new.place[0], new.tells] <= 1,
    )
    return judge(sides_of(card.was), sides_of(state.drafts[at].wording), around)
