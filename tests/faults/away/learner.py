"""A learner in a process of its own, who studies at random and writes down what was acknowledged."""

from __future__ import annotations

import json
import os
import random
import re
import select
import sys
import time
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from studygpt.cli import main
from studygpt.errors import StudyError
from studygpt.model import Rating
from studygpt.review.options import QueueOptions
from studygpt.review.session import ReviewSession
from studygpt.review.session_state import Phase
from studygpt.study import Study
from tests.conftest import NOON, moment_of

NUMBER = re.compile(r"number (\d{3})\?")
_ACTS = (
    ("grade",) * 12 + ("undo",) * 3 + ("flag", "suspend", "bury", "skip", "reset", "look", "edit", "direct", "stats")
)


class Diary:
    """What was begun, and how it ended, line by line; it outlives a kill."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, what: str, **more: Any) -> None:
        os.write(self._file, (json.dumps({"what": what, "at": time.monotonic(), **more}) + "\n").encode())


def note(edits: int = 0, cards: int = 60) -> str:
    lines = (
        f"What is number {at:03}?::The number {at}" + (" in words" if at % 7 == 3 and edits > at // 7 else "")
        for at in range(cards)
    )
    return "#flashcards\n\n" + "\n\n".join(lines) + "\n"


def _front(card: Any) -> str | None:
    if card is None:
        return None
    found = NUMBER.search(card.front)
    return found[1] if found else card.front


def facade(draw: random.Random, diary: Diary, plan: dict[str, Any]) -> None:
    """Review through the facade, and do other things between."""
    now = datetime.fromisoformat(NOON) + timedelta(minutes=plan["minutes"])

    def clock() -> Any:
        return moment_of(now)

    study = Study.open(clock)
    session = ReviewSession(study.review, QueueOptions(cram=plan["cram"]))
    diary.write("open", shown=_front(session.card))
    edits = 0
    for _ in range(plan["acts"]):
        time.sleep(draw.random() * plan["pace"])
        now += timedelta(seconds=20)
        act = draw.choice(_ACTS)
        rating = Rating(draw.choice((1, 2, 3, 3, 3, 4, 4)))
        card = None
        began = time.monotonic()
        try:
            card = session.card
            if card is None and act in ("grade", "flag", "suspend", "bury", "skip", "reset"):
                act = "undo"
            diary.write("begin", act=act, card=_front(card), rating=int(rating))
            if act == "grade":
                session.reveal()
                session.outcomes()
                session.grade(rating, 1_000)
            elif act == "undo":
                session.undo()
            elif act == "look":
                study.library.cards("is:due")
            elif act == "stats":
                study.library.sources()
            elif act == "direct":
                some = draw.choice(study.library.cards("-is:suspended"))
                diary.write("begin", act="direct", card=_front(some), rating=int(rating))
                study.review.grade(some, rating)
            elif act == "edit":
                edits += 1
                Path(plan["note"]).write_text(note(edits), encoding="utf-8")
                study.library.sync_source(study.library.source("vault"))
                session.renew()
            else:
                getattr(session, act)()
        except StudyError as error:
            diary.write(
                "refused", act=act, card=_front(card), rating=int(rating), why=str(error), took=time.monotonic() - began
            )
        else:
            diary.write("done", act=act, took=time.monotonic() - began)
        # What comes next is shown.
        began = time.monotonic()
        for _ in range(20):
            try:
                shown = (_front(session.card), session.changed, session.progress, session.phase is Phase.DONE)
                diary.write("shown", card=shown[0], took=time.monotonic() - began)
                break
            except StudyError as error:
                diary.write("not shown", why=str(error), took=time.monotonic() - began)
                time.sleep(0.2)
        else:
            break  # the server stays away
    diary.write("closing")
    began = time.monotonic()
    if plan["end"] == "exit":
        os._exit(0)
    study.close()
    diary.write("closed", took=time.monotonic() - began)


def plain(draw: random.Random, diary: Diary, plan: dict[str, Any]) -> None:
    """Review line by line, as a person at a pipe does."""
    to_program, from_person = os.pipe()
    to_person, from_program = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.dup2(to_program, 0)
            os.dup2(from_program, 1)
            os.dup2(os.open(plan["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
            for each in (to_program, from_person, to_person, from_program):
                os.close(each)
            sys.stdin, sys.stdout, sys.stderr = (
                open(0, encoding="utf-8", closefd=False),  # noqa: SIM115
                open(1, "w", encoding="utf-8", closefd=False),  # noqa: SIM115
                open(2, "w", encoding="utf-8", closefd=False, buffering=1),  # noqa: SIM115
            )
            words = ["review", "--plain", *(["--cram"] if plan["cram"] else [])]
            code = main(words)
            sys.stdout.flush()
        except BaseException:
            os.write(2, traceback.format_exc().encode())
            code = 99
        os._exit(code)
    diary.write("child", process=child)
    os.close(to_program)
    os.close(from_program)
    shown, ended, card = "", False, None

    def until(pattern: str, seconds: float = 60) -> bool:
        """Read until the end of what is shown looks so."""
        nonlocal shown, ended
        ends = time.monotonic() + seconds
        while not re.search(pattern, shown):
            if time.monotonic() > ends:
                return False
            if select.select([to_person], [], [], 0.1)[0]:
                some = os.read(to_person, 65_536)
                if not some:
                    ended = True
                    return False
                shown += some.decode("utf-8", "replace")
        return True

    def say(words: str) -> None:
        nonlocal shown
        shown = ""
        os.write(from_person, f"{words}\n".encode())

    question, answer = r"Enter shows the answer: $", r"1 Again.*4 Easy[^\n]*: $"
    try:
        for _ in range(plan["acts"]):
            time.sleep(draw.random() * plan["pace"])
            if not until(f"{question}|graded|{answer}"):
                break
            if re.search(r"cards? graded", shown):
                break
            cards = NUMBER.findall(shown)
            card = cards[-1] if cards else card
            diary.write("shown", card=card, text=shown[-300:])
            act = "undo" if draw.random() < 0.2 else "grade"
            rating = draw.choice((1, 2, 3, 3, 4))
            began = time.monotonic()
            if act == "undo":
                diary.write("begin", act=act, card=card, rating=0)
                say("u")
                if not until(f"{question}|graded"):
                    break
                if "Taken back" in shown:
                    diary.write("done", act=act, took=time.monotonic() - began)
                else:
                    diary.write("refused", act=act, card=card, rating=0, why=shown, took=time.monotonic() - began)
            else:
                say("")
                if not until(answer):
                    break
                diary.write("begin", act=act, card=card, rating=rating)
                say(str(rating))
                if not until(f"{question}|cards? graded"):
                    break
                diary.write("done", act=act, took=time.monotonic() - began, text=shown[:300])
        diary.write("closing", text=shown[-300:])
        began = time.monotonic()
        if not ended:
            os.write(from_person, b"q\n")
            os.close(from_person)
            until("never", 90)
    except OSError as error:
        diary.write("gone", why=str(error))
    _, status = os.waitpid(child, 0)
    diary.write("closed", code=os.waitstatus_to_exitcode(status), took=time.monotonic() - began, text=shown[-600:])


def app(draw: random.Random, diary: Diary, plan: dict[str, Any]) -> None:
    """Review in the app."""
    from tests.tui.driving import Driver, drive

    async def study(driver: Driver) -> None:
        def shown() -> str | None:
            found = NUMBER.search(driver.text)
            return found[1] if found else None

        await driver.until(lambda: shown() is not None)
        diary.write("open", shown=shown())
        for _ in range(plan["acts"]):
            await driver.pilot.pause(draw.random() * plan["pace"])
            if driver.where not in ("review", "ReviewScreen") and not NUMBER.search(driver.text):
                diary.write("elsewhere", text=driver.text)
            act = draw.choice(("grade",) * 8 + ("undo",) * 2 + ("flag", "bury"))
            card, rating = shown(), draw.choice((1, 2, 3, 3, 4))
            if card is None and act != "undo":
                await driver.pilot.pause(0.3)
                diary.write("not shown", why=driver.text)
                continue
            diary.write("begin", act=act, card=card, rating=rating)
            began = time.monotonic()
            said = driver.said
            if act == "grade":
                await driver.pilot.press("space")
                if plan["typed"]:
                    await driver.pilot.pause(0.05)
                    await driver.pilot.press("x", "enter")
                try:
                    await driver.until(lambda: "1 Again" in driver.text)
                except AssertionError as error:
                    diary.write("refused", act=act, card=card, rating=rating, why=f"no answer: {error}", took=0)
                    return
                await driver.pilot.press(str(rating))
                await driver.until(lambda: "1 Again" not in driver.text)
                diary.write("done", act=act, took=time.monotonic() - began)
            else:
                key = {"undo": "u", "flag": "f", "bury": "b"}[act]
                await driver.press(key)
                diary.write("maybe", act=act, card=card, took=time.monotonic() - began, why=driver.said, before=said)
            diary.write("shown", card=shown(), said=driver.said)
        diary.write("closing", text=driver.text)

    began = time.monotonic()
    drive(study, cram=plan["cram"])
    diary.write("closed", took=time.monotonic() - began)


def command(words: list[str], place: Path, stdin: str = "") -> int:
    """Run a command in this process as `python -m studygpt` does, with its output in files."""
    (place / "in").write_text(stdin, encoding="utf-8")
    os.dup2(os.open(place / "in", os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdin, sys.stdout, sys.stderr = (
        open(0, encoding="utf-8", closefd=False),  # noqa: SIM115
        open(1, "w", encoding="utf-8", closefd=False),  # noqa: SIM115
        open(2, "w", encoding="utf-8", closefd=False, buffering=1),  # noqa: SIM115
    )
    code = main(words)
    sys.stdout.flush()
    return code


KINDS = {"facade": facade, "plain": plain, "app": app}


def live(kind: str, seed: int, diary: Path, plan: dict[str, Any]) -> None:
    """Study, and write down also an end that no learner should see."""
    kept = Diary(diary)
    try:
        KINDS[kind](random.Random(seed), kept, plan)
    except StudyError as error:
        kept.write("ended", why=str(error))
    except BaseException:
        kept.write("broken", why=traceback.format_exc()[-3_000:])
    os._exit(0)
