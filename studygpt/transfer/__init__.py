"""Everything in one file: export, import and merge."""
