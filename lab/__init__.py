"""The lab: a working GPT, and the exercises that are its parts."""
