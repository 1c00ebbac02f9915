"""Cards as text: pure strings, no terminal."""
