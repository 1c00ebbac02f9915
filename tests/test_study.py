"""The facade: what a type checker is told of it, and what it gives when the program runs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from studygpt import study


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
    assert getattr(study, name) is expected


def test_the_facade_offers_nothing_that_a_type_checker_does_not_know() -> None:
    offered = {*study._MODULE_OF, *study._MODULES}
    assert offered == told_to_type_checkers().keys()


def test_a_name_that_it_does_not_have_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nowhere'"):
        study.nowhere  # noqa: B018
