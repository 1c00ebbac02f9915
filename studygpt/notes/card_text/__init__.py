"""How a stretch of a note reads on a card, and what its place in the note says about the card."""
