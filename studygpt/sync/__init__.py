"""Bringing what is stored in line with the notes of one source: what changed is read, the rest is not even opened."""

from studygpt.sync.report import CardChange, Summary, What
from studygpt.sync.run import sync_source

__all__ = ["CardChange", "Summary", "What", "sync_source"]
