"""What a note would give, and what is wrong with its cards, without storing anything."""
