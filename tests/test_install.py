"""A wheel and an sdist of this repository, installed in an empty environment elsewhere, review the shipped deck.

`make check-install` does the same with every newer Python that the machine has; that needs the network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import plain_environment

ROOT = Path(__file__).resolve().parent.parent


def ran(*words: str | Path, cwd: Path, environment: dict[str, str], stdin: str = "") -> str:
    """What a program says on stdout; it must succeed."""
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pip() -> list[str]:
    """pip, also where the environment was made by uv and has none: Python brings one along."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    ensurepip = find_spec("ensurepip")
    bundled = sorted(Path(ensurepip.origin or "").parent.glob("_bundled/pip-*.whl")) if ensurepip else []
    if not bundled:
        pytest.skip("there is no pip here")
    return [sys.executable, f"{bundled[-1]}/pip"]


def copied(target: Path) -> Path:
    """The files that git knows or would know, as a clone has them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


QUIET = ("--quiet", "--disable-pip-version-check", "--no-cache-dir")


def wheel_of(sdist: Path, target: Path, environment: dict[str, str]) -> Path:
    """A wheel of an sdist, built by pip without a network."""
    ran(
        *pip(), "wheel", *QUIET, "--no-deps", "--no-build-isolation", "--wheel-dir", target, sdist,
        cwd=target.parent, environment=environment,
    )  # fmt: skip
    (wheel,) = target.glob("studygpt-*.whl")
    return wheel


def built(source: Path, target: Path, environment: dict[str, str]) -> tuple[Path, Path]:
    """An sdist and a wheel of a folder of source."""
    ran(
        sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", target,
        cwd=source, environment=environment,
    )  # fmt: skip
    (sdist,), (wheel,) = target.glob("studygpt-*.tar.gz"), target.glob("studygpt-*.whl")
    return sdist, wheel


def files_in(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_installed_program_reviews_the_shipped_deck(tmp_path: Path) -> None:
    """The wheel of the sdist is the wheel of the checkout, byte by byte in each file, so that one stands for both."""
    environment = plain_environment(tmp_path / "home", PYTHONWARNINGS="default")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    source = copied(tmp_path / "source")
    sdist, wheel_of_checkout = built(source, tmp_path / "built", environment)
    wheel = wheel_of(sdist, tmp_path / "dist", environment)
    assert files_in(wheel) == files_in(wheel_of_checkout)
    shutil.rmtree(source)

    ran(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=elsewhere, environment=environment)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    ran(
        *pip(), "--python", python, "install", *QUIET, "--no-compile", "--no-deps", "--no-index", wheel,
        cwd=elsewhere, environment=environment,
    )  # fmt: skip
    # What it depends on comes from here, by a line that adds a folder and reads no .pth of it: not the checkout's.
    packages = ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=elsewhere,
                   environment=environment).strip()  # fmt: skip
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")

    environment["PYTHONWARNINGS"] = "error"
    where = ran(
        python, "-c", "import lab, studygpt; print(studygpt.__file__, lab.__file__)",
        cwd=elsewhere, environment=environment,
    )  # fmt: skip
    assert all(Path(file).is_relative_to(tmp_path / "venv") for file in where.split()), where

    shown = ran(
        scripts / "studygpt", "review", "--plain", cwd=elsewhere, environment=environment, stdin="\n4\n\n3\nq\n"
    )
    assert "Today: 20 new, 0 learning, 0 due." in shown
    assert shown.count("Enter shows the answer: ") == 3
    assert "2 cards graded" in shown
    sources = ran(scripts / "studygpt", "sources", cwd=elsewhere, environment=environment)
    assert str(Path(packages, "studygpt", "decks")) in sources
    names = {path.name for path in Path(packages, "studygpt", "decks").iterdir()}
    assert names >= {path.name for path in (ROOT / "decks").glob("*.md")}
    assert ".studygptignore" in names, "README.md would be a note"
    assert str(ROOT) not in shown + sources
