"""Turn parts of a note into the text of cards, and give each card the context of its place in the note."""
