"""Notes in, card drafts out. Nothing here knows of a database, a clock or a terminal."""
