"""Learning byte-pair merges."""
