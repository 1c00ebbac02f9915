"""Preview the cards of a note or folder, and find mistakes in them, without storing anything."""
