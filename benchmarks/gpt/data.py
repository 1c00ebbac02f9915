"""The text that the published figures are for, if it lies beside the checkout."""

from __future__ import annotations

import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DATA = Path(os.environ.get("STUDYGPT_DATA", REPOSITORY.parent / "shared" / "data"))


def shakespeare() -> str:
    path = DATA / "tinyshakespeare.txt"
    if not path.is_file():
        sys.exit("This benchmark needs tinyshakespeare.txt in ../shared/data or STUDYGPT_DATA; skipped.")
    return path.read_text(encoding="utf-8")
