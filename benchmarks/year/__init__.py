"""Simulate a year of study with known figures, and compare them with those the program shows."""
