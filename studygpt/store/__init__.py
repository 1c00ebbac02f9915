"""What is kept: one database, SQLite by default, always through SQLAlchemy Core so that PostgreSQL stays open."""
