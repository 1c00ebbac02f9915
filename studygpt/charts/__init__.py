"""Charts: what they say, and how they are drawn as text, SVG and HTML. Pure."""
