"""Show cards as styled lines and plain text. Pure: nothing here needs a terminal."""
