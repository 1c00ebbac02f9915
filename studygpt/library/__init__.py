"""Sources, the cards in their notes, and what a person does with both outside a review."""
