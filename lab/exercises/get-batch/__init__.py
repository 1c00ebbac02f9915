"""Random pieces of the text, and what comes next."""
