"""Backups of the database, the search for damage, and its repair."""
