"""What is said of an error in a learner's file."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the lab needs torch")

from lab.grade.explain_errors import explained
from lab.grade.wire import Raised


@pytest.mark.parametrize(
    ("message", "likely"),
    [
        ("The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1", "keepdim=True"),
        ("Boolean value of Tensor with more than one value is ambiguous", "is not None"),
        ("cannot assign parameters before Module.__init__() call", "super().__init__()"),
    ],
)
def test_what_torch_says_is_followed_by_what_is_likely(message: str, likely: str) -> None:
    said = explained(Raised("RuntimeError", message, ((7, "softmax", "e / e.sum(dim)"),)))
    first, second = said.splitlines()
    assert first == f"It stops with RuntimeError (line 7): {message}."
    assert likely in second


def test_an_error_without_words_is_told_too() -> None:
    assert explained(Raised("ValueError", "")) == "It stops with ValueError."
