"""Copies of the database, what can be wrong with it, and the way back."""
