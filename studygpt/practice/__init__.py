"""The exercises as a person practises them: the path, their files, attempts and grades."""
