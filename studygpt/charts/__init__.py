"""Charts: values, and how to draw them as text, SVG and HTML. Pure."""
