"""Write lists as the database stores them: compact JSON, in which letters of every script stay unescaped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(values: Sequence[str] | Sequence[Mapping[str, str | int | None]]) -> str:
    """Write a list as JSON."""
    return _encode(values) if values else "[]"
