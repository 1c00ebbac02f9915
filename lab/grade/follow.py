"""Follow code while it runs: each value that a line of a file makes, in variables and within expressions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple, Self

from torch import Tensor
from torch.overrides import TorchFunctionMode

from lab.grade.wire import Value

MOST_MADE = 10_000  # values that are kept: then nothing more is followed
MOST_NUMBERS = 20_000  # in one tensor
MOST_ITEMS = 2_000  # in a list, a dictionary or a text
_NOTHING = object()


class Made(NamedTuple):
    """A value that a line made."""

    file: str
    line: int
    is_kept: bool  # in a variable, or for the caller; else it is part of an expression
    value: Value


class Following(TorchFunctionMode):
    """Within this context, keep what the lines of some files make."""

    def __init__(self, files: Collection[str], *, operations: bool) -> None:
        """`operations`: the result of each operation of torch counts too, also in the midst of an expression."""
        super().__init__()
        self.files, self.operations = files, operations
        self.made: list[Made] = []
        self._frames: dict[FrameType, tuple[int, dict[str, Any]]] = {}
        """The line that runs in each frame, and what its variables held before."""
        self._keeping = False

    def __enter__(self) -> Self:
        super().__enter__()  # type: ignore[no-untyped-call]
        sys.settrace(self._begin)
        return self

    def __exit__(self, *error: Any) -> None:
        sys.settrace(None)
        super().__exit__(*error)  # type: ignore[no-untyped-call]
        self._frames.clear()

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if self.operations and not self._keeping and isinstance(result, Tensor):
            frame: FrameType | None = sys._getframe(1)
            while frame is not None and frame.f_code.co_filename not in self.files:
                frame = frame.f_back
            if frame is not None:
                self._keep(frame, frame.f_lineno, result, is_kept=False)
        return result

    def _begin(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        if event == "call" and frame.f_code.co_filename in self.files and len(self.made) < MOST_MADE:
            self._frames[frame] = frame.f_lineno, self._held(frame)
            return self._go_on
        return None

    def _go_on(self, frame: FrameType, event: str, returned: Any) -> Callable[..., Any]:
        if event in ("line", "return") and frame in self._frames:
            line, before = self._frames[frame]
            now = self._held(frame)
            for name, (value, mark) in now.items():
                if before.get(name, (_NOTHING, _NOTHING))[1] != mark:
                    self._keep(frame, line, value)
            if event == "return":
                self._keep(frame, line, returned)
                del self._frames[frame]
            else:
                self._frames[frame] = frame.f_lineno, now
        return self._go_on

    def _held(self, frame: FrameType) -> dict[str, Any]:
        """The variables of a frame, each with a mark that changes when its value does, in place too."""
        self._keeping = True
        held = {}
        for name, value in frame.f_locals.items():
            mark: Any = (id(value), value._version if isinstance(value, Tensor) else None)
            if isinstance(value, list | dict) and len(value) <= MOST_ITEMS:
                mark = repr(value) if not any(isinstance(item, Tensor) for item in value) else (id(value), len(value))
            held[name] = (value, mark)
        self._keeping = False
        return held

    def _keep(self, frame: FrameType, line: int, value: Any, *, is_kept: bool = True) -> None:
        if len(self.made) >= MOST_MADE or self._keeping:
            return
        self._keeping = True
        with suppress(Exception):
            several = isinstance(value, list | tuple) and all(isinstance(item, Tensor) for item in value)
            for kept in [_copied(item) for item in (value if several else [value])]:
                if kept is not _NOTHING:
                    self.made.append(Made(frame.f_code.co_filename, line, is_kept, kept))
        self._keeping = False


def _copied(value: Any) -> Any:
    """A copy that later changes in place do not reach; nothing of what tells nothing, or is too large."""
    if isinstance(value, Tensor):
        fits = 0 < value.numel() <= MOST_NUMBERS and not value.is_meta
        return value.detach().clone() if fits else _NOTHING
    if isinstance(value, bool) or value is None:
        return _NOTHING
    if isinstance(value, int | float):
        return value
    if isinstance(value, str | bytes):
        return value if 0 < len(value) <= MOST_ITEMS else _NOTHING
    if isinstance(value, list | tuple) and 0 < len(value) <= MOST_ITEMS:
        items = [_copied(item) if not isinstance(item, bool) else item for item in value]
        return _NOTHING if any(item is _NOTHING for item in items) else items
    if isinstance(value, dict) and 0 < len(value) <= MOST_ITEMS:
        return {key: item for key, item in value.items() if isinstance(item, int | float | str | bytes)} or _NOTHING
    return _NOTHING
