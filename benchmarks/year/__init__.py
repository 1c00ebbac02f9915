"""A simulated year: what was lived is known, and held against what the program shows of it."""
