"""Classify the lines and stretches of a note before any card is looked for."""
