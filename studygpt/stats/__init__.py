"""What is known of somebody's progress: counts that the database made become figures, words and listings. Pure."""
