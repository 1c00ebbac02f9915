"""Read notes and find the drafts of cards in them. Nothing here uses a database, a clock or a terminal."""
