"""Write a counterexample as text: the inputs, the target and yours, with the first wrong cell marked."""

from __future__ import annotations

import torch
from torch import Tensor

from lab.grade.compare import Difference, wrong_cells
from lab.grade.properties import Inputs, Property
from lab.grade.verdict import Counterexample
from lab.grade.wire import Raised, UnknownValue, Value

MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 8, 8, 400


def counterexample(one: Property, inputs: Inputs, found: Difference) -> Counterexample:
    """Make a counterexample: the inputs and both results in fields, and all of it for people to read in `text`."""
    shown = {name: show(value) for name, value in inputs.items() if name not in one.hide}
    block = _side_by_side(found, one.tolerance)
    lines = []
    if one.call:
        lines.append(one.call)
    lines += [f"{name} = {_indented(text, len(name) + 3)}" for name, text in shown.items()]
    if found.words:
        lines.append(f"{(found.place or 'the result')} {found.words}.")
    elif found.place and not isinstance(found.yours, Raised):
        lines.append(f"{'at ' if found.place.startswith('[') else ''}{found.place}:")
    return Counterexample(
        call=one.call,
        inputs=shown,
        place=found.place,
        difference=found.words,
        target=show(found.target),
        yours=show(found.yours),
        first_wrong=found.index,
        text="\n".join([*lines, *block]),
    )


def show(value: Value) -> str:
    if isinstance(value, Tensor):
        return _tensor(value)
    if isinstance(value, Raised):
        return f"{value.kind}: {value.message.splitlines()[0] if value.message else ''}"
    if isinstance(value, UnknownValue):
        return value.words
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict) and any(isinstance(item, Tensor) for item in value.values()):
        return ", ".join(f"{key} {tuple(item.shape)}" for key, item in value.items() if isinstance(item, Tensor))
    text = repr(value)
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]} ..."


def _tensor(tensor: Tensor) -> str:
    if tensor.numel() > MOST_ROWS * MOST_COLUMNS:
        return f"a tensor of shape {tuple(tensor.shape)}"
    if tensor.dim() <= 1:
        return _row(tensor)
    rows = [f"[{_nested(part)}]" for part in tensor]
    return "[" + ",\n ".join(rows) + "]"


def _nested(tensor: Tensor) -> str:
    if tensor.dim() <= 1:
        return _row(tensor)[1:-1]
    return ", ".join(f"[{_nested(part)}]" for part in tensor)


def _row(tensor: Tensor) -> str:
    return f"[{', '.join(as_number(cell) for cell in tensor.tolist())}]" if tensor.dim() else as_number(tensor.item())


def as_number(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def _side_by_side(found: Difference, tolerance: float) -> list[str]:
    target, yours = found.target, found.yours
    same_shape = isinstance(target, Tensor) and isinstance(yours, Tensor) and target.shape == yours.shape
    if isinstance(yours, Raised):  # the verdict's message tells the error; the target alone would not help
        return []
    if isinstance(target, list) and isinstance(yours, list) and len(found.index) == 1:
        return [
            f"{name:<7}{_entries_around(value, found.index[0])}"
            for name, value in (("target", target), ("yours", yours))
        ]
    if not same_shape or not target.dim() or target.dtype != yours.dtype:
        words = {"target": show(target), "yours": show(yours)}
        return [f"{name:<7}{_indented(text, 7)}" for name, text in words.items()]
    wrong = wrong_cells(target, yours, tolerance)
    # The matrix with the first wrong cell, as far as it can be read.
    outer, rows, columns = _rows_and_columns(target, found.index)
    head = [f"at [{', '.join(str(i) for i in outer)}] " if outer else ""]
    matrix_size = target[tuple(outer)].numel() if outer else target.numel()
    if matrix_size > rows.numel() * columns.numel():
        head.append(f"rows {_from_to(rows)}, columns {_from_to(columns)} ")
    if head != [""]:
        head.append(f"of the shape {tuple(target.shape)}")
    tables = []
    for name, tensor in (("target", target), ("yours", yours)):
        matrix = tensor[tuple(outer)] if outer else tensor
        matrix = matrix.unsqueeze(0) if matrix.dim() == 1 else matrix
        first = found.index[-2:] if tensor.dim() > 1 else (0, found.index[0])
        cells = [
            [
                as_number(matrix[r, c].item()) + ("*" if (int(r), int(c)) == tuple(first) and name == "yours" else "")
                for c in columns
            ]
            for r in rows
        ]
        tables.append(_table(name, cells))
    wide = max(len(line) for line in tables[0])
    both = [f"{one:<{wide}}   {two}" for one, two in zip(*tables, strict=True)]
    count = f"{int(wrong.sum())} of {wrong.numel()} numbers differ; * is the first"
    return [*(["".join(head)] if any(head) else []), *both, count]


def _entries_around(items: list[Value], place: int) -> str:
    """The entries around the first that differs."""
    begin, end = max(0, place - 5), place + 7
    text = ", ".join(show(item) for item in items[begin:end])
    return f"[{'..., ' if begin else ''}{text}{', ...' if len(items) > end else ''}]"


def _rows_and_columns(tensor: Tensor, index: tuple[int, ...]) -> tuple[list[int], Tensor, Tensor]:
    outer = list(index[:-2])
    rows = _range_around(index[-2], tensor.size(-2), MOST_ROWS) if tensor.dim() > 1 else torch.arange(1)
    return outer, rows, _range_around(index[-1], tensor.size(-1), MOST_COLUMNS)


def _range_around(place: int, size: int, most: int) -> Tensor:
    begin = max(0, min(place - most // 2, size - most))
    return torch.arange(begin, min(size, begin + most))


def _from_to(places: Tensor) -> str:
    return f"{int(places[0])} to {int(places[-1])}" if len(places) > 1 else str(int(places[0]))


def _table(name: str, cells: list[list[str]]) -> list[str]:
    widths = [max(len(row[c]) for row in cells) for c in range(len(cells[0]))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return [name, *lines]


def _indented(text: str, by: int) -> str:
    return text.replace("\n", "\n" + " " * by)
