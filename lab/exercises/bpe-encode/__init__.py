"""Text to ids with learned merges, and back."""
