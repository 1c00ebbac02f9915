"""Classify the lines and spans of a note, which happens before cards are searched for."""
