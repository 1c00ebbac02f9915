"""An export in lines: it is refused at a line that it has, or its rows are those that the file counts."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator

from studygpt.transfer import lines
from studygpt.transfer.one_object import NotJson

WORDS = (
    *(
        '{"table": "log", "row": ',
        '{"table": "cards", "row": {',
        '{"end": {',
        '"layout": "lines"',
        '"studygpt": ',
        "}}\n",
    ),
    *('{"table": "', '", "row": {}}\n', '"settings_file": ', "null", "NaN", "1e400", "true", "\\ud800", "\u2028"),
)
LONGEST = 600


def seeds() -> Iterator[bytes]:
    head = json.dumps({lines.PROGRAM: "0.1", "layout": lines.LAYOUT, "form": "0007", "settings_file": None})
    row, other = '{"table": "log", "row": {"id": 1}}', '{"table": "cards", "row": {"pk": 1}}'
    yield f'{head}\n{row}\n{row}\n{other}\n{{"end": {{"log": 2, "cards": 1, "notes": 0}}}}\n'.encode()
    yield f'{head}\n\n{row}\n{other}\n{row}\n{{"end": {{"log": 2, "cards": 1}}}}'.encode()
    yield f'{head}\n{{"end": {{}}}}\n'.encode()


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    head = lines.read_head(io.StringIO(text))
    if head is not None:
        assert head == json.loads(text.split("\n")[0]) or "NaN" in text
    try:
        found = [(table, line, row) for table, rows in lines.read_tables(io.StringIO(text)) for line, row in rows]
    except NotJson as error:
        assert str(error)
        assert 1 <= error.line <= text.count("\n") + 1
        return
    written = [json.loads(line) for line in text.split("\n")[1:] if line.strip()]
    assert Counter(table for table, _, _ in found) == Counter({k: v for k, v in written[-1]["end"].items() if v})
    assert repr([(entry["table"], entry["row"]) for entry in written[:-1]]) == repr([(t, r) for t, _, r in found])
    assert [line for _, line, _ in found] == sorted({line for _, line, _ in found})
