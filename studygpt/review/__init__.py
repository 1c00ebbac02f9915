"""Reviewing: today's queue, the session, grades and other acts, undo."""
