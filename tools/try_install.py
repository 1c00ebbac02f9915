"""`make check-install`: build a wheel and an sdist, and review with each in an empty venv of every Python here.

It tries each Python from 3.11 on that is on the PATH or that pyenv installed. Dependencies come from the package
registry, so this is not part of the test suite, which installs both forms for its own Python without a network.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def main() -> int:
    failed = []
    with TemporaryDirectory(prefix="studygpt-install-") as folder:
        place = Path(folder)
        built = build(place / "dist")
        for version, python in pythons().items():
            for file in built:
                problem = try_one(python, file, place / f"{version}-{file.suffix[1:]}")
                told = f"Python {version}, {'wheel' if file.suffix == '.whl' else 'sdist'}: {problem or 'reviews'}"
                print(told, flush=True)
                failed += [told] if problem else []
    return 1 if failed else 0


def build(target: Path) -> list[Path]:
    """Build both forms from the checkout: a wheel and an sdist."""
    run([sys.executable, "-m", "hatchling", "build", "-d", target], ROOT, os.environ)
    return sorted(target.glob("studygpt-*"))


def pythons() -> dict[str, Path]:
    """One interpreter for each version from `OLDEST` on, by its version."""
    found = {}
    for python in candidates():
        asked = [python, "-c", "import sys; print(*sys.version_info[:3])"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            version = tuple(map(int, done.stdout.split()))
            if version >= OLDEST:
                found.setdefault(".".join(map(str, version[:2])), python)
    return dict(sorted(found.items(), key=lambda each: [int(part) for part in each[0].split(".")]))


def candidates() -> Iterator[Path]:
    yield Path(sys.executable)
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in [*folders, *Path.home().glob(".pyenv/versions/*/bin")]:
        yield from sorted(folder.glob("python3.[0-9]*[0-9]"))


def try_one(python: Path, file: Path, place: Path) -> str:
    """Install a file in an empty venv and review one card; return what went wrong, or an empty text."""
    place.mkdir()
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STUDYGPT_"))}
    environment = own | {"STUDYGPT_HOME": str(place / "home"), "STUDYGPT_WORKSPACE": str(place / "workspace")}
    try:
        run([python, "-m", "venv", place / "venv"], place, environment)
        scripts = place / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        run([scripts / "python", "-m", "pip", "install", "--quiet", file], place, environment)
        shown = run([scripts / "studygpt", "review", "--plain"], place, environment, "\n3\nq\n")
    except subprocess.CalledProcessError as error:
        return f"{error}\n{error.stdout}\n{error.stderr}"
    return "" if "1 card graded" in shown else f"no card was graded:\n{shown}"


def run(words: list[str | Path], cwd: Path, environment: Mapping[str, str], given: str = "") -> str:
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, env=dict(environment), input=given, capture_output=True, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
