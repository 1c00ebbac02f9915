"""Images on cards: read, measured and drawn as rows of terminal cells."""
