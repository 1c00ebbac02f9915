"""Match the cards of changed notes to stored cards, so that they keep their history. All functions are pure."""
