"""A learner whose memory is known, who studies through the facade as the app does."""

from __future__ import annotations

from pathlib import Path
from random import Random

from fsrs_rs_python import DEFAULT_PARAMETERS

from benchmarks.year.diary import DAY_MS, Diary, Mind, day_of
from studygpt.model import Moment, Rating
from studygpt.review.options import QueueOptions
from studygpt.review.session import ReviewSession
from studygpt.review.session_state import Phase
from studygpt.study import Study

TRUTH = (
    *(value * 0.5 for value in DEFAULT_PARAMETERS[:4]),
    *DEFAULT_PARAMETERS[4:8],
    1.45,
    *DEFAULT_PARAMETERS[9:20],
    0.35,
)
"""The learner's own parameters: new cards fade sooner, a review adds less, and the curve has another shape."""
CONCEPTS, CARDS = 15, 3_000
HOUR_MS = 3_600_000
SUMMER = (88, 299)
"""Days of the year between which clocks are an hour ahead."""
_SLIP, _TAKE_OUT, _BRING_BACK = 0.01, 0.002, 0.02


class Now:
    """A clock that the learner moves."""

    def __init__(self, first_day: int) -> None:
        self.first_day = first_day
        self.at = first_day * DAY_MS

    def __call__(self) -> Moment:
        return Moment(self.at, self.offset(self.at // DAY_MS))

    def offset(self, day: int) -> int:
        return 7_200 if SUMMER[0] <= (day - self.first_day) % 365 < SUMMER[1] else 3_600

    @property
    def day(self) -> int:
        return day_of(self.at, self().utc_offset)

    def go_to(self, day: int, hour: float) -> None:
        """Set the clock to so many hours after midnight, where the learner lives."""
        self.at = max(self.at, day * DAY_MS + round(hour * HOUR_MS) - self.offset(day) * 1000)


def concept(number: int) -> str:
    return f"Concept {number:02}"


def needs(number: int) -> list[int]:
    """Return the concepts that a concept builds on: a tree, with a second parent now and then."""
    return sorted({number // 2, number // 3} - {0, number}) if number > 1 else []


def write_notes(folder: Path) -> None:
    """Write all cards, in notes that name their concepts and what these build on."""
    a_note = CARDS // CONCEPTS // 10
    for number in range(1, CONCEPTS + 1):
        for part in range(10):
            head = f"---\nconcepts: [{concept(number)}]\nrequires: [{', '.join(map(concept, needs(number)))}]\n---\n"
            lines = [f"What is item {at} of {concept(number)}, part {part}?::Answer {at}" for at in range(a_note)]
            note = folder / f"deck {number % 4}" / f"{concept(number)} {part}.md"
            note.parent.mkdir(parents=True, exist_ok=True)
            text = "\n\n".join(lines)
            note.write_text(f"{head}#flashcards/deck{number % 4}\n\n{text}\n", encoding="utf-8")


class Learner:
    def __init__(self, study: Study, now: Now, seed: int, parameters: tuple[float, ...]) -> None:
        """`parameters`: those by which the program predicts."""
        self.study, self.now, self.random = study, now, Random(seed)
        self.mind, self.program = Mind(TRUTH), Mind(parameters)
        self.diary = Diary()

    def year(self, first: int, days: int, away: tuple[range, ...]) -> None:
        for at in range(days):
            if not any(at in holiday for holiday in away) and self.random.random() > 0.03:
                self.day(first + at)

    def day(self, day: int) -> None:
        """Study once or twice; sometimes past midnight, which is still the same study day."""
        hours = [self.random.gauss(8, 0.5)] if self.random.random() < 0.3 else []
        hours.append(self.random.uniform(24.1, 25) if self.random.random() < 0.04 else self.random.gauss(19, 1))
        for hour in hours:
            self.now.go_to(day, hour)
            self.sit()
        if self.diary.suspended and self.random.random() < _BRING_BACK:
            self._bring_back()

    def sit(self) -> None:
        session = ReviewSession(self.study.review, QueueOptions())
        while True:
            card = session.card
            if card is None:
                until = session.state.next_step_at
                if session.phase is not Phase.WAITING or until is None or until > self.now.at + HOUR_MS:
                    return
                self.now.at = max(self.now.at, until)
                session.wait()
                continue
            if self.random.random() < _TAKE_OUT:
                session.suspend()
                self.diary.suspended.add(str(card.id))
                continue
            self._answer(session, str(card.id))

    def _answer(self, session: ReviewSession, card: str) -> None:
        random, day = self.random, self.now.day
        session.reveal()
        spent = min(90_000, round(random.lognormvariate(9, 0.6)))
        self.now.at += spent
        if random.random() < _SLIP:  # the wrong key, taken back at once
            session.grade(Rating.EASY, spent)
            session.undo()
            session.reveal()
            self.diary.undone += 1
        chances = None
        if card not in self.mind.states:
            rating = random.choices((1, 2, 3, 4), (4, 1, 4, 1))[0]
        else:
            true = self.mind.recall(card, day)
            if day > self.mind.states[card][2]:
                chances = self.program.recall(card, day), true
            rating = (
                random.choices((2, 3, 4), (2, 7, 1))[0] if random.random() < true * (chances is not None or 0.9) else 1
            )
        given = session.outcomes()[Rating(rating)]
        days = given.interval_ms // DAY_MS if given.interval_ms >= DAY_MS else None
        session.grade(Rating(rating), spent, given)
        self.diary.write(card, day, rating, spent, days, chances)
        self.mind.live(card, day, rating)
        self.program.live(card, day, rating)
        if session.leech is not None:  # the program says so when it takes a card out
            self.diary.suspended.add(card)

    def _bring_back(self) -> None:
        card = self.random.choice(sorted(self.diary.suspended))
        self.study.review.unsuspend(*self.study.review.cards([card]))
        self.diary.suspended.remove(card)

    def goes_on(self, study: Study, now: Now, program: Mind) -> Learner:
        """Give the program other parameters; the learner stays the same."""
        twin = Learner(study, now, 0, TRUTH)
        twin.random.setstate(self.random.getstate())
        twin.mind.states, twin.diary, twin.program = dict(self.mind.states), self.diary.copy(), program
        return twin
