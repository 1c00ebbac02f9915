"""Learning steps of minutes: which step a grade leads to, or whether intervals of days begin. Pure."""

from __future__ import annotations

from studygpt.model import Rating, State
from studygpt.settings import Settings


def step_after(settings: Settings, state: State, step: int, rating: int) -> tuple[float | None, int]:
    """The minutes until the next step and its number; None if an interval of days follows."""
    if state is State.REVIEW and rating != Rating.AGAIN:
        return None, 0
    steps = settings.learning_steps if state in (State.NEW, State.LEARNING) else settings.relearning_steps
    if not steps or rating == Rating.EASY:
        return None, 0
    step = min(step, len(steps) - 1) if state is not State.NEW else 0
    if rating == Rating.AGAIN:
        return steps[0], 0
    if rating == Rating.HARD:
        if step == 0:  # between Again and Good
            return (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5, 0
        return steps[step], step
    return (steps[step + 1], step + 1) if step + 1 < len(steps) else (None, 0)


def step_state(before: State) -> State:
    """The state of a card in steps, by its state before them."""
    return State.LEARNING if before in (State.NEW, State.LEARNING) else State.RELEARNING
