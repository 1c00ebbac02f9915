"""The facade that every front end holds.

`Study` is loaded when it is asked for: looking at a note (`study.preview`) needs no database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studygpt.study.person import Study

__all__ = ["Study"]


def __getattr__(name: str) -> object:
    if name == "Study":
        from studygpt.study.person import Study

        return Study
    raise AttributeError(name)
