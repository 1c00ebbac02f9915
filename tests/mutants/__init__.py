"""Faults put in on purpose, one number or comparison at a time: a test must notice each (`make mutants`)."""
