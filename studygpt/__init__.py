"""StudyGPT: spaced repetition for the terminal, built around a working GPT."""

__version__ = "0.1.0"
