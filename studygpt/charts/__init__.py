"""Charts as plain values, and pure functions that draw them as text, SVG and HTML."""
