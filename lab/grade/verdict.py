"""What a verdict holds: JSON from end to end."""

from __future__ import annotations

from typing import Any

Verdict = dict[str, Any]


def empty(slug: str, file: str, seed: int = 0) -> Verdict:
    return {
        "exercise": slug,
        "verdict": "pass",  # or fail, error, timeout, memory, crashed, forbidden
        "property": None,  # the first that does not hold, in words
        "message": "",  # what happened, where it is no value that differs
        "counterexample": None,  # call, inputs, place, difference, target, yours, first_wrong, text
        "mistake": None,  # id, title, why, seen; two at once are one here, their ids joined by +
        "mistakes": [],  # id, title, why, cards of each
        "convention": None,  # as a mistake, where it is none
        "cards": [],  # queries
        "traceback": [],  # line, function, text: the learner's own lines, the innermost last
        "printed": "",  # the beginning of what the file printed
        "printed_bytes": 0,
        "proved": [],  # the properties that hold, after a pass
        "seed": seed,
        "file": file,
        "seconds": 0.0,
        "device": "cpu",
    }


def lost(slug: str, file: str, words: str) -> Verdict:
    """The check came to no end of its own."""
    return empty(slug, file) | {"verdict": "crashed", "property": "The check can be run", "message": words}
