"""Edits of notes that others wrote, without knowing the rules, and what becomes of the learned card in each."""
