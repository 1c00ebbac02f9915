"""Grading: whatever a learner's file does, it gets a verdict of its own, and the next check works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import lab
from lab.catalog import find
from lab.errors import LabError, UsageError
from lab.grade.client import Grader
from lab.grade.limits import descendants
from lab.grade.mistakes import Reference
from lab.grade.verdict import Verdict
from tests.long_form import in_long_form

RIGHT = """
import math
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return torch.softmax(scores, dim=-1) @ v
"""
WRONG = RIGHT.replace(" / math.sqrt(q.size(-1))", "")


@dataclass
class Check:
    grader: Grader
    folder: Path

    def __call__(self, text: str, slug: str = "attention", seed: int | None = None) -> Verdict:
        file = self.folder / "attention.py"
        file.write_text(text, encoding="utf-8")
        verdict = self.grader.check(slug, file, seed)
        assert verdict.exercise == slug
        assert "lab/" not in str(verdict.traceback)
        return verdict


@pytest.fixture
def check(grader: Grader, tmp_path: Path) -> Check:
    return Check(grader, tmp_path)


def inside(statement: str, text: str = RIGHT) -> str:
    """Run when the function is called."""
    head = "mask=None):\n"
    return text.replace(head, head + "".join(f"    {line}\n" for line in statement.splitlines()))


def on_import(statement: str, text: str = RIGHT) -> str:
    return f"{text}\n{statement}\n"


def test_what_is_right_passes_and_says_what_was_proved(check: Check) -> None:
    verdict = check(RIGHT)
    assert verdict.kind == "pass"
    assert verdict.failed_property is None
    assert len(verdict.proved) >= 7
    assert verdict.device == "cpu"


def test_a_mistake_is_shown_and_named(check: Check) -> None:
    verdict = check(on_import("print('here', 6 * 7)", WRONG))
    assert verdict.kind == "fail"
    assert "√D" in verdict.failed_property
    assert verdict.mistake.id == "attention/unscaled"
    assert "fresh input" in verdict.mistake.seen
    assert verdict.cards[0].startswith("concept:attention")
    assert verdict.printed == "here 42\n"
    picture = verdict.counterexample.text
    assert picture.count("*") == 2  # one cell, and the word for the mark
    assert "q = [[" in picture
    assert len(picture.splitlines()) < 15


def test_two_mistakes_at_once_are_both_named(check: Check) -> None:
    verdict = check(WRONG.replace("dim=-1", "dim=-2"))
    assert verdict.mistake.id == "attention/unscaled+attention/softmax-over-queries"
    assert [mistake.id for mistake in verdict.mistakes] == ["attention/unscaled", "attention/softmax-over-queries"]


def test_an_unknown_mistake_has_no_name(check: Check) -> None:
    verdict = check(RIGHT.replace("@ v", "@ v.sin()"))
    assert verdict.kind == "fail"
    assert verdict.mistake is None
    assert verdict.convention is None


def test_an_error_with_other_sizes_is_another_error(check: Check) -> None:
    """A mask that is kept from the first call does not fit later, as one of a head's size: but by other numbers."""
    text = Reference(find("causal-attention")).text()
    assert text is not None
    kept = "mask = KEPT.setdefault(0, torch.ones(queries, keys, dtype=torch.bool).tril(keys - queries))"
    made = next(line.strip() for line in text.splitlines() if line.strip().startswith("mask = torch.ones(queries"))
    verdict = check(text.replace(made, kept) + "\n\nKEPT = {}\n", slug="causal-attention")
    assert verdict.kind == "error"
    assert verdict.mistake is None


def test_inputs_are_fresh_unless_a_seed_is_given(check: Check) -> None:
    texts = [check(WRONG, seed=seed).counterexample.text for seed in (None, None, 7, 7)]
    assert texts[0] != texts[1]
    assert texts[2] == texts[3]


def test_the_starting_file_is_not_written_yet(check: Check) -> None:
    verdict = check(find("attention").starting_file)
    assert verdict.kind == "fail"
    assert "It is not written yet" in verdict.message


def test_changed_inputs_are_seen(check: Check) -> None:
    verdict = check(
        inside("out = attend(q, k, v, mask)\nv.zero_() if not v.requires_grad else None\nreturn out")
        + RIGHT.replace("scaled_dot_product_attention", "attend")
    )
    assert verdict.kind == "fail"
    assert "inputs as they were" in verdict.failed_property
    assert verdict.message.startswith("v is not what it was")


# -- errors in the file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        (RIGHT.replace("(scores, dim", "(scores dim"), "error", "Python cannot read the file (line 10)"),
        (RIGHT.replace("import math\n", ""), "error", "`import math` is missing"),
        (RIGHT.replace("import torch", "import torhc"), "error", "An import does not work (line 3): No module named"),
        (RIGHT.replace("scaled_dot", "scale_dot"), "error", "There is scale_dot_product_attention: is that its name?"),
        (inside("return scaled_dot_product_attention(q, k, v, mask)"), "error", "It calls itself without end"),
        (inside("q = q.view(1, 2, 3)"), "error", "It stops with RuntimeError (line 7): shape '[1, 2, 3]' is invalid"),
        (RIGHT.replace("return torch", "torch"), "fail", ""),
        (on_import("import sys; sys.exit(0)"), "error", "It ends the program (line 12): sys.exit(0)"),
        (inside("exit()"), "error", "It ends the program (line 7)"),
        (on_import("raise KeyboardInterrupt"), "error", "KeyboardInterrupt"),
        ("", "error", "There is no scaled_dot_product_attention in the file"),
        ("scaled_dot_product_attention = 3", "error", "There is no scaled_dot_product_attention in the file"),
    ],
    ids=lambda value: value[:40].strip() if isinstance(value, str) else None,
)
def test_errors_are_sentences_with_the_learners_lines(check: Check, text: str, kind: str, says: str) -> None:
    verdict = check(text)
    assert verdict.kind == kind
    assert says in verdict.message
    assert "Traceback" not in verdict.message
    lines = text.splitlines()
    for step in verdict.traceback:
        assert step.text.strip() == lines[step.line - 1].strip()


def test_a_forgotten_return_is_told(check: Check) -> None:
    verdict = check(RIGHT.replace("return torch", "torch"))
    assert "is a `return` missing?" in verdict.counterexample.text


# -- files that do not behave -------------------------------------------------------------------------------------

STOPPED = 200
"""Seconds within which any file is stopped: it may compute for 8, which takes longer on a busy machine."""
SPIN = """
import torch
def scaled_dot_product_attention(q, k, v, mask=None):
    while True:
        pass
"""


HOSTILE = {
    "memory bomb": (inside("eaten = []\nwhile True: eaten.append(bytearray(1 << 26))"), "memory"),
    "memory bomb of torch": (inside("torch.ones(10 ** 11)"), "memory"),
    "memory bomb on import": (on_import("x = [0] * 10 ** 10"), "memory"),
    "fork": (inside("import os\nos.fork()"), "forbidden"),
    "fork bomb": (
        on_import("import os\nwhile True:\n    try:\n        os.fork()\n    except Exception:\n        pass"),
        "forbidden",
    ),
    "fork bomb behind Python's back": (
        on_import("import ctypes\nc = ctypes.CDLL(None)\nwhile True: c.fork()"),
        "timeout",
    ),
    "subprocess": (on_import("import subprocess\nsubprocess.run(['true'])"), "forbidden"),
    "os._exit": (inside("import os\nos._exit(0)"), "crashed"),
    "os._exit on import": (on_import("import os\nos._exit(0)"), "crashed"),
    "segmentation fault": (inside("import ctypes\nctypes.string_at(0)"), "crashed"),
    "abort": (inside("import os\nos.abort()"), "crashed"),
    "endless recursion of C": (on_import("import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(): f()\nf()"), ""),
    "a gigabyte of printing": (inside("for _ in range(1000): print('x' * (1 << 20))"), "error"),
    "a gigabyte on stderr": (inside("import os\nwhile True: os.write(2, b'x' * 65536)"), "error"),
    "a gigabyte into a file": (
        on_import("f = open('/tmp/lab-large-file', 'wb')\nwhile True: f.write(bytes(1 << 20))"),
        "",
    ),
    "closed descriptors": (inside("import os\nos.closerange(0, 4096)"), "crashed"),
    "noise on every descriptor": (
        on_import(
            "import os\nfor i in range(3, 300):\n    try: os.write(i, b'[\"done\"]\\n')\n    except OSError: pass",
            WRONG,
        ),
        "",
    ),
    "kills its parent": (on_import("import os\nos.kill(os.getppid(), 9)"), "forbidden"),
    "default dtype": (on_import("torch.set_default_dtype(torch.float64)"), "fail"),
    "seed": (on_import("torch.manual_seed(0)"), "fail"),
    "gradients off": (on_import("torch.set_grad_enabled(False)"), "fail"),
    "allclose replaced": (on_import("torch.allclose = lambda *a, **k: True", WRONG), "fail"),
    "everything that compares replaced": (
        on_import(
            "torch.equal = torch.allclose = torch.testing.assert_close = lambda *a, **k: True\n"
            "torch.Tensor.__eq__ = torch.Tensor.__le__ = torch.Tensor.__ne__ = lambda a, b: torch.ones_like(a).bool()\n"
            "import builtins\nbuiltins.all = builtins.any = lambda *a: True",
            WRONG,
        ),
        "",
    ),
    "the comparison itself replaced": (
        on_import(
            "import gc\n"
            "for f in gc.get_objects():\n"
            "    if getattr(f, '__name__', '') in ('difference', 'wrong_cells') and hasattr(f, '__code__'):\n"
            "        f.__code__ = (lambda *a, **k: None).__code__",
            WRONG,
        ),
        "",
    ),
    "always equal": (
        "import torch\nclass Same(torch.Tensor):\n    def __eq__(self, other): return True\n"
        "def scaled_dot_product_attention(q, k, v, mask=None): return torch.zeros_like(q).as_subclass(Same)",
        "fail",
    ),
    "an exit at the end": (on_import("import atexit, os\natexit.register(os._exit, 0)", WRONG), "fail"),
    "an imported solution": (on_import("from lab.gpt.attention import scaled_dot_product_attention"), "forbidden"),
    "an imported solution, quietly": (
        on_import("try:\n    import lab.gpt.attention\nexcept BaseException:\n    pass"),
        "forbidden",
    ),
    "the library's function": (
        "from torch.nn.functional import scaled_dot_product_attention as f\n"
        "def scaled_dot_product_attention(q, k, v, mask=None): return f(q, k, v, mask)",
        "forbidden",
    ),
    "the library's function itself": ("from torch.nn.functional import scaled_dot_product_attention", "forbidden"),
}


USING_UP_THEIR_TIME = ("fork bomb behind Python's back", "endless recursion of C")


def misbehave(check: Check, name: str) -> None:
    """Check a file that does not behave: it has its verdict, and the server lives."""
    text, kind = HOSTILE[name]
    server = check.grader._server
    began = time.monotonic()
    verdict = check(text)
    assert time.monotonic() - began < STOPPED
    assert verdict.kind != "pass"
    assert verdict.failed_property
    if kind:
        assert verdict.kind == kind, verdict.message
    after = check(RIGHT)
    assert after.kind == "pass", after
    assert check.grader._server is server or server is None
    assert len(verdict.printed) <= 4_000


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in USING_UP_THEIR_TIME])
def test_a_file_that_does_not_behave_gets_its_verdict_and_the_server_lives(check: Check, name: str) -> None:
    misbehave(check, name)


def test_files_that_use_up_their_time_get_their_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual run gives them a second, by the `budget` of a copied exercise; the long form all that is usual."""
    seconds = in_long_form(1.0, find("attention").budget)
    copy = tmp_path / "copy" / "lab"
    shutil.copytree(Path(lab.__file__).parent, copy)
    described = copy / "exercises" / "attention" / "exercise.toml"
    described.write_text(f"budget = {seconds}\n{described.read_text(encoding='utf-8')}", encoding="utf-8")
    monkeypatch.setattr(lab, "__file__", str(copy / "__init__.py"))  # where a grader takes its server from
    with Grader() as grader:
        check = Check(grader, tmp_path)
        began = time.monotonic()
        verdict = check(SPIN)
        assert verdict.kind == "timeout"
        assert f"not done after {seconds:g} seconds" in verdict.message
        assert "line 4" in verdict.message or "line 5" in verdict.message
        assert time.monotonic() - began < STOPPED
        assert check(RIGHT).kind == "pass"
        for name in USING_UP_THEIR_TIME:
            misbehave(check, name)
        server = grader._server
        assert server is not None
    assert server.poll() is not None  # it ends with the grader


def test_a_file_that_tries_what_is_forbidden_is_ended_then(check: Check) -> None:
    text = inside("""import os
try: os.fork()
except BaseException: pass
import time
time.sleep(60)
print("still here", flush=True)
""")
    verdict = check(text)
    assert verdict.kind == "forbidden"
    assert "still here" not in verdict.printed


def test_nothing_is_left_running(check: Check) -> None:
    """A fork by C calls, which Python cannot see, is refused by the kernel."""
    text = on_import("import ctypes\nc = ctypes.CDLL(None)\nprint([c.fork() for _ in range(5)])")
    assert check(text).printed == "[-1, -1, -1, -1, -1]\n"
    assert check.grader._server is not None
    assert descendants(check.grader._server.pid) == []


def test_threads_of_the_learner_do_no_harm(check: Check) -> None:
    threads = (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\ntorch.set_num_threads(4)"
    )
    many = on_import(f"{threads}\n(torch.ones(500, 500) @ torch.ones(500, 500)).sum()")
    for _ in range(3):
        assert check(many).kind == "pass"


def test_what_is_only_mentioned_is_not_forbidden(check: Check) -> None:
    text = on_import(
        "from torch.nn import functional as F\n"
        "def compare(q): return F.scaled_dot_product_attention(q, q, q)\n"
        'if __name__ == "__main__":\n    import lab.gpt.attention\n    print(compare(torch.ones(1, 1, 2, 2)))'
    )
    assert check(text).kind == "pass"


def test_one_exercise_may_use_another_file(check: Check) -> None:
    (check.folder / "softmax.py").write_text("def softmax(x, dim=-1):\n    return x.softmax(dim)\n", encoding="utf-8")
    assert check("from softmax import softmax\n" + RIGHT.replace("torch.softmax", "softmax")).kind == "pass"


def test_a_server_that_dies_is_started_again_and_outlives_the_thread_that_started_it(check: Check) -> None:
    assert check(RIGHT).kind == "pass"
    dead = check.grader._server
    assert dead is not None
    os.kill(dead.pid, 9)
    dead.wait()
    verdicts: list[Verdict] = []
    starter = threading.Thread(target=lambda: verdicts.append(check(RIGHT)))
    starter.start()
    starter.join()
    assert [verdict.kind for verdict in verdicts] == ["pass"]
    server = check.grader._server
    assert server is not None
    assert server is not dead
    assert check(RIGHT).kind == "pass"
    assert check.grader._server is server


def test_files_that_cannot_be_read(grader: Grader, tmp_path: Path) -> None:
    with pytest.raises(LabError, match="No such file"):
        grader.check("attention", tmp_path / "none.py")
    (tmp_path / "latin.py").write_bytes(b"# \xe9\xff")
    with pytest.raises(LabError, match="not text in UTF-8"):
        grader.check("attention", tmp_path / "latin.py")
    with pytest.raises(UsageError, match="Did you mean attention"):
        grader.check("atention", tmp_path / "none.py")


def test_a_file_name_that_python_could_not_import(grader: Grader, tmp_path: Path) -> None:
    file = tmp_path / "my try 2.py"
    file.write_text(RIGHT, encoding="utf-8")
    assert grader.check("attention", file).kind == "pass"


def test_a_missing_torch_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no torch here')", encoding="utf-8")
    (tmp_path / "attention.py").write_text(RIGHT, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Grader() as grader, pytest.raises(LabError, match="make lab"):
        grader.check("attention", tmp_path / "attention.py")


def test_the_client_and_the_catalogue_do_not_load_torch() -> None:
    code = """
import sys, lab.catalog, lab.grade.client
lab.catalog.find("attention").starting_file
print("torch" in sys.modules)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "False"


def test_the_reference_as_a_learners_file(check: Check) -> None:
    text = Reference(find("attention")).text()
    assert text is not None
    assert "lab" not in text.replace("available", "")
    assert check(text).kind == "pass"


def test_a_grader_that_is_closed_while_its_server_starts_does_not_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\necho > {tmp_path / 'started'}\nexec sleep 600\n", encoding="utf-8")
    slow.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(slow))
    grader = Grader()
    failed: list[LabError] = []

    def warm() -> None:
        try:
            grader.warm()
        except LabError as error:
            failed.append(error)

    thread = threading.Thread(target=warm)
    thread.start()
    while not (tmp_path / "started").exists():
        time.sleep(0.001)
    grader.close()
    thread.join()
    assert len(failed) == 1
