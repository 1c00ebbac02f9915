"""Constants of the database: its form, and the names of built-in sources. Imports nothing, for a quick first card."""

CURRENT = "0007"
"""The form of the database that this program knows: that of the last migration."""
SHIPPED = "studygpt"
"""The name of the source that comes with the program, wherever its folder is."""
LAB = "studygpt-lab"
"""The name of the source of the exercises. It has no notes; cards are made as exercises are tried."""
