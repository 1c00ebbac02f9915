"""Which form of the database this program knows. Imports nothing: the first card is read by it."""

CURRENT = "0004"
"""The last file in `migrations/versions`."""
