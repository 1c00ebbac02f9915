"""Which card of a changed note is which stored card."""
