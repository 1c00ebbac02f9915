"""Today's cards: the queue, the session, and what a grade or another act does."""
