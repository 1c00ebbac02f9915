"""Bring the stored cards of a source in line with its notes: what changed is read, the rest is not even opened."""

from studygpt.sync.plan_types import CardChange, ChangeKind, Losses
from studygpt.sync.report import Summary
from studygpt.sync.run import sync_source

__all__ = ["CardChange", "ChangeKind", "Losses", "Summary", "sync_source"]
