"""The program as a process: what it loads, and what it does with odd pipes, letters, terminals and signals."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TWO_CARDS, Cli, Program, Vault, checkout_environment
from tests.long_form import in_long_form

FOREIGN = """#flashcards

Größe auf Japanisch?::大きさ – “size”

The {{c1::größe::schätze}} of it is ≈ 1.

Wie heißt ≤?::kleiner gleich
"""


@pytest.fixture
def looking(used_home: Path) -> Program:
    """The program in a home that other tests look at too."""
    return Program(used_home)


@pytest.fixture
def used(used_home: Path, program: Program) -> Program:
    """The program in a home of its own, where the shipped decks are taken in already."""
    shutil.copytree(used_home, program.home)
    return program


SEVERAL = """
import json, sys
from studygpt.cli import main
for words in json.loads(sys.argv[1]):
    code = main(words)
    sys.stdout.flush()
    for stream in (sys.stdout, sys.stderr):
        stream.write(f"ended with {code}\\n")
        stream.flush()
"""
"""Commands after each other in one process, for tests to which the start of each does not matter."""
ENDED = re.compile(r"ended with (\d+)\r?\n")


def each_of(said: str) -> list[tuple[str, int]]:
    """What each command of SEVERAL said on a stream, and its exit code."""
    *parts, rest = ENDED.split(said)
    assert rest == "", rest
    return [(text, int(code)) for text, code in zip(parts[::2], parts[1::2], strict=True)]


# ---------------------------------------------------------------------- what is loaded

LOADED = """
import json, sys
from studygpt.cli import main
code = main(sys.argv[1:])
sys.stderr.write(json.dumps(sorted(sys.modules)))
sys.exit(code)
"""
NEVER = {"torch", "tiktoken", "numpy", "safetensors", "textual", "lab", "hypothesis", "pytest"}
WHEN_SHOWN = {"markdown_it", "mdit_py_plugins", "fsrs_rs_python"}
WHEN_READ = {"yaml", "pathspec"}
WHEN_MISTYPED = {"rapidfuzz", "difflib"}


LOADED_SO_FAR = """
import json, sys
from studygpt.cli import main
for words in json.loads(sys.argv[1]):
    code = main(words)
    sys.stderr.write(json.dumps([code, sorted(sys.modules)]) + "\\n")
"""


@pytest.mark.parametrize(
    "commands",
    [
        {
            ("due", "--json"): WHEN_SHOWN | WHEN_READ | WHEN_MISTYPED,
            ("due",): WHEN_SHOWN | WHEN_READ | WHEN_MISTYPED,
            ("cards",): WHEN_SHOWN | WHEN_READ | WHEN_MISTYPED,
            ("decks", "--json"): WHEN_SHOWN | WHEN_READ | WHEN_MISTYPED,
            ("review", "--plain"): WHEN_READ | WHEN_MISTYPED,
        },
        {
            ("sync",): WHEN_SHOWN | WHEN_MISTYPED,
            ("preview", "note.md"): {"fsrs_rs_python"} | WHEN_MISTYPED,
        },
    ],
    ids=lambda commands: ", ".join(" ".join(words) for words in commands),
)
def test_a_command_loads_only_what_it_needs(
    looking: Program, tmp_path: Path, commands: dict[tuple[str, ...], set[str]]
) -> None:
    """A command may load what those before it in the same process may load, and no more."""
    (tmp_path / "note.md").write_text(TWO_CARDS)
    ran = looking.python("-c", LOADED_SO_FAR, json.dumps(list(commands)), stdin="\nq\n", cwd=tmp_path)
    assert ran.code == 0, ran.err
    told = [json.loads(line) for line in ran.err.splitlines()]
    for (words, unwanted), (code, modules) in zip(commands.items(), told, strict=True):
        assert code == 0, words
        loaded = {name.partition(".")[0] for name in modules}
        assert loaded & (NEVER | unwanted) == set(), words
        assert "studygpt" in loaded


def test_even_the_first_start_loads_no_migrations(program: Program) -> None:
    ran = program.python("-c", LOADED, "due", "--json")
    assert "studygpt.store.migrations" not in json.loads(ran.err)
    assert {name.partition(".")[0] for name in json.loads(ran.err)} & NEVER == set()
    assert len(ran.objects) == 20


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_the_version_and_the_help_load_nothing(looking: Program, word: str) -> None:
    bare = looking.python("-c", "import json, sys; sys.stderr.write(json.dumps(sorted(sys.modules)))")
    ran = looking.python("-c", LOADED, word)
    assert ran.code == 0
    assert set(json.loads(ran.err)) - set(json.loads(bare.err)) <= {"studygpt", "studygpt.cli"}


WITHOUT_TORCH = """
import importlib.machinery, sys
HIDDEN = {"torch", "numpy", "tiktoken", "regex", "safetensors"}
really = importlib.machinery.PathFinder.find_spec
def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in HIDDEN else really(name, path, target)
importlib.machinery.PathFinder.find_spec = find_spec
"""


def test_the_lab_says_what_it_needs_where_torch_is_not_installed(looking: Program) -> None:
    commands = [("lab",), ("lab", "train"), ("lab", "info")]
    ran = looking.python("-c", WITHOUT_TORCH + SEVERAL, json.dumps(commands))
    assert each_of(ran.out) == [("", 3)] * len(commands)
    told = each_of(ran.err)
    assert len(told) == len(commands)
    for said, code in told:
        assert code == 3
        assert said.count("\n") == 1
        for words_needed in ("torch", "MB", "GB", "make lab", "studygpt[lab]"):
            assert words_needed in said


def test_everything_but_the_lab_works_where_torch_is_not_installed(used: Program) -> None:
    commands = [("due", "--json"), ("review", "--plain")]
    ran = used.python("-c", WITHOUT_TORCH + SEVERAL, json.dumps(commands), stdin="\n3\nq\n")
    assert ran.code == 0, ran.err
    assert each_of(ran.err) == [("", 0), ("", 0)]
    (due, _), (review, _) = each_of(ran.out)
    assert len(json.loads(due)) == 20
    assert "1 card graded" in review


def test_python_m_studygpt_is_studygpt(looking: Program) -> None:
    assert looking("--version").out == looking.python("-c", LOADED, "--version").out
    assert looking("xyzzy").code == 2


# ---------------------------------------------------------------------- pipes

# A list, a page of help, and an error; the long form tries JSON and more lists.
PIPED: list[tuple[str, ...]] = [
    ("cards",),
    *in_long_form([], [("due", "--json"), ("decks",)]),
    ("--help",),
    ("--version",),
    ("due", "--help"),
    ("sync", "nothing"),
]


@pytest.mark.parametrize(
    ("words", "unbuffered"),
    [*((words, "") for words in PIPED), (("cards",), "1"), (("--help",), "1"), (("due", "--help"), "1")],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "unbuffered" if value else "buffered",
)
def test_a_reader_that_goes_away_is_no_error(looking: Program, words: tuple[str, ...], unbuffered: str) -> None:
    """As in `studygpt cards | head -1`."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ran = looking(*words, stdout=writer, environment={"PYTHONUNBUFFERED": unbuffered})
    finally:
        os.close(writer)
    assert "Traceback" not in ran.err
    assert "BrokenPipe" not in ran.err
    assert ran.code == (2 if words == ("sync", "nothing") else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full to write to")
@pytest.mark.parametrize("words", [("cards",), ("--help",)])
def test_a_disk_that_is_full_is_told_in_a_sentence(looking: Program, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = looking(*words, stdout=full.fileno())
    assert ran.code == 3
    assert "Traceback" not in ran.err
    assert ran.err.count("\n") == 1


def test_a_closed_stdout_is_no_traceback(looking: Program) -> None:
    ran = subprocess.run(
        ["sh", "-c", f'exec "{sys.executable}" -m studygpt due >&-'],
        env=checkout_environment(looking.home),
        stderr=subprocess.PIPE,
        check=False,
    )
    assert b"Traceback" not in ran.stderr


# ---------------------------------------------------------------------- letters


@pytest.fixture(scope="module")
def foreign_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two cards in letters that not every terminal knows, and nothing else in play."""
    place = tmp_path_factory.mktemp("foreign")
    Vault(place / "Übung").write("größe.md", FOREIGN)
    program = Program(place / "home")
    assert program("import", place / "Übung").code == 0
    assert program("sources", "disable", "studygpt").code == 0
    return program.home


@pytest.fixture
def foreign(foreign_home: Path, program: Program) -> Program:
    shutil.copytree(foreign_home, program.home)
    return program


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_knows_few_letters_gets_those(foreign: Program, encoding: str) -> None:
    commands = [("cards", "source:Übung"), ("sources",), ("due", "--json")]
    ran = foreign.python("-c", RECODED, json.dumps(commands), environment={"PYTHONIOENCODING": encoding})
    assert ran.code == 0, ran
    assert each_of(ran.err) == [("", 0)] * len(commands)
    *listed, (due, _) = each_of(ran.out)
    assert all(text for text, _ in listed)
    assert [card["front"] for card in json.loads(due)] == [
        "Größe auf Japanisch?",
        "The [schätze] of it is ≈ 1.",
        "Wie heißt ≤?",
    ]


RECODED = f"""
import io, os, subprocess, sys
done = subprocess.run([sys.executable, "-c", {SEVERAL!r}, *sys.argv[1:]], stdout=subprocess.PIPE)
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write(done.stdout.decode(os.environ["PYTHONIOENCODING"]))
sys.exit(done.returncode)
"""


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_letters_that_a_terminal_should_not_send_are_no_traceback(foreign: Program, encoding: str) -> None:
    """A letter, bytes and a word, each before a card of its own is graded."""
    typed = "".join(f"{letters}\n\n4\n" for letters in ("é", "\xff\xfe", "größe"))
    ran = foreign(
        "review",
        "--plain",
        stdin=typed.encode("latin-1") + b"q\n",
        environment={"PYTHONIOENCODING": encoding},
    )
    assert ran.code == 0, ran.err
    assert "3 cards graded" in ran.out


def test_a_card_with_letters_that_are_no_utf8_is_refused_in_a_sentence(used: Program) -> None:
    ran = used("add", stdin=b"caf\xe9\n\ncoffee\n", environment={"PYTHONIOENCODING": "utf-8"})
    assert "Traceback" not in ran.err
    assert ran.code in (0, 2, 3)


def test_words_that_are_no_utf8_are_no_traceback(looking: Program) -> None:
    bad = os.fsdecode(b"caf\xe9")
    assert "Traceback" not in looking("cards", bad).err  # as a word of a command line that the system hands over
    commands = [("rate", bad, "1"), ("preview", bad), ("sync", bad), ("config", bad)]
    ran = looking.python("-c", SEVERAL, json.dumps(commands))
    assert "Traceback" not in ran.err
    assert len(each_of(ran.err)) == len(commands)


# ---------------------------------------------------------------------- terminals and signals


class Terminal:
    """A review at a real terminal: what it shows, and what a person types."""

    def __init__(self, home: Path, *words: str, columns: int = 50, module: bool = True) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, *(("-m", "studygpt") if module else ()), *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=checkout_environment(home, COLUMNS=str(columns), TERM="xterm-256color"),
            start_new_session=True,
            # Whoever runs the tests in the background ignores Ctrl-C; a person at a terminal does not.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(slave)
        self.shown = ""
        self.seen = 0

    def wait_for(self, words: str) -> str:
        """What is shown from the last such wait up to these words."""
        while words not in self.shown[self.seen :]:
            chunk = self._read()
            assert chunk, self.shown
            self.shown += chunk
        start, self.seen = self.seen, self.shown.index(words, self.seen) + len(words)
        return self.shown[start : self.seen]

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def interrupt(self) -> None:
        """Ctrl-C, as often as a person presses it: one between a prompt and the waiting behind it is not seen."""
        for _ in range(60):
            os.killpg(self.process.pid, signal.SIGINT)
            if select.select([self.master], [], [], 1)[0]:
                return

    def end(self) -> int:
        while chunk := self._read():
            self.shown += chunk
        os.close(self.master)
        return self.process.wait(60)

    def _read(self) -> str:
        if not select.select([self.master], [], [], 60)[0]:
            self.process.kill()
            pytest.fail(f"the program waits for something else: {self.shown}")
        try:
            return os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:  # the other side is closed
            return ""


@pytest.mark.usefixtures("clock")
def test_a_person_at_a_terminal_reviews_a_card(used: Program, cli: Cli) -> None:
    terminal = Terminal(used.home, "review", "--plain")
    assert "Today: 20 new" in terminal.wait_for("Enter shows the answer: ")
    terminal.type("\n")
    answer = terminal.wait_for("4 Easy ")
    assert "1 Again 1m" in answer
    terminal.type("3\n")
    terminal.wait_for("Enter shows the answer: ")
    terminal.type("u\n")
    terminal.wait_for("Taken back: grade Good.")
    terminal.wait_for("Enter shows the answer: ")
    terminal.type("\n")
    terminal.wait_for("4 Easy ")
    terminal.type("4\n")
    terminal.wait_for("Enter shows the answer: ")
    terminal.type("q\n")
    assert terminal.end() == 0
    assert "1 card graded" in terminal.shown
    assert "\x1b" not in terminal.shown, "plain is plain, also where colours could be shown"
    assert max(len(line) for line in terminal.shown.split("\r\n") if not re.match("1 Again|Today", line)) <= 50
    assert [card["state"] for card in cli("cards", "rated:1", "--json").objects] == ["review"]


@pytest.mark.usefixtures("clock")
def test_ctrl_c_and_ctrl_d_leave_a_review_and_keep_its_grades(used: Program, cli: Cli) -> None:
    for key, code in (("\x03", 130), ("\x04", 0)):
        terminal = Terminal(used.home, "review", "--plain")
        terminal.wait_for("Enter shows the answer: ")
        terminal.type("\n")
        terminal.wait_for("4 Easy ")
        terminal.type("4\n")
        terminal.wait_for("Enter shows the answer: ")
        if key == "\x03":
            terminal.interrupt()
        else:
            terminal.type(key)
        assert terminal.end() == code
        assert "Traceback" not in terminal.shown
    assert len(cli("cards", "rated:1", "--json").objects) == 2


@pytest.mark.usefixtures("clock")
def test_removing_a_source_is_asked_for_at_a_terminal(used: Program, cli: Cli, tmp_path: Path) -> None:
    Vault(tmp_path / "vault").write("a.md", TWO_CARDS)
    assert cli("import", tmp_path / "vault").code == 0
    for answer, code, left in (("n", 1, 2), ("", 1, 2), ("y", 0, 0)):
        terminal = Terminal(used.home, "sources", "remove", "vault")
        terminal.wait_for("[y/N] ")
        terminal.type(f"{answer}\n")
        assert terminal.end() == code
        assert len(cli("cards", "source:vault", "--json").objects) == left


def test_nothing_is_coloured_where_nobody_asked(looking: Program) -> None:
    commands = [["due"], ["cards"], ["decks"], ["sources"], ["config"]]
    terminal = Terminal(looking.home, "-c", SEVERAL, json.dumps(commands), columns=80, module=False)
    assert terminal.end() == 0
    assert "\x1b" not in terminal.shown
    told = each_of(terminal.shown)[::2]  # stderr is the same terminal, and says nothing but that the command ended
    assert len(told) == len(commands)
    for said, code in told:
        assert code == 0
        assert said.strip()


def test_several_first_starts_at_once_all_find_the_shipped_decks(program: Program) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "studygpt", "due", "--json"],
            env=checkout_environment(program.home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(in_long_form(2, 4))
    ]
    for process in started:
        out, err = process.communicate()
        assert (process.returncode, err) == (0, b"")
        assert len(json.loads(out)) == 20


@pytest.mark.usefixtures("clock")
def test_when_a_command_has_ended_all_it_did_stands_in_the_one_file(used: Program, cli: Cli) -> None:
    """A copy of the file alone has the grade: nothing waits in the file that SQLite writes ahead."""
    card = cli("due", "--json").objects[0]["id"]
    assert used("rate", card, "good").code == 0
    assert [each.name for each in used.home.iterdir() if each.name.startswith("studygpt.db-")] == []
