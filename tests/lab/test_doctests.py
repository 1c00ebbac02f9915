"""`python -m lab doctest`: what it reads and what it reports."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest


def asked(*cards: object, seconds: float = 10, code: int = 0) -> list[dict[str, Any]]:
    text = "".join(f"{json.dumps(card)}\n" for card in cards)
    words = [sys.executable, "-m", "lab", "doctest", "--seconds", str(seconds)]
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def card(code: str, line: int = 1) -> dict[str, Any]:
    return {"blocks": [{"line": line, "code": code}]}


def test_a_line_for_each_card_in_order() -> None:
    assert asked(card(">>> 1\n1\n", 7), card("\n>>> 1\n2\n", 20), code=1) == [
        {"event": "proof", "card": 0, "proved": True, "line": 0, "message": ""},
        {"event": "proof", "card": 1, "proved": False, "line": 21, "message": "`1` gave `1`, and `2` was expected"},
    ]


def test_a_loop_without_end_is_stopped_and_the_next_card_runs() -> None:
    endless, right = asked(card(">>> x = 1\n>>> while x: pass\n>>> 1\n1\n"), card(">>> 1\n1\n"), seconds=0.5, code=1)
    assert endless["line"] == 2
    assert endless["message"] == "`while x: pass` was not done after 0.5 seconds, and was stopped"
    assert right["proved"]


def test_a_limit_is_one_on_work_and_waiting_has_twenty_times_as_long() -> None:
    begins = ">>> import time\n>>> began = time.process_time()\n"
    works = f"{begins}>>> while time.process_time() - began < {{}}: pass\n>>> 1\n1\n"
    sleeps = f"{begins}>>> time.sleep({{}})\n>>> 1\n1\n"
    cards = [card(works.format(0.05)), card(works.format(60)), card(sleeps.format(0.5)), card(sleeps.format(60))]
    told = asked(*cards, seconds=0.25, code=1)
    assert [each["proved"] for each in told] == [True, False, True, False]
    assert told[1]["message"].endswith("was not done after 0.25 seconds, and was stopped")
    assert told[3]["message"] == (
        "`time.sleep(60)` waits for something: it was not done after 5 seconds, and was stopped"
    )


def test_what_code_prints_past_python_does_not_mix_with_the_report() -> None:
    (told,) = asked(card(""">>> import os\n>>> _ = os.write(1, b'{"event": "proof"}')\n>>> 1\n1\n"""))
    assert told["proved"]


@pytest.mark.parametrize("given", ["no json", {"cards": []}, {"blocks": [{"code": ">>> 1"}]}])
def test_what_it_cannot_read_is_a_sentence(given: object) -> None:
    assert asked(given, code=2) == []


def test_torch_and_the_lab_are_there_and_each_card_begins_afresh() -> None:
    pytest.importorskip("torch")
    seeded = card(
        ">>> import torch\n>>> torch.set_default_dtype(torch.float64)\n>>> torch.ones(1).dtype\ntorch.float64\n"
    )
    fresh = card(">>> import torch\n>>> torch.ones(1).dtype\ntorch.float32\n")
    learns = card(
        ">>> import torch\n>>> from lab.gpt.softmax import softmax\n>>> z = torch.zeros(2, requires_grad=True)\n"
        ">>> softmax(z)[0].backward()\n>>> z.grad\ntensor([ 0.2500, -0.2500])\n"
    )
    assert [told["message"] for told in asked(seeded, fresh, learns)] == ["", "", ""]


def test_nothing_loads_torch_where_no_doctest_names_it() -> None:
    (told,) = asked(card(">>> import sys\n>>> 'tor' + 'ch' in sys.modules\nFalse\n"))
    assert told["proved"], told
