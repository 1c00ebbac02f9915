"""Every upgrade of the database: from each form to the next, in order.

A new form is a file here with a function `upgrade(connection)`, a line below, and the number in `constants.CURRENT`;
`tables.py` says what the last one leads to. A file never changes once a release holds it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from studygpt.store.migrations import (
    v0001_first,
    v0002_lineage,
    v0003_learner_tags,
    v0004_suggestions,
    v0005_attempts,
    v0006_learned,
    v0007_clock,
)

MIGRATIONS: dict[str, Callable[[Connection], None]] = {
    "0001": v0001_first.upgrade,
    "0002": v0002_lineage.upgrade,
    "0003": v0003_learner_tags.upgrade,
    "0004": v0004_suggestions.upgrade,
    "0005": v0005_attempts.upgrade,
    "0006": v0006_learned.upgrade,
    "0007": v0007_clock.upgrade,
}
"""Each form of the database, with the function that upgrades a database to it from the form before."""
