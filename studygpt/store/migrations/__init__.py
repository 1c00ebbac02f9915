"""Alembic's steps from each older form of the database to the next."""
