"""What is fixed of the database: its form, and the name of what ships. The first card waits for this: no imports."""

CURRENT = "0005"
"""The last file in `migrations/versions`."""
SHIPPED = "studygpt"
"""The source that comes with the program, known by this name wherever it lies."""
LAB = "studygpt-lab"
"""The source of the exercises: their cards are made as they are tried. No notes are read for it."""
