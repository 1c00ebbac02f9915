"""The facade: what a type checker is told of it, and what it gives when the program runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from studygpt import study

OFFERED = {*study._MODULE_OF, *study._MODULES}


def told_to_type_checkers() -> dict[str, str]:
    """Each name that the facade's imports for type checkers offer, and where it comes from."""
    tree = ast.parse(Path(study.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {
        name.asname: f"{node.module}.{name.name}"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.asname
    }


@pytest.mark.parametrize(("name", "origin"), told_to_type_checkers().items())
def test_each_name_is_what_the_type_checker_was_told(name: str, origin: str) -> None:
    module, _, attribute = origin.rpartition(".")
    expected = getattr(__import__(module, fromlist=[attribute]), attribute)
    if name in OFFERED:
        assert getattr(study, name) is expected


def test_the_facade_offers_nothing_that_a_type_checker_does_not_know() -> None:
    assert told_to_type_checkers().keys() >= OFFERED


def imported_when_run() -> Iterator[tuple[str, str]]:
    """Each module of a front end with each name that it imports from the facade, but for type checkers alone."""
    package = Path(study.__file__).parent
    for file in (*package.glob("commands/**/*.py"), *package.glob("tui/**/*.py"), package / "cli.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for_types_only = {
            id(node)
            for block in ast.walk(tree)
            if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
            for node in block.body
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "studygpt.study" and id(node) not in for_types_only:
                yield from ((file.relative_to(package).as_posix(), name.name) for name in node.names)


def test_each_name_that_a_front_end_imports_when_it_runs_is_offered() -> None:
    imported = list(imported_when_run())
    assert len(imported) > 50
    missing = [f"{file}: {name}" for file, name in imported if name not in OFFERED and name not in vars(study)]
    assert missing == []


def test_a_name_that_it_does_not_have_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nowhere'"):
        study.nowhere  # noqa: B018
