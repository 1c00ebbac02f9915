"""Show cards as styled lines and plain text. Pure: knows nothing of a terminal."""
