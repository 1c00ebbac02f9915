"""The database: SQLite by default, used through SQLAlchemy Core alone, so that PostgreSQL works too."""
