"""What each line and each stretch of a note is, before any card is looked for."""
