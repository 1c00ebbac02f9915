"""Run the doctests of cards: each card in a separate process, so that no card can disturb another.

Loads no torch unless a doctest names it: notes on other subjects are proved without it.
"""

from __future__ import annotations

import contextlib
import doctest
import gc
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from lab.grade.explain_errors import how_it_died
from lab.grade.limits import confine, report_time_up
from lab.grade.pipes import Pipes, Report, in_fork, only_these, reporter
from lab.grade.watch import Watched, watch
from lab.time_limit import WAITING

SECONDS = 10.0
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS | doctest.FAIL_FAST
LONGEST = 160  # letters of what is quoted in a sentence
_OWN = ("torch", "numpy", "tiktoken", "regex", "safetensors")
_LACKS_BLANK = re.compile(r"line (\d+) of the docstring for \S+ (.*)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    line: int  # where it begins in the note
    code: str


@dataclass(frozen=True)
class Answer:
    """The result for a card: an empty sentence where its doctests hold, else the line and what went wrong."""

    line: int = 0
    sentence: str = ""


@dataclass
class _CardExamples:
    """The examples of one card, with their lines in the note."""

    examples: list[doctest.Example] = field(default_factory=list)
    wrong: Answer | None = None


def prove_cards(cards: Iterable[list[Block]], seconds: float = SECONDS) -> Iterator[Answer]:
    """An answer for each card, in order. A card's blocks run one after another, in one namespace."""
    all_examples = [_read(blocks) for blocks in cards]
    _preload(all_examples)
    for found in all_examples:
        yield found.wrong or _run_card(found.examples, seconds)


def _read(blocks: list[Block]) -> _CardExamples:
    found = _CardExamples()
    for block in blocks:
        try:
            examples = doctest.DocTestParser().get_examples(block.code)
        except ValueError as error:
            line, why = block.line, str(error)
            if lacks := _LACKS_BLANK.match(why):
                line, why = block.line + int(lacks[1]) - 1, lacks[2]
            return _CardExamples(wrong=Answer(line, f"this doctest cannot be read: it {_one_line(why)}"))
        for example in examples:
            example.lineno += block.line
        found.examples += examples
    if not any(map(_expects_something, found.examples)):
        found.wrong = Answer(blocks[0].line, "the doctest expects nothing, so it proves nothing")
    return found


def _expects_something(example: doctest.Example) -> bool:
    return not example.options.get(doctest.SKIP) and bool(example.want or re.search(r"\bassert\b", example.source))


def _preload(all_examples: list[_CardExamples]) -> None:
    """Import torch once here and not in each child, as it takes a second. Nothing is computed before the forks."""
    sources = "\n".join(example.source for found in all_examples for example in found.examples)
    if re.search(r"\b(?:torch|lab)\b", sources):
        with contextlib.suppress(ImportError):
            import torch  # only when a doctest names it
            import torch.fx.experimental.symbolic_shapes  # only then, too: the first backward pass would import it

            torch.set_num_threads(1)
    gc.collect()
    gc.freeze()


# -- in a separate process ------------------------------------------------------------------------------------------


class _ReportingRunner(doctest.DocTestRunner):
    """A doctest runner that reports what happens instead of printing it."""

    def __init__(self, report: Report) -> None:
        super().__init__(verbose=False, optionflags=FLAGS)
        self.report = report

    # `out` and `info` are typed as the base class has them.
    def report_start(self, out: Any, test: doctest.DocTest, example: doctest.Example) -> None:
        del out, test
        self.report("trying", example.lineno, _one_line(example.source))

    def report_success(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        pass

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        del out, test
        self.report("wrong", f"gave {_quoted(got)}, and {_quoted(example.want)} was expected")

    def report_unexpected_exception(self, out: Any, test: doctest.DocTest, example: doctest.Example, info: Any) -> None:
        del out, test
        expected = f", and {_quoted(example.want)} was expected" if example.want else ""
        self.report("wrong", f"{_raised(info[1])}{expected}")


def _raised(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "ended the program, as sys.exit does"
    if isinstance(error, ModuleNotFoundError):
        missing = (error.name or "").partition(".")[0]
        lacks = f"needs {missing or 'a module'}, which this installation lacks"
        return f"{lacks} (`make lab`, or `pip install 'studygpt[lab]'`, brings it)" if missing in _OWN else lacks
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "allocate memory" in str(error)):
        return "needed more memory than a check may use"
    said = _one_line(str(error.msg if isinstance(error, SyntaxError) else error))
    return f"raised {type(error).__name__}{f': {said}' if said else ''}"


def _run(examples: list[doctest.Example], folder: str, seconds: float, pipes: Pipes) -> NoReturn:
    leave = os._exit  # bound here, whatever the code replaces
    try:
        results, trace = only_these(pipes)
        report = reporter(results)
        _try_card(examples, folder, seconds, report, trace)
    except BaseException:  # the code closed the pipes
        leave(1)
    leave(0)


def _try_card(examples: list[doctest.Example], folder: str, seconds: float, report: Report, trace: int) -> None:
    try:
        os.chdir(folder)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
        confine(seconds)
        report_time_up(seconds, trace)
        test = doctest.DocTest(examples, {"__name__": "__main__"}, "card", None, None, None)
        _ReportingRunner(report).run(test, out=lambda _: None)
        report("done")
    except BaseException as error:
        report("wrong", _raised(error))


# -- in the process of the lab ----------------------------------------------------------------------------------------


def _run_card(examples: list[doctest.Example], seconds: float) -> Answer:
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        pid, pipes = in_fork(lambda pipes: _run(examples, folder, seconds, pipes))
        watched = watch(pid, *pipes, seconds)
        for pipe in pipes:
            os.close(pipe)
    trying = watched.messages_of("trying")
    line, source = trying[-1] if trying else (examples[0].lineno, _one_line(examples[0].source))
    sentence = _problem(watched, seconds)
    return Answer(line, f"`{source}` {sentence}") if sentence else Answer()


def _problem(watched: Watched, seconds: float) -> str:
    for (said,) in watched.messages_of("wrong"):
        return str(said)
    if watched.stopped_for == "waiting":
        return f"waits for something: it was not done after {seconds * WAITING:g} seconds, and was stopped"
    if watched.stopped_for == "time":
        return f"was not done after {seconds:g} seconds, and was stopped"
    if watched.stopped_for in ("printed", "results"):
        return "printed more than a megabyte, and was stopped"
    if watched.stopped_for == "processes":
        return "started more and more processes, and was stopped"
    if watched.messages_of("done"):
        return ""
    _, _, sentence = how_it_died(watched.status, "")
    return f"did not come to its end. {sentence.rstrip('.')}"


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _quoted(text: str) -> str:
    return f"`{_one_line(text)}`" if text.strip() else "nothing"
